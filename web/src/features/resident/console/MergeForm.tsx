import { Form } from 'antd';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Detail, peopleChanged } from '../resident.ts';
import { PersonSelect } from './PersonSelect.tsx';

/** Takes another record of the same person into this one. */
export function MergeForm({ person, onClose }: { person: Detail; onClose: () => void }) {
  const send = async ({ gone }: { gone: string }) => {
    await api.post('/api/resident-merges', { keep: person.id, gone });
    await peopleChanged();
    onClose();
  };
  return (
    <FormModal<{ gone: string }>
      title={`把另一条记录并入${person.name}`}
      submit="合并"
      onSubmit={send}
      onClose={onClose}
    >
      <p className="hy-muted">两条记录的各项来源都保留，不一致的项进入待核对；合并可以撤销。</p>
      <Form.Item name="gone" label="并入的记录" rules={[{ required: true, message: '请选择并入的记录' }]}>
        <PersonSelect but={person.id} />
      </Form.Item>
    </FormModal>
  );
}
