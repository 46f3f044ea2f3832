import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../../api/client.ts';
import { sayError } from '../../../../api/errors.ts';
import { may, useMe } from '../../../../api/session.ts';
import type { Answer } from '../../../../api/types.ts';
import { Answered } from '../../../../ui/console/Answered.tsx';
import { peopleChanged } from './data.ts';
import { unitKinds } from './kinds.ts';
import { UnitForm } from './UnitForm.tsx';

type Unit = Answer<'getUnit'>;

const useUnit = (id: string | null) =>
  useQuery({
    queryKey: ['unit', id],
    enabled: id !== null,
    queryFn: () => api.get<Unit>(`/api/units/${id}`),
  });

/** One unit, and what the system administrator may do about it. */
export function UnitDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const unit = useUnit(id);
  return (
    <Drawer open={id !== null} onClose={onClose} title={unit.data?.name ?? '单位'} size={480} destroyOnHidden>
      <Answered query={unit}>{(data) => <Page unit={data} />}</Answered>
    </Drawer>
  );
}

function Page({ unit }: { unit: Unit }) {
  const { data: me } = useMe();
  const above = useUnit(unit.parent_id);
  const staff = `/people?unit=${unit.id}&unit_label=${encodeURIComponent(unit.name)}`;
  return (
    <div className="hy-stack">
      <dl className="hy-facts">
        <dt>代码</dt>
        <dd>{unit.code}</dd>
        <dt>类型</dt>
        <dd>{unitKinds[unit.kind] ?? unit.kind}</dd>
        <dt>专业</dt>
        <dd>{unit.specialty ?? '—'}</dd>
        <dt>负责区域</dt>
        <dd>
          <Link to={`/areas?area=${unit.area_id}`}>{unit.area_name}</Link>
        </dd>
        <dt>上级单位</dt>
        <dd>{unit.parent_id ? (above.data?.name ?? '…') : '没有'}</dd>
        <dt>状态</dt>
        <dd>{unit.retired ? '已停用' : '在用'}</dd>
      </dl>
      <Link to={staff}>查看这个单位的人员</Link>
      {may(me, 'account:manage') && !unit.retired && (!unit.parent_id || above.data) && (
        <Buttons unit={unit} parent={above.data} />
      )}
    </div>
  );
}

function Buttons({ unit, parent }: { unit: Unit; parent: Unit | undefined }) {
  const { modal, message } = App.useApp();
  const [open, setOpen] = useState<'change' | 'below'>();
  const retire = () =>
    modal.confirm({
      title: `停用“${unit.name}”？`,
      content: '停用后不能再派给它；已有的记录保留。',
      okText: '停用',
      okButtonProps: { danger: true },
      onOk: () =>
        api
          .post(`/api/units/${unit.id}/retire`, { version: unit.version })
          .catch((error: unknown) => message.error(sayError(error)))
          .then(peopleChanged),
    });
  const close = () => setOpen(undefined);
  return (
    <div className="hy-row">
      <Button onClick={() => setOpen('change')}>修改</Button>
      <Button onClick={() => setOpen('below')}>新建下级单位</Button>
      <Button danger onClick={retire}>
        停用
      </Button>
      {open === 'change' && (
        <UnitForm unit={unit} above={parent && { value: parent.id, label: parent.name }} onClose={close} />
      )}
      {open === 'below' && <UnitForm above={{ value: unit.id, label: unit.name }} onClose={close} />}
    </div>
  );
}
