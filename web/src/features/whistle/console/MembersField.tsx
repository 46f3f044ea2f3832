import { Button, Form, Input, InputNumber, Select } from 'antd';
import { between } from '../../../ui/form/between.ts';
import { memberKinds } from '../data.ts';

const kinds = Object.entries(memberKinds).map(([value, label]) => ({ value, label }));

/** Rows of a response team: kind, who, phone, how many. `name` is the list's name in the form. */
export function MembersField({ name }: { name: string }) {
  return (
    <Form.List name={name}>
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name: at }) => (
            <div key={key} className="hy-whistle-member">
              <Form.Item name={[at, 'kind']} rules={[{ required: true, message: '请选择种类' }]}>
                <Select options={kinds} placeholder="种类" aria-label="力量种类" />
              </Form.Item>
              <Form.Item
                name={[at, 'name']}
                rules={[{ required: true, whitespace: true, message: '请填写姓名或队伍' }]}
              >
                <Input placeholder="姓名或队伍名称" maxLength={60} aria-label="姓名或队伍名称" />
              </Form.Item>
              <Form.Item
                name={[at, 'phone']}
                rules={[{ pattern: /^(1\d{10}|0\d{2,3}-?\d{7,8})$/, message: '电话不对' }]}
              >
                <Input placeholder="电话（加密保存）" aria-label="电话" inputMode="tel" />
              </Form.Item>
              <Form.Item
                name={[at, 'people']}
                rules={[{ required: true, message: '请填写人数' }, between(1, 500)]}
              >
                <InputNumber placeholder="人数" aria-label="人数" style={{ width: '100%' }} />
              </Form.Item>
              <Button type="text" aria-label="去掉这支力量" onClick={() => remove(at)}>
                ×
              </Button>
            </div>
          ))}
          <Button type="dashed" onClick={() => add({ kind: 'volunteer', people: 1 })}>
            添加力量
          </Button>
        </>
      )}
    </Form.List>
  );
}
