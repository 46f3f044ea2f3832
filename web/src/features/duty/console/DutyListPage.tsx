import { Button, Progress, type TableColumnsType } from 'antd';
import { Link, useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type DutyRow, lines, optionsOf } from '../duty.ts';

const columns: TableColumnsType<DutyRow> = [
  {
    title: '网格任务',
    dataIndex: 'title',
    ellipsis: true,
    render: (title: string, row) => (
      <RowName more={`${row.unit_name} · ${row.areas.map((area) => area.name).join('、')}`}>{title}</RowName>
    ),
  },
  { title: '条线', dataIndex: 'line_name', width: 100 },
  {
    title: '状态',
    dataIndex: 'state',
    width: 110,
    render: (state: string, row) =>
      state === 'closed' ? (
        <StateTag kind="archive">已结束</StateTag>
      ) : row.done >= row.asked ? (
        <StateTag kind="done">全部完成</StateTag>
      ) : (
        <StateTag kind="handle">进行中</StateTag>
      ),
  },
  {
    title: '期限',
    dataIndex: 'due_at',
    width: 170,
    render: (at: string, row) =>
      row.state === 'running' && row.done < row.asked ? <DueTag at={at} started={row.created_at} /> : '—',
  },
  {
    title: '进度',
    width: 220,
    render: (_, row) => (
      <Progress
        percent={row.asked === 0 ? 0 : Math.floor((row.done / row.asked) * 100)}
        format={() => `${row.done} / ${row.asked}`}
        size="small"
      />
    ),
  },
  {
    title: '逾期未完成',
    dataIndex: 'open_late',
    width: 110,
    render: (n: number) => (n > 0 ? <StateTag kind="overdue">{n}</StateTag> : '0'),
  },
  { title: '退回', dataIndex: 'reworks', width: 70 },
];
const filters: Filter[] = [
  { name: 'line', label: '条线', options: optionsOf(lines) },
  {
    name: 'state',
    label: '状态',
    options: [
      { value: 'running', label: '进行中' },
      { value: 'closed', label: '已结束' },
    ],
  },
];

/** What the grids are asked to do, with the numbers of one's own grids. */
export default function DutyListPage() {
  const go = useNavigate();
  const { data: me } = useMe();
  return (
    <div className="hy-matters">
      <PageTable<DutyRow>
        noun="duty_piece"
        url="/api/duties"
        columns={columns}
        filters={filters}
        width={1060}
        onOpen={(row) => void go(`/duties/${row.id}`)}
        tools={
          may(me, 'duty:set') && (
            <Link to="/duties/new">
              <Button type="primary">下达任务</Button>
            </Link>
          )
        }
        empty="还没有网格任务。下达后，各网格的网格员会在手机上收到。"
      />
    </div>
  );
}
