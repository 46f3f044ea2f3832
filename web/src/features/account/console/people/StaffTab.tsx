import { Button, Space, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { may, useMe } from '../../../../api/session.ts';
import type { Filter } from '../../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../../ui/console/PageTable.tsx';
import { RemoteSelect } from '../../../../ui/console/SchemaForm.tsx';
import type { Option } from '../../../../ui/form/fields.ts';
import { StateTag } from '../../../../ui/StateTag.tsx';
import { AreaSelect } from '../../../area/console/AreaSelect.tsx';
import { Appointments } from './Appointments.tsx';
import { type Staff, useRoles } from './data.ts';
import { OneTime } from './OneTime.tsx';
import { StaffDrawer } from './StaffDrawer.tsx';
import { type Created, StaffForm } from './StaffForm.tsx';

const columns: TableColumnsType<Staff> = [
  { title: '姓名', dataIndex: 'name', width: 120, ellipsis: true },
  { title: '用户名', dataIndex: 'username', width: 140, ellipsis: true },
  {
    title: '角色与单位',
    dataIndex: 'relations',
    ellipsis: true,
    render: (list: Staff['relations']) =>
      list
        .map((each) => [each.role_name, each.unit_name, each.area_name].filter(Boolean).join(' · '))
        .join('；') || '还没有角色',
  },
  { title: '手机', dataIndex: 'phone_masked', width: 130, render: (text?: string) => text ?? '—' },
  { title: '状态', key: 'state', width: 130, render: (_, row) => <StaffState staff={row} /> },
];

/** Whether somebody can sign in, in one word with its mark. */
export function StaffState({ staff }: { staff: Staff }) {
  if (staff.disabled) return <StateTag kind="ended">已停用</StateTag>;
  if (staff.locked_until) return <StateTag kind="overdue">已锁定</StateTag>;
  if (staff.must_change_password) return <StateTag kind="waiting">待改密码</StateTag>;
  return <StateTag kind="done">正常</StateTag>;
}

/** The choice of a URL parameter pair `name` and `name_label`. */
function usePicked(name: string): [Option | undefined, (choice?: Option) => void] {
  const [params, setParams] = useSearchParams();
  const value = params.get(name);
  const pick = (choice?: Option) =>
    setParams(
      (now) => {
        now.delete(name);
        now.delete(`${name}_label`);
        if (choice) {
          now.set(name, choice.value);
          now.set(`${name}_label`, choice.label);
        }
        return now;
      },
      { replace: true },
    );
  return [value ? { value, label: params.get(`${name}_label`) ?? value } : undefined, pick];
}

/** Who works here: found by name, role, unit and area; a new account is made here. */
export function StaffTab() {
  const { data: me } = useMe();
  const roles = useRoles();
  const [params, setParams] = useSearchParams();
  const [unit, setUnit] = usePicked('unit');
  const [area, setArea] = usePicked('area');
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<Created>();
  const shown = params.get('id');
  const show = (id: string | null) =>
    setParams(
      (now) => {
        if (id) now.set('id', id);
        else now.delete('id');
        return now;
      },
      { replace: true },
    );
  const filters: Filter[] = [
    { name: 'q', label: '姓名或用户名', width: 180 },
    {
      name: 'role',
      label: '角色',
      width: 170,
      options: (roles.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
    },
    {
      name: 'disabled',
      label: '状态',
      width: 100,
      options: [
        { value: 'false', label: '在用' },
        { value: 'true', label: '已停用' },
      ],
    },
  ];
  const tools = (
    <Space wrap>
      <div style={{ width: 190, display: 'grid' }}>
        <RemoteSelect
          kind="unit"
          multiple={false}
          value={unit}
          onChange={(choice) => setUnit(choice as Option)}
        />
      </div>
      <AreaSelect value={area} onChange={setArea} label="区域" placeholder="区域" style={{ width: 190 }} />
      {may(me, 'account:manage') && (
        <Button type="primary" onClick={() => setCreating(true)}>
          新建人员
        </Button>
      )}
    </Space>
  );
  return (
    <>
      {may(me, 'account:manage', 'account:security', 'audit:read') && <Appointments />}
      <PageTable<Staff>
        noun="staff"
        url="/api/staff"
        columns={columns}
        filters={filters}
        fixed={{ unit: unit?.value, area: area?.value }}
        tools={tools}
        width={860}
        onOpen={(row) => show(row.id)}
        empty="这里还没有工作人员。系统管理员可以新建。"
      />
      <StaffDrawer id={shown} onClose={() => show(null)} />
      {creating && (
        <StaffForm
          onClose={() => setCreating(false)}
          onMade={(created) => {
            setCreating(false);
            setMade(created);
          }}
        />
      )}
      {made && (
        <OneTime
          name={made.staff.name}
          username={made.staff.username}
          password={made.password}
          onClose={() => {
            setMade(undefined);
            show(made.staff.id);
          }}
        />
      )}
    </>
  );
}
