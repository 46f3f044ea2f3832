import { Form, Input, Switch } from 'antd';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Dictionary, refreshWords } from '../dictionary.ts';

interface Values {
  name: string;
  standard: string;
  note: string;
  unsure: boolean;
}

/** What a list is called, where it comes from, and whether it was compared with the printed standard. */
export function ListForm({ list, onClose }: { list: Dictionary; onClose: () => void }) {
  const save = async ({ standard, note, ...said }: Values) => {
    const body = {
      version: list.version,
      ...said,
      standard: standard.trim() || null,
      note: note.trim() || null,
    };
    await api.patch(`/api/dictionaries/${list.code}`, body);
    await refreshWords();
    onClose();
  };
  return (
    <FormModal<Values>
      title="修改说明"
      submit="保存"
      initial={{ name: list.name, standard: list.standard ?? '', note: list.note ?? '', unsure: list.unsure }}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="standard" label="标准号">
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="note" label="备注">
        <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <Form.Item
        name="unsure"
        label="待核对"
        valuePropName="checked"
        extra="对照标准原文核对过以后，关掉这个标记。"
      >
        <Switch />
      </Form.Item>
    </FormModal>
  );
}
