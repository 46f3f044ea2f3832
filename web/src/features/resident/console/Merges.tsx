import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { UndoLink } from '../../../ui/console/UndoLink.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, peopleChanged } from '../resident.ts';

/** Records that were taken into this one, and the way back. */
export function Merges({ person }: { person: Detail }) {
  const query = useQuery({
    queryKey: ['person', person.id, 'merges'],
    queryFn: () => api.get<Answer<'listResidentMerges'>>(`/api/residents/${person.id}/merges`),
  });
  if (!query.data?.items.length) return null;
  return (
    <section className="hy-panel">
      <h2>合并记录</h2>
      <ul className="hy-person-people">
        {query.data.items.map((merge) => (
          <li key={merge.id}>
            <span>{merge.by}</span>
            <span className="hy-muted">
              <TimeAgo at={merge.at} /> 并入一条记录
            </span>
            {merge.undone_at ? (
              <span className="hy-muted">已撤销</span>
            ) : (
              person.abilities.decide && (
                <UndoLink
                  title="撤销这次合并？"
                  description="并入的记录恢复原样，各自的来源归各自。"
                  okText="撤销合并"
                  done="已撤销合并，两条记录各自恢复"
                  send={() => api.post(`/api/resident-merges/${merge.id}/undo`, {})}
                  after={peopleChanged}
                >
                  撤销
                </UndoLink>
              )
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
