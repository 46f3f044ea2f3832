import { Form, Input, Select } from 'antd';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { useWords } from '../../resident/resident.ts';
import { type CareDetail, careChanged, useCareLevels } from '../care.ts';

interface Props {
  care: CareDetail;
  onClose: () => void;
}

interface Said {
  level: string;
  kind: string;
  why?: string;
}

const change = async ({ care, onClose }: Props, body: object) => {
  await api.patch(`/api/care/${care.id}`, { version: care.version, ...body });
  await careChanged();
  onClose();
};

/** Another level moves the next visit: the server counts it anew from the last one. */
export function ChangeForm(props: Props) {
  const { care, onClose } = props;
  const levels = useCareLevels();
  const kinds = useWords('care_kind', true);
  return (
    <FormModal<Said>
      title={`调整：${care.person.name}`}
      submit="保存"
      initial={{ level: care.level, ...(care.kind && { kind: care.kind }), why: care.why }}
      onSubmit={(said) => change(props, said)}
      onClose={onClose}
    >
      <Form.Item name="level" label="级别" extra="下次走访按新的级别重新计算。">
        <Select
          loading={levels.isPending}
          options={levels.data?.items.map(({ code, name, every_days }) => ({
            value: code,
            label: `${name}，每 ${every_days} 天走访`,
          }))}
        />
      </Form.Item>
      <Form.Item name="kind" label="类型">
        <Select
          loading={kinds.isPending}
          options={kinds.data?.items
            .filter(({ code, retired }) => !retired || code === care.kind)
            .map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      <Form.Item name="why" label="纳入原因">
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
    </FormModal>
  );
}

/** Ends the care: no visit is due any more, what was found stays. */
export function EndForm(props: Props) {
  return (
    <FormModal<{ end: string }>
      title={`结束对${props.care.person.name}的关爱`}
      submit="结束"
      onSubmit={(said) => change(props, said)}
      onClose={props.onClose}
    >
      <p>结束后不再提醒走访，走访记录保留。</p>
      <Form.Item
        name="end"
        label="结束原因"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明原因' }]}
      >
        <Input.TextArea maxLength={200} autoSize={{ minRows: 2 }} placeholder="如：已随子女居住" />
      </Form.Item>
    </FormModal>
  );
}
