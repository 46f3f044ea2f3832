import { Button, Segmented, type TableColumnsType, Tag } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { nounOf, type Row, rightsOf, type Subject, useForm, words } from '../place.ts';
import { KindCounts } from './KindCounts.tsx';

const PlaceMap = lazy(() => import('./PlaceMap.tsx'));

type NameOf = (code: string, value: unknown) => string;

/** When it happened and how grave it is. */
const incidentColumns = (nameOf: NameOf): TableColumnsType<Row> => [
  { title: '发生日期', width: 120, render: (_, { items }) => items.happened_on ?? '—' },
  { title: '分级', width: 100, render: (_, { items }) => nameOf('level', items.level) },
];

function columnsOf(subject: Subject, nameOf: NameOf): TableColumnsType<Row> {
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
    { title: '类别', dataIndex: 'kind_name', width: subject === 'incident' ? 110 : 150, ellipsis: true },
    ...(subject === 'incident' ? incidentColumns(nameOf) : []),
    ...(words[subject].state
      ? [
          {
            title: words[subject].state,
            dataIndex: 'state_name',
            width: subject === 'incident' ? 150 : 120,
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
      render: (text: string) => shortArea(text) || '不在任何网格',
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
        // A list that is not filled in yet (待核对) has nothing to choose: the numbers above have.
        hidden: subject === 'organisation' || subject === 'vehicle' || options('kind').length === 0,
      },
      ...(words[subject].state
        ? [
            {
              name: 'state',
              label: words[subject].state,
              options: options('state'),
              width: subject === 'incident' ? 190 : undefined,
            },
          ]
        : []),
      areaFilter,
      { name: 'building', label: '楼栋', hidden: true },
      { name: 'related', label: '关联', hidden: true },
      {
        name: 'retired',
        label: '在用',
        options: [{ value: 'true', label: `已${words[subject].end}` }],
        width: 100,
      },
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
  const form = useForm(subject);
  const columns = useMemo(() => {
    const nameOf: NameOf = (code, value) =>
      form.data?.items.find((item) => item.code === code)?.options.find((each) => each.code === value)
        ?.name ?? '—';
    return columnsOf(subject, nameOf);
  }, [form.data, subject]);
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
      {may(me, rightsOf(subject).edit) && (
        <Link to={`/places/new?subject=${subject}`}>
          <Button type="primary">登记{words[subject].name}</Button>
        </Link>
      )}
    </>
  );
  const building = params.get('building_name');
  const related = params.get('related_name');
  return (
    <div className="hy-matters">
      {building && params.get('building') && (
        <p className="hy-place-inside">
          只看在「{building}」的{words[subject].name} <Link to="/places">看全部</Link>
        </p>
      )}
      {related && params.get('related') && (
        <p className="hy-place-inside">
          只看关联「{related}」的{words[subject].name} <Link to={`/places?tab=${subject}`}>看全部</Link>
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
          width={subject === 'incident' ? 1200 : 1080}
          onOpen={(row) => void go(`/places/${row.id}`)}
          tools={tools}
          empty={`这里还没有${words[subject].name}。点「登记${words[subject].name}」，或用表格批量导入。`}
        />
      )}
    </div>
  );
}
