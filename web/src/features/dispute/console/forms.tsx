import { DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd';
import { api } from '../../../api/client.ts';
import { momentProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { between } from '../../../ui/form/between.ts';
import {
  changed,
  choices,
  codesOf,
  type Dispute,
  mediatorKinds,
  partyRoles,
  sendChange,
  useCodes,
} from '../dispute.ts';

interface Closing {
  onClose: () => void;
}
const required = (message: string) => [{ required: true, message }];
const text = (message: string) => [{ required: true, whitespace: true, message }];

type Classes = Pick<Dispute, 'kind' | 'nature' | 'scale' | 'level' | 'warning' | 'people'>;
const lists = [
  ['kind', '事件类别（GB/T 31000）'],
  ['nature', '矛盾纠纷类型（综治中心口径）'],
  ['scale', '事件规模'],
  ['level', '事件级别'],
  ['warning', '预警等级'],
] as const;

export function ClassForm({ dispute, onClose }: Closing & { dispute: Dispute }) {
  const codes = useCodes();
  const save = async (values: Classes) => {
    const body = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null]));
    await api.put(`/api/disputes/${dispute.matter}`, { version: dispute.version, ...body });
    await changed(dispute.matter);
    onClose();
  };
  return (
    <FormModal<Classes>
      title="类别与风险"
      submit="保存"
      initial={dispute}
      draftKey={`dispute-class:${dispute.matter}:${dispute.version}`}
      onSubmit={save}
      onClose={onClose}
    >
      {lists.map(([name, label]) => (
        <Form.Item key={name} name={name} label={label}>
          <Select
            options={codesOf(codes.data?.items, name)}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder="未登记"
          />
        </Form.Item>
      ))}
      <Form.Item name="people" label="涉及人数" rules={[between(2, 100_000)]}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
    </FormModal>
  );
}

interface PartyValues {
  role: string;
  name: string;
  phone?: string;
}

export function PartyForm({ id, onClose }: Closing & { id: string }) {
  const save = async ({ phone, ...values }: PartyValues, client_id: string) => {
    await sendChange(id, '/parties', { client_id, ...values, ...(phone ? { phone } : {}) });
    onClose();
  };
  return (
    <FormModal
      title="登记当事人"
      submit="登记"
      initial={{ role: 'applicant' }}
      draftKey={`dispute-party:${id}`}
      onSubmit={save}
      onClose={onClose}
    >
      <p className="hy-muted">姓名和电话加密保存，平时只显示姓氏。</p>
      <Form.Item name="role" label="身份" rules={required('请选择身份')}>
        <Radio.Group options={choices(partyRoles)} />
      </Form.Item>
      <Form.Item name="name" label="姓名或名称" rules={text('请填写姓名')}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="phone" label="联系电话">
        <Input maxLength={20} inputMode="tel" autoComplete="off" />
      </Form.Item>
    </FormModal>
  );
}

interface MediatorValues {
  kind: string;
  account?: string;
  name?: string;
  unit?: string;
}

export function MediatorForm({ id, onClose }: Closing & { id: string }) {
  const save = async (values: MediatorValues, client_id: string) => {
    const given = Object.fromEntries(
      Object.entries(values).filter(([, value]) => (value as string | undefined)?.trim()),
    );
    await sendChange(id, '/mediators', { client_id, ...given });
    onClose();
  };
  return (
    <FormModal
      title="指定调解员"
      submit="指定"
      initial={{ kind: 'people' }}
      draftKey={`dispute-mediator:${id}`}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="kind" label="类别" rules={required('请选择类别')}>
        <Radio.Group options={choices(mediatorKinds)} />
      </Form.Item>
      <Form.Item
        name="account"
        label="账号（用户名）"
        extra="填了账号的可以在手机上办理，能看到当事人；没有账号的只记姓名。"
      >
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label="姓名">
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="unit" label="单位">
        <Input maxLength={80} />
      </Form.Item>
    </FormModal>
  );
}

interface SessionValues {
  at: string;
  place: string;
  present: string;
  record: string;
  next_at?: string | null;
}

export function SessionForm({ id, onClose }: Closing & { id: string }) {
  const save = async ({ next_at, ...values }: SessionValues, client_id: string) => {
    await sendChange(id, '/sessions', { client_id, ...values, ...(next_at ? { next_at } : {}) });
    onClose();
  };
  return (
    <FormModal<SessionValues>
      title="登记一次调解"
      draftKey={`dispute-session:${id}`}
      submit="保存"
      onSubmit={save}
      onClose={onClose}
      width={640}
    >
      <Form.Item name="at" label="调解时间" rules={required('请选择时间')} {...momentProps}>
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="place" label="调解地点" rules={text('请填写地点')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="present" label="到场人员" rules={text('请填写到场人员')}>
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item
        name="record"
        label="调解记录"
        rules={[...text('请填写记录'), { min: 4, message: '至少写 4 个字' }]}
      >
        <Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} maxLength={8000} showCount />
      </Form.Item>
      <Form.Item
        name="next_at"
        label="下次调解时间"
        extra="到期前一天提醒调解员和指挥中心。"
        {...momentProps}
      >
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
      </Form.Item>
    </FormModal>
  );
}

/** Why somebody looks: without a purpose nothing opens. */
export function OpenForm({ onOpen, onClose }: Closing & { onOpen: (purpose: string) => Promise<unknown> }) {
  const save = async ({ purpose }: { purpose: string }) => {
    await onOpen(purpose.trim());
    onClose();
  };
  return (
    <FormModal title="查看姓名和记录" submit="查看" onSubmit={save} onClose={onClose}>
      <p className="hy-muted">查看会留下记录：谁、何时、为什么。</p>
      <Form.Item name="purpose" label="用途" rules={text('请写明用途')}>
        <Input maxLength={100} placeholder="如：约当事人调解、核对协议" />
      </Form.Item>
    </FormModal>
  );
}
