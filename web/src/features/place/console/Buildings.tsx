import type { TableColumnsType } from 'antd';
import { useNavigate } from 'react-router';
import type { Answer } from '../../../api/types.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';

type Row = Answer<'listSiteBuildings'>['items'][number];

const columns: TableColumnsType<Row> = [
  {
    title: '楼宇',
    ellipsis: true,
    render: (_, row) => <RowName more={row.address}>{row.name}</RowName>,
  },
  { title: '所属网格', dataIndex: 'area_name', ellipsis: true, width: 320 },
  { title: '在此经营的单位', dataIndex: 'organisations', width: 140, align: 'right' },
];
const filters = [areaFilter];

/** 楼宇经济: office buildings by how many organisations sit in them. */
export function Buildings() {
  const go = useNavigate();
  return (
    <div className="hy-matters">
      <PageTable<Row>
        noun="place"
        url="/api/site-buildings"
        columns={columns}
        filters={filters}
        onOpen={(row) => void go(`/places?building=${row.id}&building_name=${encodeURIComponent(row.name)}`)}
        empty="还没有单位登记到楼栋。在单位的页面点「登记入驻」，这里就能按楼看到企业。"
      />
    </div>
  );
}
