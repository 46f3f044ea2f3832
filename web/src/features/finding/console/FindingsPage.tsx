import { useQuery } from '@tanstack/react-query';
import type { TableColumnsType } from 'antd';
import { Alert, Button, Empty } from 'antd';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { components } from '../../../api/schema.d.ts';
import type { Page } from '../../../api/types.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { fetchedMap, MapWaiting } from '../../../ui/fetchedMap.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { stateNames, stateTones } from '../words.ts';
import './finding.css';

export type FindingRow = components['schemas']['FindingItem'];

const HeatMap = fetchedMap<{ rows: FindingRow[]; onOpen: (id: string) => void }>(
  () => import('./HeatMap.tsx'),
);

const columns: TableColumnsType<FindingRow> = [
  {
    title: '预警',
    dataIndex: 'title',
    ellipsis: true,
    render: (title: string, row) => <RowName more={row.area.name}>{title}</RowName>,
  },
  {
    title: '件数',
    dataIndex: 'n',
    width: 96,
    render: (n: number, row) => `${row.days} 天 ${n} 件`,
  },
  {
    title: '状态',
    dataIndex: 'state',
    width: 92,
    render: (state: FindingRow['state']) => <StateTag kind={stateTones[state]}>{stateNames[state]}</StateTag>,
  },
  { title: '最近一件', dataIndex: 'last_at', width: 112, render: (at: string) => <TimeAgo at={at} /> },
];

const filters: Filter[] = [
  {
    name: 'kind',
    label: '种类',
    options: [
      { value: 'place', label: '同一地点' },
      { value: 'caller', label: '同一来电人' },
    ],
  },
];

function FindingList({ ended }: { ended: boolean }) {
  const go = useNavigate();
  return (
    <PageTable<FindingRow>
      noun="finding"
      url="/api/findings"
      columns={columns}
      filters={filters}
      fixed={{ ended }}
      width={500}
      onOpen={(row) => void go(`/findings/${row.id}`)}
      empty={
        ended
          ? '还没有处理过的预警。'
          : '没有预警：近来没有同一处、同一人反复反映的事。达到次数时会自动列在这里，并通知本中心。'
      }
    />
  );
}

/** Where the open ones of places are. */
function HotSpots() {
  const go = useNavigate();
  const hot = useQuery({
    queryKey: ['finding', 'list', 'map'],
    queryFn: () => api.get<Page<FindingRow>>('/api/findings', { kind: 'place', limit: 200 }),
  });
  if (hot.isPending) return <MapWaiting />;
  if (!hot.data)
    return (
      <Alert
        type="error"
        showIcon
        title={`热点地图没有读出来：${sayError(hot.error)}`}
        action={<Button onClick={() => void hot.refetch()}>重试</Button>}
      />
    );
  if (hot.data.items.length === 0) return <Empty description="地图上还没有热点。" />;
  return <HeatMap rows={hot.data.items} onOpen={(id) => void go(`/findings/${id}`)} />;
}

/** 重复与热点: what calls add up to, as a list and on the map. */
export default function FindingsPage() {
  return (
    <div className="hy-hot">
      <PageTabs
        tabs={[
          { key: 'open', label: '待处理', children: <FindingList key="open" ended={false} /> },
          { key: 'ended', label: '已处理', children: <FindingList key="ended" ended /> },
        ]}
      />
      <section className="hy-findings-map" aria-label="热点地图">
        <HotSpots />
      </section>
    </div>
  );
}
