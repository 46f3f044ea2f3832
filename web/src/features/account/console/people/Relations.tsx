import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { api } from '../../../../api/client.ts';
import { sayError } from '../../../../api/errors.ts';
import { queryClient } from '../../../../api/query.ts';
import type { Answer } from '../../../../api/types.ts';
import { FormModal } from '../../../../ui/console/FormModal.tsx';
import { peopleChanged, type RelationSaid, relationBody, type Staff, useRoles } from './data.ts';
import { RelationFields } from './RelationFields.tsx';

interface Props {
  staff: Staff;
  /** Asking for an administrator's role gives the first half of a one-time password. */
  onHalf: (half: string) => void;
}

/** The roles somebody has, each with its place; given and taken here by whom it is up to. */
export function Relations({ staff, onHalf }: Props) {
  const { modal, message } = App.useApp();
  const roles = useRoles();
  const [adding, setAdding] = useState(false);
  const may = (administrator: boolean) => staff.abilities.includes(administrator ? 'appoint' : 'relate');
  const isAdministrator = (code: string) =>
    roles.data?.items.find((role) => role.code === code)?.administrator ?? false;
  const end = (relation: Staff['relations'][number]) =>
    modal.confirm({
      title: `收回“${relation.role_name}”？`,
      content: '立即生效：对方马上看不到相应的事项，也不能再办理。',
      okText: '收回',
      okButtonProps: { danger: true },
      onOk: () =>
        api
          .delete(`/api/staff/${staff.id}/relations/${relation.id}`)
          .catch((error: unknown) => message.error(sayError(error)))
          .then(peopleChanged),
    });
  return (
    <section aria-label="角色">
      <h2 className="hy-head">角色</h2>
      {staff.relations.length === 0 && <p className="hy-muted">还没有角色，登录后什么也做不了。</p>}
      <ul className="hy-plain">
        {staff.relations.map((relation) => (
          <li key={relation.id} className="hy-row hy-relation">
            <span>
              <strong>{relation.role_name}</strong>
              <br />
              <span className="hy-muted">
                {[relation.unit_name, relation.area_name].filter(Boolean).join(' · ') || '不分地方'}
              </span>
            </span>
            {may(isAdministrator(relation.role)) && (
              <Button size="small" danger onClick={() => end(relation)}>
                收回
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(may(true) || may(false)) && <Button onClick={() => setAdding(true)}>授予角色</Button>}
      {adding && <AddRelation staff={staff} onClose={() => setAdding(false)} onHalf={onHalf} />}
    </section>
  );
}

interface Said {
  role: string;
  unit_id?: RelationSaid['unit'];
  area_id?: RelationSaid['area'];
}

function AddRelation({ staff, onClose, onHalf }: Props & { onClose: () => void }) {
  const roles = useRoles();
  const offered = (roles.data?.items ?? []).filter(
    (role) => role.code !== 'resident' && staff.abilities.includes(role.administrator ? 'appoint' : 'relate'),
  );
  const add = async ({ role, unit_id, area_id }: Said) => {
    const made = await api.post<Answer<'addRelation', 201>>(
      `/api/staff/${staff.id}/relations`,
      relationBody({ role, unit: unit_id, area: area_id }),
    );
    await peopleChanged();
    onClose();
    if (made.half) {
      onHalf(made.half);
      await queryClient.invalidateQueries({ queryKey: ['appointment'] });
    }
  };
  return (
    <FormModal<Said> title={`授予 ${staff.name} 角色`} submit="授予" onClose={onClose} onSubmit={add}>
      {(form) => (
        <Form.Item noStyle shouldUpdate={(before, now) => before.role !== now.role}>
          {() => <RelationFields roles={offered} role={form.getFieldValue('role')} required />}
        </Form.Item>
      )}
    </FormModal>
  );
}
