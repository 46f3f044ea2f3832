import { Fragment } from 'react';
import { type RuleRow, rowsOf, saidOf } from '../rule.ts';
import { type Askable, useAskable, useChoices, useTags } from './data.table.ts';
import type { Subject } from './kinds.ts';

/** A condition in the words of the builder; what it is written as stands behind a fold, and alone where no rows can say it. */
export function RuleWords({ rule, subject }: { rule: string; subject?: Subject }) {
  const known = new Map(useAskable(subject)?.map((each) => [each.name, each]));
  const built = rowsOf(rule, (fact) => known.get(fact)?.kind);
  const rows = (built?.rows ?? []).flatMap((row) => {
    const asked = known.get(row.fact);
    return asked ? [{ row, asked }] : [];
  });
  return (
    <div className="hy-rule-words">
      {rows.length > 0 && (
        <span>
          条件：
          {rows.map(({ row, asked }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name and do not move here
            <Fragment key={at}>
              {at > 0 && (built?.join === 'any' ? ' 或 ' : ' 且 ')}
              <Said row={row} asked={asked} />
            </Fragment>
          ))}
        </span>
      )}
      <details>
        <summary>看条件原文</summary>
        <code className="hy-rule-said">{rule}</code>
      </details>
    </div>
  );
}

function Said({ row, asked }: { row: RuleRow; asked: Askable }) {
  const words = useChoices(asked.dictionary);
  const tags = useTags();
  const names =
    asked.kind === 'tag'
      ? (tags.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))
      : (words.data ?? asked.choices);
  return saidOf(row, asked, (value) => names.find((each) => each.value === value)?.label ?? value);
}
