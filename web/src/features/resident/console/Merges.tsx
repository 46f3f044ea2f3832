import { useQuery } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, peopleChanged } from '../resident.ts';

/** Records that were taken into this one, and the way back. */
export function Merges({ person }: { person: Detail }) {
  const { message } = App.useApp();
  const query = useQuery({
    queryKey: ['person', person.id, 'merges'],
    queryFn: () => api.get<Answer<'listResidentMerges'>>(`/api/residents/${person.id}/merges`),
  });
  const undo = async (id: string) => {
    try {
      await api.post(`/api/resident-merges/${id}/undo`, {});
      message.success('已撤销合并，两条记录各自恢复');
    } catch (error) {
      message.error(sayError(error));
    }
    await peopleChanged();
  };
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
                <Popconfirm
                  title="撤销这次合并？"
                  description="并入的记录恢复原样，各自的来源归各自。"
                  okText="撤销合并"
                  cancelText="不撤"
                  onConfirm={() => undo(merge.id)}
                >
                  <Button type="link" size="small">
                    撤销
                  </Button>
                </Popconfirm>
              )
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
