import { Form, InputNumber } from 'antd';
import { between } from '../../../ui/form/between.ts';

/** How many floors stand above the ground and below it. */
export function FloorFields() {
  return (
    <>
      <Form.Item
        name="floors"
        label="地上层数"
        rules={[{ required: true, message: '请填写层数' }, between(0, 200)]}
      >
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="basement" label="地下层数" rules={[between(0, 20)]}>
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
    </>
  );
}
