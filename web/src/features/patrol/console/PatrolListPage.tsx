import { Button, type TableColumnsType } from 'antd';
import { Link, useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type CampaignRow, often, stateNames } from '../patrol.ts';

const columns: TableColumnsType<CampaignRow> = [
  {
    title: '专项巡查',
    dataIndex: 'name',
    ellipsis: true,
    render: (name: string, row) => <RowName more={`${row.theme} · ${row.unit_name}`}>{name}</RowName>,
  },
  {
    title: '状态',
    dataIndex: 'state',
    width: 110,
    render: (state: string) => (
      <StateTag kind={stateNames[state]?.look ?? ''}>{stateNames[state]?.word}</StateTag>
    ),
  },
  { title: '时间', width: 210, render: (_, row) => `${row.starts_on} 至 ${row.ends_on}` },
  { title: '频次', width: 100, render: (_, row) => often(row) },
  { title: '完成', width: 110, render: (_, row) => `${row.done} / ${row.planned}` },
  {
    title: '逾期',
    dataIndex: 'open_late',
    width: 90,
    render: (n: number) => (n > 0 ? <StateTag kind="overdue">{n}</StateTag> : '0'),
  },
  { title: '发现问题', dataIndex: 'findings', width: 90 },
  { title: '转为事项', dataIndex: 'matters', width: 90 },
];
const filters: Filter[] = [
  {
    name: 'state',
    label: '状态',
    options: Object.entries(stateNames).map(([value, { word }]) => ({ value, label: word })),
  },
];

/** Themed patrols that touch one's own areas, with the numbers of those areas. */
export default function PatrolListPage() {
  const go = useNavigate();
  const { data: me } = useMe();
  return (
    <div className="hy-matters">
      <PageTable<CampaignRow>
        noun="patrol_visit"
        url="/api/patrols"
        columns={columns}
        filters={filters}
        width={1000}
        onOpen={(row) => void go(`/patrols/${row.id}`)}
        tools={
          may(me, 'patrol:manage') && (
            <Link to="/patrols/new">
              <Button type="primary">发起专项巡查</Button>
            </Link>
          )
        }
        empty="还没有专项巡查。发起后，各网格的网格员会在手机上收到任务。"
      />
    </div>
  );
}
