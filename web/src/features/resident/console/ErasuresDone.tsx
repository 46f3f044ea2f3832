import type { TableColumnsType } from 'antd';
import { useNavigate } from 'react-router';
import type { Answer } from '../../../api/types.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { untilMinute } from '../../../ui/TimeAgo.tsx';

type Proof = Answer<'listResidentErasures'>['items'][number];

const columns: TableColumnsType<Proof> = [
  { title: '删除时间', width: 170, dataIndex: 'at', render: (at: string) => untilMinute(at) },
  { title: '删除依据', ellipsis: true, dataIndex: 'reason' },
  { title: '网格', width: 200, ellipsis: true, render: (_, proof) => shortArea(proof.area_name) },
  { title: '办理人', width: 120, ellipsis: true, dataIndex: 'by' },
];

/** The proofs of what was erased: when, why, by whom; nothing about whom. */
export function ErasuresDone() {
  const go = useNavigate();
  return (
    <div className="hy-person-list">
      <PageTable<Proof>
        noun="person"
        url="/api/resident-erasures"
        columns={columns}
        filters={[areaFilter]}
        width={760}
        onOpen={({ id }) => void go(`/erasures/${id}`)}
        empty="还没有删除过登记信息。"
      />
    </div>
  );
}
