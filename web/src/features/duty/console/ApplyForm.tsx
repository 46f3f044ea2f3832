import { DatePicker, Form, Input, InputNumber, Select, Space } from 'antd';
import { api } from '../../../api/client.ts';
import { AreaField } from '../../../ui/console/AreaPicker.tsx';
import { spanProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { between } from '../../../ui/form/between.ts';
import { lines, optionsOf, periods, refresh } from '../duty.ts';

interface Values {
  name: string;
  line: string;
  content: string;
  reason: string;
  areas: string;
  from_on: [string, string];
  most: number;
  per: string;
}

/** A unit asks for a matter to be put on the admission list. */
export function ApplyForm({ onClose }: { onClose: () => void }) {
  const send = async ({ areas, from_on: days, ...said }: Values, client_id: string) => {
    const span = { from_on: days[0], to_on: days[1] };
    await api.post('/api/admissions', { client_id, ...said, areas: [areas], ...span });
    await refresh('duty_admission');
    onClose();
  };
  return (
    <FormModal<Values>
      title="申请准入"
      submit="提交申请"
      draftKey="admission:new"
      initial={{ most: 1, per: 'month' }}
      onSubmit={send}
      onClose={onClose}
      width={640}
    >
      <Form.Item
        name="name"
        label="事项名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写事项名称' }]}
      >
        <Input maxLength={60} placeholder="如：门前三包查看" />
      </Form.Item>
      <Form.Item name="line" label="条线" rules={[{ required: true, message: '请选择条线' }]}>
        <Select options={optionsOf(lines)} />
      </Form.Item>
      <Form.Item
        name="content"
        label="网格做什么"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明网格做什么' }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={1000} />
      </Form.Item>
      <Form.Item
        name="reason"
        label="理由和依据"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明理由和依据' }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={1000} />
      </Form.Item>
      <Form.Item name="areas" label="区域" rules={[{ required: true, message: '请选择区域' }]}>
        <AreaField />
      </Form.Item>
      <Form.Item
        name="from_on"
        label="有效期"
        rules={[{ required: true, message: '请选择起止日期' }]}
        {...spanProps}
      >
        <DatePicker.RangePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item label="最多下达" required>
        <Space.Compact>
          <Form.Item name="per" noStyle>
            <Select options={optionsOf(periods)} aria-label="周期" style={{ width: 130 }} />
          </Form.Item>
          <Form.Item name="most" noStyle rules={[{ required: true, message: '请填写次数' }, between(1, 366)]}>
            <InputNumber suffix="次" aria-label="最多次数" />
          </Form.Item>
        </Space.Compact>
      </Form.Item>
    </FormModal>
  );
}
