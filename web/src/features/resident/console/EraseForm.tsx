import { Alert, App, Form, Input } from 'antd';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Detail, peopleChanged } from '../resident.ts';

/** Erases a person for good; what stays is a proof that says when, by whom and why. */
export function EraseForm({ person, onClose }: { person: Detail; onClose: () => void }) {
  const go = useNavigate();
  const { message } = App.useApp();
  const send = async ({ reason }: { reason: string }) => {
    const { id } = await api.post<{ id: string }>(`/api/residents/${person.id}/erase`, { reason });
    message.success(`已删除，删除证明编号 ${id}`, 10);
    void go('/residents');
    await peopleChanged();
  };
  return (
    <FormModal<{ reason: string }>
      title={`彻底删除${person.name}的信息`}
      submit="彻底删除"
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
