import { Button, type TableColumnsType, Tag } from 'antd';
import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { Watermark } from '../../../ui/Watermark.tsx';
import { aboutOf, EDIT, type Row, STATES } from '../resident.ts';
import '../resident.css';

const filters: Filter[] = [
  { name: 'q', label: '姓名、身份号码、手机号', width: 280 },
  areaFilter,
  { name: 'waiting', label: '核对', options: [{ value: 'true', label: '只看待核对' }] },
];

const columns: TableColumnsType<Row> = [
  {
    title: '姓名',
    width: 220,
    ellipsis: true,
    render: (_, row) => (
      <RowName more={aboutOf(row)}>
        {row.name}
        {row.waiting > 0 && (
          <Tag color="warning" className="hy-person-tag">
            待核对 {row.waiting}
          </Tag>
        )}
        {row.state !== 'present' && <Tag className="hy-person-tag">{STATES[row.state]}</Tag>}
      </RowName>
    ),
  },
  { title: '公民身份号码', width: 130, render: (_, row) => row.id_tail ?? '未登记' },
  { title: '联系电话', width: 140, render: (_, row) => row.phone ?? '未登记' },
  { title: '住址', ellipsis: true, render: (_, row) => row.address ?? '没有登记住处' },
  {
    title: '网格',
    width: 200,
    ellipsis: true,
    render: (_, row) => <span title={row.area_name}>{shortArea(row.area_name)}</span>,
  },
];

/** The people of one's areas: by name, number or phone, masked. */
export default function ResidentsPage() {
  const go = useNavigate();
  const { data: me } = useMe();
  return (
    <Watermark>
      <div className="hy-person-list">
        <PageTable<Row>
          noun="person"
          url="/api/residents"
          columns={columns}
          filters={filters}
          width={980}
          onOpen={(row) => void go(`/residents/${row.id}`)}
          tools={
            may(me, EDIT) && (
              <Button type="primary" onClick={() => void go('/residents/new')}>
                登记人员
              </Button>
            )
          }
          empty="还没有登记人员。可以逐人登记，也可以在“导入”里上传表格。"
        />
      </div>
    </Watermark>
  );
}
