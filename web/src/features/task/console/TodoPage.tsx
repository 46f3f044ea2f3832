import type { TableColumnsType } from 'antd';
import { useNavigate } from 'react-router';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { TaskRow } from '../types.ts';

const columns: TableColumnsType<TaskRow> = [
  {
    title: '要做什么',
    dataIndex: 'kind_name',
    width: 120,
    render: (name: string, row) => <StateTag kind={row.kind}>{name}</StateTag>,
  },
  { title: '事项', dataIndex: ['matter', 'title'], ellipsis: true },
  { title: '编号', dataIndex: ['matter', 'number'], width: 220, ellipsis: true },
  {
    title: '时限',
    dataIndex: 'clock',
    width: 120,
    render: (clock: string, row) => clock && <StateTag kind={clock}>{row.clock_name}</StateTag>,
  },
  { title: '到期', dataIndex: 'due', width: 130, render: (at: string | null) => <TimeAgo at={at} /> },
];

/** What waits for me and my unit, the most pressing first. */
export default function TodoPage() {
  const go = useNavigate();
  return (
    <PageTable<TaskRow>
      noun="task"
      url="/api/tasks"
      columns={columns}
      fixed={{ mine: true }}
      onOpen={(row) => void go(`/matters/${row.matter.id}`)}
      empty="手头没有待办。新任务来了会自动出现，无需刷新。"
    />
  );
}
