import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../../api/client.ts';
import { sayError } from '../../../../api/errors.ts';
import { FormModal } from '../../../../ui/console/FormModal.tsx';
import { peopleChanged, type Staff } from './data.ts';

interface Act {
  ability: string;
  name: string;
  /** Asked once before; without it the act is done at once. */
  question?: string;
  shown?: (staff: Staff) => boolean;
  perform: (staff: Staff) => Promise<{ password?: string; ended?: number } | unknown>;
}

const at = ({ id }: Staff) => `/api/staff/${id}`;
const acts: Act[] = [
  {
    ability: 'unlock',
    name: '解锁',
    shown: (staff) => staff.locked_until !== null,
    perform: (staff) => api.post(`${at(staff)}/unlock`),
  },
  {
    ability: 'reset',
    name: '重置密码',
    question: '重置后原密码立即失效，全部登录结束，并显示一次性密码。',
    perform: (staff) => api.post(`${at(staff)}/password`),
  },
  {
    ability: 'end-sessions',
    name: '结束全部登录',
    question: '对方在各设备上的登录立即结束，可重新登录。',
    perform: (staff) => api.delete(`${at(staff)}/sessions`),
  },
  {
    ability: 'disable',
    name: '启用',
    shown: (staff) => staff.disabled,
    perform: (staff) => api.post(`${at(staff)}/enable`, { version: staff.version }),
  },
  {
    ability: 'disable',
    name: '停用',
    shown: (staff) => !staff.disabled,
    question: '停用后立即结束其登录，不能再登录；记录保留，可随时重新启用。',
    perform: (staff) => api.post(`${at(staff)}/disable`, { version: staff.version }),
  },
];

/** The buttons that this administrator has for this account, and none else. */
export function StaffActions({ staff, onPassword }: { staff: Staff; onPassword: (text: string) => void }) {
  const { modal, message } = App.useApp();
  const [changing, setChanging] = useState(false);
  const perform = async (act: Act) => {
    try {
      const answer = (await act.perform(staff)) as { password?: string };
      if (answer.password) onPassword(answer.password);
      else message.success(`已${act.name}`);
    } catch (error) {
      message.error(sayError(error));
    }
    await peopleChanged();
  };
  const press = (act: Act) => {
    if (!act.question) return void perform(act);
    modal.confirm({
      title: `${act.name}：${staff.name}`,
      content: act.question,
      okText: act.name,
      okButtonProps: { danger: true },
      onOk: () => perform(act),
    });
  };
  const mine = acts.filter(
    ({ ability, shown }) => staff.abilities.includes(ability) && (!shown || shown(staff)),
  );
  return (
    <div className="hy-row">
      {staff.abilities.includes('change') && <Button onClick={() => setChanging(true)}>修改</Button>}
      {mine.map((act) => (
        <Button key={act.name} danger={act.name === '停用'} onClick={() => press(act)}>
          {act.name}
        </Button>
      ))}
      {changing && <ChangeForm staff={staff} onClose={() => setChanging(false)} />}
    </div>
  );
}

function ChangeForm({ staff, onClose }: { staff: Staff; onClose: () => void }) {
  const save = async ({ name, phone }: { name: string; phone?: string }) => {
    await api.patch(at(staff), { version: staff.version, name, ...(phone ? { phone } : {}) });
    await peopleChanged();
    onClose();
  };
  return (
    <FormModal
      title="修改人员"
      submit="保存"
      initial={{ name: staff.name }}
      onClose={onClose}
      onSubmit={save}
    >
      <Form.Item
        name="name"
        label="姓名"
        rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name="phone"
        label="新手机号"
        extra={`现在是 ${staff.phone_masked ?? '未登记'}，不填则不变。`}
        rules={[{ pattern: /^1\d{10}$/, message: '请填写 11 位手机号' }]}
      >
        <Input inputMode="tel" autoComplete="off" />
      </Form.Item>
    </FormModal>
  );
}
