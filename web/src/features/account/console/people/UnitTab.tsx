import { Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { may, useMe } from '../../../../api/session.ts';
import type { Filter } from '../../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../../ui/console/PageTable.tsx';
import type { Unit } from './data.ts';
import { unitKinds } from './kinds.ts';
import { UnitDrawer } from './UnitDrawer.tsx';
import { UnitForm } from './UnitForm.tsx';

/** A hit of a search has no depth and no count. */
type Row = Omit<Unit, 'depth' | 'staff'> & Partial<Pick<Unit, 'depth' | 'staff'>>;

const columns: TableColumnsType<Row> = [
  {
    title: '单位',
    dataIndex: 'name',
    ellipsis: true,
    render: (name: string, { depth = 0 }) => (
      <span style={{ paddingInlineStart: depth * 20 }}>
        {depth > 0 && <span className="hy-muted">└ </span>}
        {name}
      </span>
    ),
  },
  { title: '类型', dataIndex: 'kind', width: 130, render: (kind: string) => unitKinds[kind] ?? kind },
  { title: '负责区域', dataIndex: 'area_name', width: 180, ellipsis: true },
  { title: '代码', dataIndex: 'code', width: 220, ellipsis: true },
  {
    title: '在岗',
    dataIndex: 'staff',
    width: 80,
    align: 'right',
    render: (staff?: number) => (staff === undefined ? '' : `${staff} 人`),
  },
];

const filters: Filter[] = [{ name: 'q', label: '单位名称或代码' }];

/** Organisations as a tree written down in lines; searching shows the hits alone. */
export function UnitTab() {
  const { data: me } = useMe();
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const show = (id: string | null) =>
    setParams(
      (now) => {
        if (id) now.set('id', id);
        else now.delete('id');
        return now;
      },
      { replace: true },
    );
  const searching = Boolean(params.get('q'));
  return (
    <>
      <PageTable<Row>
        noun="unit"
        url={searching ? '/api/units' : '/api/units/tree'}
        columns={columns}
        filters={filters}
        tools={
          may(me, 'account:manage') && (
            <Button type="primary" onClick={() => setCreating(true)}>
              新建单位
            </Button>
          )
        }
        width={860}
        onOpen={(row) => show(row.id)}
        empty="还没有单位。先建指挥中心，再建部门、街道、社区和物业。"
      />
      <UnitDrawer id={params.get('id')} onClose={() => show(null)} />
      {creating && <UnitForm onClose={() => setCreating(false)} />}
    </>
  );
}
