import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { withAlso } from '../rule.ts';
import { Bars } from './Bars.tsx';
import type { Whom } from './data.table.ts';
import type { Subject } from './kinds.ts';

interface Props {
  subject: Subject;
  by: string;
  whom: Whom;
  onRule: (rule: string) => void;
}

/** A ledger by the codes of one item, as bars; a press on one keeps those. */
export function Grouped({ subject, by, whom, onRule }: Props) {
  const groups = useQuery({
    queryKey: ['ledger', 'list', 'groups', subject, by, whom.rule, whom.area],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<Answer<'groupLedger'>>('/api/ledger/groups', { subject, by, ...whom }, { signal }),
  });
  const keep = (code: string) => {
    const fact = `${subject}.${by}`;
    onRule(
      withAlso(
        whom.rule,
        code === '' ? { fact, op: 'empty', value: null } : { fact, op: 'in', value: [code] },
      ),
    );
  };
  return (
    <section className="hy-card" aria-label="分组">
      <Answered query={groups} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <span className="hy-muted">没有可分组的内容。</span>
          ) : (
            <Bars
              label="各组数量"
              bars={items.map(({ value, name, rows }) => ({ key: value ?? '', name, people: rows }))}
              onChoose={keep}
            />
          )
        }
      </Answered>
    </section>
  );
}
