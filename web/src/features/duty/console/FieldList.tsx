import { Button, Form, Input, InputNumber, Select, Switch } from 'antd';
import type { Duty } from '../duty.ts';

export interface FieldValues {
  kind: Duty['fields'][number]['kind'];
  label: string;
  required?: boolean;
  min?: number | null;
  max?: number | null;
  choices?: string;
  multiple?: boolean;
}

const kinds = [
  { value: 'number', label: '数字' },
  { value: 'text', label: '短文字' },
  { value: 'textarea', label: '长文字' },
  { value: 'select', label: '选择' },
  { value: 'boolean', label: '是 / 否' },
  { value: 'date', label: '日期' },
  { value: 'phone', label: '电话' },
];

const words = (text: string | undefined) =>
  (text ?? '')
    .split(/[、,，\n]/)
    .map((word) => word.trim())
    .filter(Boolean);

/** The form as the server wants it: names by order, choices by their own words. Pure. */
export const fieldsOf = (rows: readonly FieldValues[] = []): Duty['fields'] =>
  rows.map(({ kind, label, required, min, max, choices, multiple }, at) => ({
    name: `item-${at + 1}`,
    kind,
    label,
    ...(required ? { required } : {}),
    ...(kind === 'number' && typeof min === 'number' ? { min } : {}),
    ...(kind === 'number' && typeof max === 'number' ? { max } : {}),
    ...(kind === 'select'
      ? {
          options: words(choices).map((label, i) => ({ value: `c${i + 1}`, label })),
          ...(multiple ? { multiple } : {}),
        }
      : {}),
  }));

/** What the grid worker fills in, in this order. */
export function FieldList() {
  return (
    <Form.List name="fields">
      {(rows, { add, remove }) => (
        <Form.Item label="填写内容">
          {rows.map((row) => (
            <Row key={row.key} at={row.name} onRemove={() => remove(row.name)} />
          ))}
          <Button
            type="dashed"
            onClick={() => add({ kind: 'number', required: true })}
            disabled={rows.length >= 40}
          >
            加一项
          </Button>
        </Form.Item>
      )}
    </Form.List>
  );
}

function Row({ at, onRemove }: { at: number; onRemove: () => void }) {
  const form = Form.useFormInstance();
  const kind = Form.useWatch(['fields', at, 'kind'], form) as string | undefined;
  return (
    <fieldset className="hy-duty-field" aria-label={`第 ${at + 1} 项`}>
      <Form.Item name={[at, 'label']} rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
        <Input maxLength={100} placeholder="名称，如：走访户数" aria-label="填写项名称" />
      </Form.Item>
      <Form.Item name={[at, 'kind']}>
        <Select options={kinds} aria-label="填写方式" />
      </Form.Item>
      <More at={at} kind={kind} />
      <Form.Item name={[at, 'required']} valuePropName="checked">
        <Switch checkedChildren="必填" unCheckedChildren="选填" aria-label="必填" />
      </Form.Item>
      <Button type="text" onClick={onRemove}>
        去掉
      </Button>
    </fieldset>
  );
}

function More({ at, kind }: { at: number; kind: string | undefined }) {
  if (kind === 'number')
    return (
      <span className="hy-duty-bounds">
        <Form.Item name={[at, 'min']}>
          <InputNumber placeholder="不小于" aria-label="最小值" />
        </Form.Item>
        <Form.Item name={[at, 'max']}>
          <InputNumber placeholder="不大于" aria-label="最大值" />
        </Form.Item>
      </span>
    );
  if (kind === 'select')
    return (
      <span className="hy-duty-bounds">
        <Form.Item name={[at, 'choices']} rules={[{ required: true, message: '请写选项' }]}>
          <Input placeholder="选项，用顿号分开" aria-label="选项" />
        </Form.Item>
        <Form.Item name={[at, 'multiple']} valuePropName="checked">
          <Switch checkedChildren="多选" unCheckedChildren="单选" aria-label="可多选" />
        </Form.Item>
      </span>
    );
  return <span />;
}
