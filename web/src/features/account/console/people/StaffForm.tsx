import { Form, Input } from 'antd';
import { api } from '../../../../api/client.ts';
import type { Answer } from '../../../../api/types.ts';
import { FormModal } from '../../../../ui/console/FormModal.tsx';
import { peopleChanged, type RelationSaid, relationBody, useRoles } from './data.ts';
import { RelationFields } from './RelationFields.tsx';

export type Created = Answer<'createStaff', 201>;
interface Said {
  name: string;
  username: string;
  phone?: string;
  role?: string;
  unit_id?: RelationSaid['unit'];
  area_id?: RelationSaid['area'];
}

async function create({ name, username, phone, role, unit_id, area_id }: Said): Promise<Created> {
  const relation = role ? [relationBody({ role, unit: unit_id, area: area_id })] : [];
  return api.post('/api/staff', { name, username, ...(phone ? { phone } : {}), relations: relation });
}

/** A new account with its first role. */
export function StaffForm({ onClose, onMade }: { onClose: () => void; onMade: (made: Created) => void }) {
  const roles = useRoles();
  // Administrators are appointed by the security administrator, residents sign up by themselves.
  const offered = (roles.data?.items ?? []).filter((role) => !role.administrator && role.code !== 'resident');
  return (
    <FormModal<Said>
      title="新建人员"
      submit="新建"
      onClose={onClose}
      onSubmit={async (said) => {
        const made = await create(said);
        await peopleChanged();
        onMade(made);
      }}
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label="姓名"
            rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}
          >
            <Input maxLength={40} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="username"
            label="用户名"
            extra="登录时使用，如工号或姓名拼音。"
            rules={[{ required: true, min: 2, message: '请填写用户名，至少 2 个字符' }]}
          >
            <Input maxLength={32} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="phone"
            label="手机号"
            rules={[{ pattern: /^1\d{10}$/, message: '请填写 11 位手机号' }]}
          >
            <Input inputMode="tel" autoComplete="off" />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(before, now) => before.role !== now.role}>
            {() => <RelationFields roles={offered} role={form.getFieldValue('role')} required={false} />}
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}
