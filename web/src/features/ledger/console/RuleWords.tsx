import { Fragment } from 'react';
import { type RuleRow, rowsOf, saidOf } from '../rule.ts';
import { type Askable, useAskable, useNamed } from './data.table.ts';
import type { Subject } from './kinds.ts';

/** A condition in the words of the builder, and as it is written behind a fold, which stands open where no rows can say it. */
export function RuleWords({ rule, subject }: { rule: string; subject?: Subject }) {
  const askable = useAskable(subject);
  const known = new Map(askable?.map((each) => [each.name, each]));
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
      <details open={askable !== undefined && rows.length === 0}>
        <summary>看条件式</summary>
        <code className="hy-rule-said">{rule}</code>
      </details>
    </div>
  );
}

function Said({ row, asked }: { row: RuleRow; asked: Askable }) {
  const names = useNamed(asked, row);
  return saidOf(row, asked, (value) => names.find((each) => each.value === value)?.label ?? value);
}
