import { Form, InputNumber } from 'antd';

/** How many floors stand above the ground and below it. */
export function FloorFields() {
  return (
    <>
      <Form.Item name="floors" label="地上层数" rules={[{ required: true, message: '请填写层数' }]}>
        <InputNumber min={0} max={200} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="basement" label="地下层数">
        <InputNumber min={0} max={20} style={{ width: '100%' }} />
      </Form.Item>
    </>
  );
}
