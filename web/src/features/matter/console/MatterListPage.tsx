import type { TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { MatterRow } from '../../../api/types.ts';
import { CardTag } from '../../../ui/CardTag.tsx';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { PriorityTag } from '../../../ui/PriorityTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { useCategories, useStates, useTypes } from './catalog.ts';
import { ExportButton } from './ExportButton.tsx';
import { StateCounts, useCounts } from './StateCounts.tsx';
import './list.css';

const columns: TableColumnsType<MatterRow> = [
  { title: '', dataIndex: 'cover', width: 56, render: (cover: string | null) => <Cover url={cover} /> },
  { title: '编号', dataIndex: 'number', width: 178, ellipsis: true },
  {
    title: '事项',
    dataIndex: 'title',
    ellipsis: true,
    render: (title: string, row) => (
      <RowName more={[row.category_name ?? row.type_name, row.address].filter(Boolean).join(' · ')}>
        <PriorityTag priority={row.priority} /> <CardTag level={row.card} /> {title}
        {row.callers > 1 && <span className="hy-muted"> · {row.callers} 人反映</span>}
      </RowName>
    ),
  },
  {
    title: '状态',
    dataIndex: 'state',
    width: 128,
    render: (_, row) => <StateTag kind={row.phase}>{row.state_name}</StateTag>,
  },
  { title: '所在网格', dataIndex: ['area', 'name'], width: 142, ellipsis: true },
  { title: '责任单位', dataIndex: ['owner', 'name'], width: 160, ellipsis: true },
  {
    title: '期限',
    dataIndex: 'due_at',
    width: 150,
    render: (at: string | null, row) =>
      row.open ? (
        <DueTag at={at} provisional={row.due_provisional} />
      ) : (
        <span className="hy-muted">已办结</span>
      ),
  },
  { title: '上报时间', dataIndex: 'created_at', width: 104, render: (at: string) => <TimeAgo at={at} /> },
];

function Cover({ url }: { url: string | null }) {
  return url ? <img className="hy-cover" src={url} alt="" loading="lazy" /> : <span className="hy-cover" />;
}

const sources = [
  ['resident', '居民上报'],
  ['patrol', '网格巡查'],
  ['visit', '入户走访'],
  ['hotline', '热线'],
  ['desk', '窗口登记'],
  ['import', '批量导入'],
  ['api', '外部系统'],
  ['assigned', '上级交办'],
].map(([value = '', label = '']) => ({ value, label }));

/** The filters, with the states and classes of the chosen type. */
function useFilters(type: string, area: string): Filter[] {
  const counts = useCounts(area);
  // With numbers on top the states are chosen there.
  const byNumbers = type === '' || (counts.data?.total ?? 0) > 0;
  const types = useTypes();
  const states = useStates(type);
  const categories = useCategories(type);
  return useMemo(
    () => [
      { name: 'q', label: '搜编号、内容、地址', width: 200 },
      {
        name: 'type',
        label: '类型',
        options: (types.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
        clears: ['state', 'category'],
      },
      {
        name: 'state',
        label: '状态',
        hidden: byNumbers,
        options: (states.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
      },
      {
        name: 'category',
        label: '类别',
        width: 140,
        hidden: type === '',
        options: (categories.data?.items ?? [])
          .filter((each) => each.selectable)
          .map(({ code, path }) => ({ value: code, label: path })),
      },
      {
        name: 'area',
        label: '区域',
        render: (value, choose) => <AreaPicker value={value} onChange={choose} width={150} />,
      },
      { name: 'source', label: '来源', options: sources, width: 110 },
      {
        name: 'open',
        label: '办理情况',
        width: 110,
        options: [
          { value: 'true', label: '未办结' },
          { value: 'false', label: '已办结' },
        ],
      },
      { name: 'mine', label: '与我有关', width: 110, options: [{ value: 'true', label: '与我有关' }] },
    ],
    [types.data, states.data, categories.data, type, byNumbers],
  );
}

/** Every matter one may see, newest first; the numbers on top are filters. */
export default function MatterListPage() {
  const go = useNavigate();
  const [params] = useSearchParams();
  const { search } = useLocation();
  const filters = useFilters(params.get('type') ?? '', params.get('area') ?? '');
  const open = (row: MatterRow, rows: MatterRow[]) =>
    void go(`/matters/${row.id}`, {
      state: { ids: rows.slice(0, 500).map((each) => each.id), from: `/matters${search}` },
    });
  return (
    <div className="hy-matters">
      <StateCounts />
      <PageTable<MatterRow>
        noun="matter"
        url="/api/matters"
        columns={columns}
        filters={filters}
        width={1150}
        onOpen={open}
        tools={<ExportButton />}
        empty="还没有事项。居民上报或登记台登记后，会出现在这里。"
      />
    </div>
  );
}
