import { Button, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { useCategories, useStates } from '../../matter/console/catalog.ts';
import type { WhistleRow } from '../data.ts';
import { OnCall } from './OnCall.tsx';

const columns: TableColumnsType<WhistleRow> = [
  { title: '编号', dataIndex: 'number', width: 178, ellipsis: true },
  {
    title: '哨',
    dataIndex: 'title',
    ellipsis: true,
    render: (title: string, row) => (
      <RowName more={[row.kind_name, row.area.name, row.address].filter(Boolean).join(' · ')}>
        {title}
      </RowName>
    ),
  },
  {
    title: '状态',
    dataIndex: 'state',
    width: 140,
    render: (_, row) => <StateTag kind={row.phase}>{row.state_name}</StateTag>,
  },
  {
    title: '到场',
    dataIndex: 'arrived',
    width: 120,
    render: (_, row) => (
      <>
        {row.arrived}/{row.awaited}
        {row.late > 0 && <StateTag kind="overdue">迟到 {row.late}</StateTag>}
      </>
    ),
  },
  {
    title: '到场期限',
    dataIndex: 'arrive_by',
    width: 130,
    render: (_, row) => (row.open ? <DueTag at={row.arrive_by} started={row.created_at} /> : '—'),
  },
  { title: '吹哨人', dataIndex: 'whistler', width: 100, ellipsis: true },
  { title: '时间', dataIndex: 'created_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
];

function useFilters(): Filter[] {
  const kinds = useCategories('whistle');
  const states = useStates('whistle');
  return useMemo(
    () => [
      {
        name: 'kind',
        label: '种类',
        options: (kinds.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
      },
      {
        name: 'state',
        label: '状态',
        options: (states.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
      },
      {
        name: 'open',
        label: '办理情况',
        width: 110,
        options: [
          { value: 'true', label: '未办结' },
          { value: 'false', label: '已结束' },
        ],
      },
    ],
    [kinds.data, states.data],
  );
}

function WhistleList({ side, empty }: { side: string; empty: string }) {
  const go = useNavigate();
  const { data: me } = useMe();
  const filters = useFilters();
  return (
    <PageTable<WhistleRow>
      noun="matter"
      url="/api/whistles"
      columns={columns}
      filters={filters}
      fixed={{ side }}
      width={1000}
      onOpen={(row) => void go(`/whistles/${row.id}`)}
      tools={
        may(me, 'whistle:blow') && (
          <Button type="primary" onClick={() => void go('/whistles/new')}>
            吹哨
          </Button>
        )
      }
      empty={empty}
    />
  );
}

/** Whistles of one's area, those that call one's department, those one blew oneself; and a department's roster. */
export default function WhistleListPage() {
  const { data: me } = useMe();
  const blows = may(me, 'whistle:blow');
  const tab = (key: string, label: string, empty: string) => ({
    key,
    label,
    children: <WhistleList key={key} side={key} empty={empty} />,
  });
  const called = tab('unit', '召我的', '没有召集本单位的哨。');
  if (!blows)
    return (
      <PageTabs
        tabs={[
          called,
          ...(may(me, 'whistle:on-call') ? [{ key: 'on-call', label: '值班表', children: <OnCall /> }] : []),
        ]}
      />
    );
  return (
    <PageTabs
      tabs={[
        tab('area', '辖区的', '辖区里还没有吹过哨。需要几个部门一起到场时，点“吹哨”。'),
        tab('whistler', '我吹的', '您还没有吹过哨。'),
        called,
      ]}
    />
  );
}
