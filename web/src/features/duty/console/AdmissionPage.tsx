import { Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { may, useMe } from '../../../api/session.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type Admission, entryStandings, lines, optionsOf } from '../duty.ts';
import { AdmissionDrawer } from './AdmissionDrawer.tsx';
import { ApplyForm } from './ApplyForm.tsx';
import { ObjectionList } from './ObjectionList.tsx';

const columns: TableColumnsType<Admission> = [
  {
    title: '准入事项',
    dataIndex: 'name',
    ellipsis: true,
    render: (name: string, row) => (
      <RowName more={`${row.unit_name} · ${row.areas.map((area) => area.name).join('、')}`}>{name}</RowName>
    ),
  },
  { title: '条线', dataIndex: 'line_name', width: 100 },
  {
    title: '状态',
    dataIndex: 'standing',
    width: 140,
    render: (standing: string) => (
      <StateTag kind={entryStandings[standing]?.look ?? ''}>{entryStandings[standing]?.word}</StateTag>
    ),
  },
  { title: '有效期', width: 220, render: (_, row) => `${row.from_on} 至 ${row.to_on}` },
  { title: '频次', dataIndex: 'often', width: 150 },
  { title: '本期已下达', dataIndex: 'used', width: 110, render: (n: number) => `${n} 次` },
];
const filters: Filter[] = [
  {
    name: 'standing',
    label: '状态',
    options: [
      { value: 'in_force', label: '在清单上' },
      { value: 'waiting', label: '待审批' },
      { value: 'over', label: '未批、过期、移出' },
    ],
  },
  { name: 'line', label: '条线', options: optionsOf(lines) },
];

/** What departments may ask of grids; applications, decisions, and what grid workers object to. */
export default function AdmissionPage() {
  const { data: me } = useMe();
  const list = { key: 'list', label: '清单', children: <List /> };
  if (!may(me, 'duty:work', 'duty:admit')) return <List />;
  return (
    <PageTabs tabs={[list, { key: 'objections', label: '异议（不在清单）', children: <ObjectionList /> }]} />
  );
}

function List() {
  const { data: me } = useMe();
  const [opened, open] = useState<Admission>();
  const [applying, apply] = useState(false);
  return (
    <div className="hy-matters">
      <PageTable<Admission>
        noun="duty_admission"
        url="/api/admissions"
        columns={columns}
        filters={filters}
        width={1040}
        onOpen={open}
        tools={
          may(me, 'duty:set') && (
            <Button type="primary" onClick={() => apply(true)}>
              申请准入
            </Button>
          )
        }
        empty="清单还是空的。部门要向网格下达工作，先在这里申请。"
      />
      {opened && <AdmissionDrawer entry={opened} onClose={() => open(undefined)} />}
      {applying && <ApplyForm onClose={() => apply(false)} />}
    </div>
  );
}
