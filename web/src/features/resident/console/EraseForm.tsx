import { Alert, App, Form, Input } from 'antd';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { peopleChanged, type Row } from '../resident.ts';

interface Props {
  person: Pick<Row, 'id' | 'name'>;
  /** Why, as far as it is known; whoever erases says it in full. */
  reason?: string;
  onClose: () => void;
}

/** Erases a person for good and opens the proof that says when, by whom and why. */
export function EraseForm({ person, reason, onClose }: Props) {
  const go = useNavigate();
  const { message } = App.useApp();
  const send = async (values: { reason: string }) => {
    const proof = await api.post<Answer<'eraseResident', 201>>(`/api/residents/${person.id}/erase`, values);
    message.success('已彻底删除，这是删除证明');
    void go(`/erasures/${proof.id}`);
    await peopleChanged();
  };
  return (
    <FormModal<{ reason: string }>
      title={`彻底删除${person.name}的信息`}
      submit="彻底删除"
      {...(reason && { initial: { reason } })}
      onSubmit={send}
      onClose={onClose}
    >
      <Alert
        type="warning"
        showIcon
        className="hy-form-fault"
        title="各项信息、来源记录、住处、走访记录都会清除，不能恢复，只留下一份删除证明。"
      />
      <Form.Item
        name="reason"
        label="删除依据"
        extra="写在删除证明上，不要写身份号码、电话。"
        rules={[{ required: true, whitespace: true, min: 4, message: '请写明依据，至少四个字' }]}
      >
        <Input.TextArea
          maxLength={200}
          autoSize={{ minRows: 2 }}
          placeholder="如：本人书面要求删除，已核验身份"
        />
      </Form.Item>
    </FormModal>
  );
}
