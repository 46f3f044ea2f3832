import { Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { type Building, type Estate, KINDS } from '../housing.ts';
import { BuildingForm } from './BuildingForm.tsx';
import { EstateForm } from './EstateForm.tsx';
import { ImportTab } from './ImportTab.tsx';
import { MapTab } from './MapTab.tsx';
import '../../matter/console/matter.css';

const EDIT = 'housing:edit';

/** What stands where: the map with 楼盘表, estates and buildings as lists, and outlines from files. */
export default function HousingPage() {
  const { data: me } = useMe();
  return (
    <PageTabs
      tabs={[
        { key: 'map', label: '地图', children: <MapTab /> },
        { key: 'estates', label: '小区', children: <EstateList /> },
        { key: 'buildings', label: '建筑', children: <BuildingList /> },
        ...(may(me, EDIT) ? [{ key: 'import', label: '导入轮廓', children: <ImportTab /> }] : []),
      ]}
    />
  );
}

const SEARCH: Filter[] = [{ name: 'q', label: '名称或地址' }];

const estateColumns: TableColumnsType<Estate> = [
  {
    title: '小区',
    dataIndex: 'name',
    ellipsis: true,
    render: (name: string, row) => <RowName more={row.address}>{name}</RowName>,
  },
  { title: '社区', width: 220, ellipsis: true, render: (_, row) => row.area?.name },
  { title: '物业企业', width: 220, ellipsis: true, render: (_, row) => row.property?.name ?? '无' },
  { title: '建筑', dataIndex: 'buildings', width: 80 },
  { title: '房屋', dataIndex: 'houses', width: 90 },
];

function EstateList() {
  const go = useNavigate();
  const { data: me } = useMe();
  const [making, make] = useState(false);
  return (
    <>
      <PageTable<Estate>
        noun="estate"
        url="/api/housing/estates"
        columns={estateColumns}
        filters={SEARCH}
        width={820}
        onOpen={(row) => void go(`/housing/estates/${row.id}`)}
        tools={
          may(me, EDIT) && (
            <Button type="primary" onClick={() => make(true)}>
              登记小区
            </Button>
          )
        }
        empty="还没有登记小区。"
      />
      {making && (
        <EstateForm onClose={() => make(false)} onSaved={(id) => void go(`/housing/estates/${id}`)} />
      )}
    </>
  );
}

const buildingColumns: TableColumnsType<Building> = [
  {
    title: '建筑',
    dataIndex: 'name',
    ellipsis: true,
    render: (name: string, row) => <RowName more={row.address}>{name}</RowName>,
  },
  { title: '类型', width: 100, render: (_, row) => KINDS[row.kind] },
  {
    title: '网格',
    width: 200,
    ellipsis: true,
    render: (_, { area }) => (area ? <span title={area.full_name}>{area.name}</span> : '未落格'),
  },
  { title: '小区', width: 160, ellipsis: true, render: (_, row) => row.estate?.name ?? '' },
  { title: '层数', dataIndex: 'floors', width: 70 },
  { title: '房屋', dataIndex: 'houses', width: 80 },
];
const BUILDING_FILTERS: Filter[] = [
  ...SEARCH,
  { name: 'unplaced', label: '落格', options: [{ value: 'true', label: '未落格' }] },
];

function BuildingList() {
  const go = useNavigate();
  const { data: me } = useMe();
  const [making, make] = useState(false);
  return (
    <>
      <PageTable<Building>
        noun="building"
        url="/api/housing/buildings"
        columns={buildingColumns}
        filters={BUILDING_FILTERS}
        width={900}
        onOpen={(row) => void go(`/housing/buildings/${row.id}`)}
        tools={
          may(me, EDIT) && (
            <Button type="primary" onClick={() => make(true)}>
              登记建筑
            </Button>
          )
        }
        empty="还没有登记建筑。可以逐栋登记，也可以在“导入轮廓”里上传 GeoJSON。"
      />
      {making && (
        <BuildingForm onClose={() => make(false)} onSaved={(id) => void go(`/housing/buildings/${id}`)} />
      )}
    </>
  );
}
