import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

type Person = Answer<'listReceipts'>['people'][number];

/** 已读回执: who was told of a matter, when, and who has read it. Asked for when somebody wants to know, and only who may. */
export function Receipts({ id }: { id: string }) {
  const { data: me } = useMe();
  const [open, setOpen] = useState(false);
  const receipts = useQuery({
    queryKey: ['matter', id, 'receipts'],
    enabled: open,
    queryFn: () => api.get<Answer<'listReceipts'>>('/api/messages/receipts', { subject: id }),
  });
  if (!may(me, 'matter:view-area', 'matter:view-unit')) return null;
  return (
    <section className="hy-panel" aria-label="通知与已读">
      <h2>
        通知与已读
        <span className="hy-panel-tool">
          {open && receipts.data && `通知 ${receipts.data.total} 条，已读 ${receipts.data.read} 条`}
          <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? '收起' : '看谁已读'}
          </Button>
        </span>
      </h2>
      {open && (
        <Answered query={receipts} rows={3}>
          {({ people }) => <People people={people} />}
        </Answered>
      )}
    </section>
  );
}

function People({ people }: { people: Person[] }) {
  if (people.length === 0) return <span className="hy-muted">这件事项还没有通知过谁。</span>;
  return (
    <div className="hy-receipts">
      <table className="hy-tasks">
        <thead>
          <tr>
            <th>通知了谁</th>
            <th>内容</th>
            <th>何时</th>
            <th>情况</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person, at) => (
            // Nobody has two equal lines at one place: the list is only ever replaced as a whole.
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id of their own and are never moved
            <tr key={at}>
              <td>
                {person.name}
                {person.unit && <div className="hy-muted">{person.unit}</div>}
              </td>
              <td>{person.title}</td>
              <td>
                <TimeAgo at={person.sent_at} />
              </td>
              <td>
                {person.read_at ? (
                  <>
                    <StateTag kind="done">已读</StateTag>
                    <div className="hy-muted">
                      <TimeAgo at={person.read_at} />
                    </div>
                  </>
                ) : (
                  <StateTag kind="waiting">未读</StateTag>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
