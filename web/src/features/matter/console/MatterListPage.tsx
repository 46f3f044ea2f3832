import type { TableColumnsType } from 'antd';
import { useNavigate } from 'react-router';
import type { MatterRow } from '../../../api/types.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

const columns: TableColumnsType<MatterRow> = [
  { title: '编号', dataIndex: 'number', width: 220, ellipsis: true },
  { title: '事项', dataIndex: 'title', ellipsis: true },
  {
    title: '类型',
    dataIndex: 'type_name',
    width: 120,
  },
  {
    title: '状态',
    dataIndex: 'state',
    width: 110,
    render: (_, row) => <StateTag kind={row.phase}>{row.state_name}</StateTag>,
  },
  { title: '所在网格', dataIndex: ['area', 'name'], width: 200, ellipsis: true },
  { title: '上报时间', dataIndex: 'created_at', width: 130, render: (at: string) => <TimeAgo at={at} /> },
];

const filters: Filter[] = [
  { name: 'q', label: '搜编号、内容、地址' },
  {
    name: 'open',
    label: '办理情况',
    options: [
      { value: 'true', label: '未办结' },
      { value: 'false', label: '已办结' },
    ],
  },
];

/** Every matter one may see, newest first. */
export default function MatterListPage() {
  const go = useNavigate();
  return (
    <PageTable<MatterRow>
      noun="matter"
      url="/api/matters"
      columns={columns}
      filters={filters}
      width={1000}
      onOpen={(row) => void go(`/matters/${row.id}`)}
      empty="还没有事项。居民上报或登记台登记后，会出现在这里。"
    />
  );
}
