import { DatePicker, Form, Input, Select } from 'antd';
import { api } from '../../../api/client.ts';
import { dayProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { RemoteSelect } from '../../../ui/console/SchemaForm.tsx';
import type { Option } from '../../../ui/form/fields.ts';
import { type Member, optionsOf, refresh, teamRoles } from '../duty.ts';

interface Values {
  role: string;
  name: string;
  unit?: Option | null;
  unit_name?: string;
  services?: string;
  phone?: string;
  from_on: string;
  to_on?: string | null;
}

/** Only what was filled in; of a phone that is left as it was nothing, of one that was taken away null. */
function requestOf({ unit, phone, to_on, ...said }: Values, before: Member | undefined) {
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value));
  const typed = phone?.trim() ?? '';
  const unchanged = typed === (before?.phone ?? '');
  return {
    ...given,
    ...(unit ? { unit: unit.value } : {}),
    ...(unchanged ? {} : { phone: typed || null }),
    ...(before ? { to_on: to_on ?? null } : {}),
  };
}

/** A member of the team, new or changed; whoever leaves gets a last day and stays on record. */
export function MemberForm(props: { area: string; member?: Member; onClose: () => void }) {
  const { area, member, onClose } = props;
  const save = async (values: Values, client_id: string) => {
    const body = requestOf(values, member);
    if (member) await api.patch(`/api/team-members/${member.id}`, { version: member.version, ...body });
    else await api.post('/api/team-members', { client_id, area, ...body });
    await refresh('duty_member');
    onClose();
  };
  const unit = member?.unit ? { value: member.unit, label: member.unit_name ?? '' } : undefined;
  return (
    <FormModal<Values>
      title={member ? `修改：${member.name}` : '添加成员'}
      submit="保存"
      draftKey={`team-member:${member?.id ?? area}`}
      initial={
        member && {
          ...{ role: member.role, name: member.name, unit, from_on: member.from_on, to_on: member.to_on },
          ...{ unit_name: (!unit && member.unit_name) || undefined, services: member.services ?? undefined },
          phone: member.phone ?? undefined,
        }
      }
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="role" label="角色" rules={[{ required: true, message: '请选择角色' }]}>
        <Select options={optionsOf(teamRoles)} />
      </Form.Item>
      <Form.Item
        name="name"
        label="姓名"
        rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="phone" label="工作电话" extra="本网格的居民登录后能看到完整号码，其他人只看到遮住的。">
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      <Form.Item
        name="unit"
        label="所在单位（系统里的）"
        extra="能办理事项的单位，居民的求助会直接交给它；其余交给社区。"
      >
        <RemoteSelect kind="unit" multiple={false} label="所在单位" />
      </Form.Item>
      <Form.Item name="unit_name" label="所在单位名称（系统里没有时）">
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="services" label="能帮什么">
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={300}
          placeholder="如：量血压、慢病随访"
        />
      </Form.Item>
      <Form.Item
        name="from_on"
        label="开始日期"
        rules={[{ required: true, message: '请选择开始日期' }]}
        {...dayProps}
      >
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      {member && (
        <Form.Item
          name="to_on"
          label="结束日期"
          extra="不再服务时填；这位成员会留在“以前的”里。"
          {...dayProps}
        >
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
      )}
    </FormModal>
  );
}
