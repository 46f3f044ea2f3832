import { DueTag } from '../../../ui/DueTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Detail } from '../matter.ts';

type Task = Detail['tasks'][number];

export const roleNames: Record<string, string> = { main: '主办', co: '协办', inform: '知会' };
const stateNames: Record<string, string> = {
  pending: '待签收',
  open: '待办',
  signed: '办理中',
  done: '已完成',
  returned: '已退回',
  transferred: '已转办',
  cancelled: '已取消',
};
const looks: Record<string, string> = {
  pending: 'waiting',
  signed: 'signed',
  done: 'done',
  returned: 'returned',
};

/** A centre's own step is not signed for; it just waits. */
const stateName = (task: Task): string =>
  task.state === 'pending' && !task.role ? '待办' : (stateNames[task.state] ?? task.state);

/** Who has to do what by when, and who has done it; what is open first. */
export function Tasks({ tasks }: { tasks: Task[] }) {
  const sorted = [
    ...tasks.filter((task) => !task.closed_at),
    ...tasks.filter((task) => task.closed_at).toReversed(),
  ];
  if (tasks.length === 0) return null;
  return (
    <section className="hy-panel">
      <h2>任务</h2>
      <table className="hy-tasks">
        <thead>
          <tr>
            <th>任务</th>
            <th>谁</th>
            <th>情况</th>
            <th>期限</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((task) => (
            <tr key={task.id} data-closed={Boolean(task.closed_at)}>
              <td>{task.kind_name.replace(/^待/, '')}</td>
              <td>
                {task.role && <strong>{roleNames[task.role] ?? task.role} </strong>}
                {task.unit?.name ?? task.account?.name ?? '—'}
                {task.unit && task.account && <span className="hy-muted"> {task.account.name}</span>}
                {task.note && <div className="hy-muted">{task.note}</div>}
              </td>
              <td>
                <StateTag kind={looks[task.state] ?? 'ended'}>{stateName(task)}</StateTag>
              </td>
              <td>
                {task.closed_at ? (
                  <TimeAgo at={task.closed_at} />
                ) : (
                  <DueTag at={task.due_at} started={task.created_at} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
