import { DatePicker, Form, Input, InputNumber, Select, type SelectProps } from 'antd';
import { dayProps } from '../../../ui/console/dates.ts';
import { between } from '../../../ui/form/between.ts';
import type { Field } from '../place.ts';

interface Props {
  field: Field;
  /** What is known of it, masked: whoever leaves it empty keeps it. */
  masked: string | undefined;
  isNew: boolean;
}

const must = new Set(['name', 'kind', 'plate']);
const long = (field: Field): boolean => field.type === 'text' && (field.most ?? 0) >= 500;

function optionsOf({ options }: Field): SelectProps['options'] {
  const groups = Map.groupBy(options, ({ group }) => group);
  const plain = (list: Field['options']) => list.map(({ code, name }) => ({ value: code, label: name }));
  if (groups.size <= 1) return plain(options);
  return [...groups].map(([group, list]) => ({ label: group, title: group ?? '', options: plain(list) }));
}

function controlOf(field: Field, masked: string | undefined) {
  const hint = masked ? `现为 ${masked}，不改请留空` : undefined;
  switch (field.type) {
    case 'code':
      // A list that nobody has yet (待核对) refuses nobody: the words are kept as they are written.
      if (field.options.length === 0)
        return <Input autoComplete="off" maxLength={60} placeholder="代码表待核对，先按原文填写" />;
      return (
        <Select
          options={optionsOf(field)}
          showSearch={{ optionFilterProp: 'label' }}
          allowClear
          placeholder="请选择"
          mode={field.many ? 'multiple' : undefined}
        />
      );
    case 'flag':
      return (
        <Select
          options={[
            { value: true, label: '是' },
            { value: false, label: '否' },
          ]}
          allowClear
          placeholder="未填"
        />
      );
    case 'date':
      return <DatePicker style={{ width: '100%' }} />;
    case 'number':
      return <InputNumber style={{ width: '100%' }} />;
    default:
      if (long(field))
        return <Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} maxLength={field.most ?? 500} />;
      return (
        <Input
          autoComplete="off"
          maxLength={field.most ?? 60}
          placeholder={hint ?? (field.type === 'plate' ? '如 鄂A12345' : undefined)}
        />
      );
  }
}

/** Codes of a choice of several stand as one text, parted by `|`. */
const many = {
  getValueProps: (value?: string) => ({ value: value ? value.split('|') : [] }),
  normalize: (value?: string[]) => (value && value.length > 0 ? value.join('|') : null),
};

/** One item of the registry as a field of a form. */
export function FieldControl({ field, masked, isNew }: Props) {
  const needed = must.has(field.code) && !masked && (isNew || !field.personal);
  return (
    <Form.Item
      name={['values', field.code]}
      label={field.name}
      className={long(field) ? 'hy-place-wide' : undefined}
      rules={[
        ...(needed ? [{ required: true, message: `请填写${field.name}` }] : []),
        ...(field.type === 'number' ? [between(undefined, field.most ?? undefined, { whole: false })] : []),
      ]}
      {...(field.type === 'date' ? dayProps : field.many && field.options.length > 0 ? many : {})}
    >
      {controlOf(field, masked)}
    </Form.Item>
  );
}
