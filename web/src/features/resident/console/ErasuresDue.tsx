import { Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Answer } from '../../../api/types.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { aboutOf, STATES } from '../resident.ts';
import { EraseForm } from './EraseForm.tsx';
import { RowTools } from './RowTools.tsx';

type Due = Answer<'listErasuresDue'>['items'][number];

/** Who left or died so long ago that nothing asks to keep the record any more: somebody looks at each. */
export function ErasuresDue() {
  const go = useNavigate();
  const [open, setOpen] = useState<Due>();
  const columns: TableColumnsType<Due> = [
    {
      title: '姓名',
      width: 220,
      ellipsis: true,
      render: (_, due) => <RowName more={aboutOf(due)}>{due.name}</RowName>,
    },
    { title: '状态', width: 110, render: (_, due) => STATES[due.state] },
    { title: '最后变动', width: 150, dataIndex: 'changed_at', render: (at: string) => untilMinute(at) },
    { title: '网格', ellipsis: true, render: (_, due) => shortArea(due.area_name) },
    {
      title: '',
      width: 100,
      render: (_, due) => (
        <RowTools>
          <Button size="small" danger onClick={() => setOpen(due)}>
            删除
          </Button>
        </RowTools>
      ),
    },
  ];
  return (
    <div className="hy-person-list">
      <PageTable<Due>
        noun="person"
        url="/api/resident-erasures/due"
        columns={columns}
        filters={[areaFilter]}
        width={760}
        onOpen={(due) => void go(`/residents/${due.id}`)}
        empty="没有到期的记录。迁出或死亡满五年的，会列在这里，由您逐一确认后删除。"
      />
      {open && (
        <EraseForm
          person={open}
          reason={`${STATES[open.state]}满五年，保存期限届满`}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}
