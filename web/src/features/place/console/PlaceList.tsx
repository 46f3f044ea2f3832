import { Button, Segmented, type TableColumnsType, Tag } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { nounOf, type Row, type Subject, useForm, words } from '../place.ts';
import { KindCounts } from './KindCounts.tsx';

const PlaceMap = lazy(() => import('./PlaceMap.tsx'));

function columnsOf(subject: Subject): TableColumnsType<Row> {
  const name: TableColumnsType<Row>[number] = {
    title: subject === 'vehicle' ? '车牌' : '名称',
    dataIndex: 'name',
    ellipsis: true,
    render: (text: string, row) => (
      <RowName more={subject === 'vehicle' ? (row.masked.owner_name ?? '车主未登记') : (row.code ?? '—')}>
        {text}
        {row.public && <Tag className="hy-place-tag">向居民公开</Tag>}
      </RowName>
    ),
  };
  return [
    name,
    { title: '类别', dataIndex: 'kind_name', width: 150, ellipsis: true },
    ...(words[subject].state
      ? [
          {
            title: words[subject].state,
            dataIndex: 'state_name',
            width: 120,
            render: (text: string | null) => text ?? '—',
          },
        ]
      : []),
    {
      title: words[subject].place,
      dataIndex: 'address',
      ellipsis: true,
      render: (text: string) => text || '—',
    },
    {
      title: '所属网格',
      dataIndex: 'area_name',
      width: 230,
      ellipsis: true,
      render: (text: string) => text.split(' / ').slice(-2).join(' / ') || '不在任何网格',
    },
    { title: '更新', dataIndex: 'changed_at', width: 110, render: (at: string) => <TimeAgo at={at} /> },
  ];
}

function useFilters(subject: Subject): Filter[] {
  const form = useForm(subject);
  return useMemo(() => {
    const options = (code: string) =>
      form.data?.items
        .find((item) => item.code === code)
        ?.options.map(({ code: value, name: label }) => ({ value, label })) ?? [];
    return [
      { name: 'q', label: words[subject].search, width: 220 },
      {
        name: 'kind',
        label: '类别',
        options: options('kind'),
        width: 150,
        hidden: subject === 'organisation' || subject === 'vehicle',
      },
      ...(words[subject].state
        ? [{ name: 'state', label: words[subject].state, options: options('state') }]
        : []),
      areaFilter,
      { name: 'building', label: '楼栋', hidden: true },
      { name: 'retired', label: '在用', options: [{ value: 'true', label: '已停用' }], width: 100 },
    ];
  }, [form.data, subject]);
}

/** One kind of registered things as a list, or on the map; how many of each kind above. */
export function PlaceList({ subject }: { subject: Subject }) {
  const go = useNavigate();
  const { data: me } = useMe();
  const [params, setParams] = useSearchParams();
  const onMap = params.get('view') === 'map' && subject !== 'vehicle';
  const fixed = useMemo(() => ({ subject }), [subject]);
  const filters = useFilters(subject);
  const columns = useMemo(() => columnsOf(subject), [subject]);
  const show = (view: string) =>
    setParams((now) => {
      if (view === 'map') now.set('view', 'map');
      else now.delete('view');
      return now;
    });
  const tools = (
    <>
      {subject !== 'vehicle' && (
        <Segmented
          value={onMap ? 'map' : 'list'}
          onChange={show}
          options={[
            { value: 'list', label: '列表' },
            { value: 'map', label: '地图' },
          ]}
        />
      )}
      {may(me, 'place:edit') && (
        <Link to={`/places/new?subject=${subject}`}>
          <Button type="primary">登记{words[subject].name}</Button>
        </Link>
      )}
    </>
  );
  const building = params.get('building_name');
  return (
    <div className="hy-matters">
      {building && params.get('building') && (
        <p className="hy-place-inside">
          只看在「{building}」的{words[subject].name} <Link to="/places">看全部</Link>
        </p>
      )}
      <KindCounts subject={subject} />
      {onMap ? (
        <>
          <div className="hy-filters">
            <span className="hy-filters-tools">{tools}</span>
          </div>
          <Suspense fallback={<div className="hy-map hy-map-waiting">地图加载中…</div>}>
            <PlaceMap subject={subject as Exclude<Subject, 'vehicle'>} kind={params.get('kind') ?? ''} />
          </Suspense>
        </>
      ) : (
        <PageTable<Row>
          noun={nounOf(subject)}
          url="/api/sites"
          columns={columns}
          filters={filters}
          fixed={fixed}
          width={1080}
          onOpen={(row) => void go(`/places/${row.id}`)}
          tools={tools}
          empty={`这里还没有${words[subject].name}。点「登记${words[subject].name}」，或用表格批量导入。`}
        />
      )}
    </div>
  );
}
