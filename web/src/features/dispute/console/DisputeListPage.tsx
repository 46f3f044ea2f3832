import type { TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime, TimeAgo } from '../../../ui/TimeAgo.tsx';
import { useStates } from '../../matter/console/catalog.ts';
import { codesOf, type DisputeRow, useCodes } from '../dispute.ts';

const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });

const columns: TableColumnsType<DisputeRow> = [
  { title: '编号', dataIndex: 'number', width: 178, ellipsis: true },
  {
    title: '纠纷',
    dataIndex: 'title',
    ellipsis: true,
    render: (title: string, row) => <RowName more={row.area_name.replaceAll(' / ', ' ')}>{title}</RowName>,
  },
  {
    title: '状态',
    dataIndex: 'state',
    width: 140,
    render: (_, row) => <StateTag kind={row.phase}>{row.state_name}</StateTag>,
  },
  { title: '类别', dataIndex: 'kind_name', width: 130, ellipsis: true, render: (name) => name ?? '未登记' },
  {
    title: '预警',
    dataIndex: 'warning_name',
    width: 150,
    ellipsis: true,
    render: (name: string | null) => (name ? <StateTag kind="overdue">{name}</StateTag> : '无'),
  },
  {
    title: '规模',
    width: 120,
    ellipsis: true,
    render: (_, row) => [row.scale_name, row.people && `${row.people} 人`].filter(Boolean).join(' · '),
  },
  { title: '调解员', dataIndex: 'mediators', width: 76, render: (n: number) => `${n} 人` },
  { title: '下一步', width: 190, render: (_, row) => <Next row={row} /> },
  { title: '上报时间', dataIndex: 'created_at', width: 104, render: (at: string) => <TimeAgo at={at} /> },
];

function Next({ row }: { row: DisputeRow }) {
  if (row.visit_due_on)
    return (
      <StateTag kind={row.visit_due_on <= today() ? 'overdue' : 'waiting'}>
        {row.visit_due_on} 前回访
      </StateTag>
    );
  if (row.next_at && !row.signed_on) return <span>{exactTime(row.next_at)} 调解</span>;
  return <span className="hy-muted">{row.signed_on ? `${row.signed_on} 签订协议` : '—'}</span>;
}

/** Disputes one may see, by state, kind and risk. Nobody's name stands in the list. */
export default function DisputeListPage() {
  const go = useNavigate();
  const { search } = useLocation();
  const states = useStates('dispute');
  const codes = useCodes();
  const filters = useMemo<Filter[]>(
    () => [
      {
        name: 'state',
        label: '状态',
        width: 150,
        options: (states.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
      },
      { name: 'kind', label: '事件类别', width: 180, options: codesOf(codes.data?.items, 'kind') },
      { name: 'warning', label: '预警等级', width: 180, options: codesOf(codes.data?.items, 'warning') },
      { name: 'due', label: '回访', width: 120, options: [{ value: 'true', label: '回访到期' }] },
      { name: 'mine', label: '我调解的', width: 120, options: [{ value: 'true', label: '我调解的' }] },
    ],
    [states.data, codes.data],
  );
  return (
    <div className="hy-matters">
      <PageTable<DisputeRow>
        noun="dispute"
        url="/api/disputes"
        columns={columns}
        filters={filters}
        width={1240}
        onOpen={(row, rows) =>
          void go(`/matters/${row.id}`, {
            state: { ids: rows.slice(0, 500).map((each) => each.id), from: `/disputes${search}` },
          })
        }
        empty="还没有矛盾纠纷。居民提出、网格员上报或登记台登记为“矛盾纠纷”的，会出现在这里。"
      />
    </div>
  );
}
