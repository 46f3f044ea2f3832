import { Form, Radio } from 'antd';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { LIVING, move } from '../resident.ts';
import { DayField } from './DayField.tsx';
import { PersonSelect } from './PersonSelect.tsx';

interface Moved {
  person: string;
  kind: 'lives' | 'tenant' | 'owner';
  on?: string;
}

/** Somebody who is registered moves into this house. */
export function MoveInForm({
  house,
  onClose,
}: {
  house: { id: string; address: string };
  onClose: () => void;
}) {
  const send = async ({ person, kind, on }: Moved) => {
    await move(person, { house: house.id, kind, ...(on && { on }) });
    onClose();
  };
  return (
    <FormModal<Moved>
      title={`迁入${house.address}`}
      submit="搬到这里"
      initial={{ kind: 'lives' }}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item
        name="person"
        label="谁搬来"
        extra="没有登记过的人请用“登记人员”；登记为已死亡的，先在人员页更正。"
        rules={[{ required: true, message: '请选择人员' }]}
      >
        <PersonSelect living />
      </Form.Item>
      <Form.Item name="kind" label="关系">
        <Radio.Group options={LIVING} />
      </Form.Item>
      <DayField name="on" label="日期" />
    </FormModal>
  );
}
