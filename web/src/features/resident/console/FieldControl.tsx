import { DatePicker, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { dayProps } from '../../../ui/console/dates.ts';
import { between } from '../../../ui/form/between.ts';
import { type Field, useWords } from '../resident.ts';

interface Props {
  field: Field;
  /** What is known of it, masked. */
  masked: string | undefined;
  /** The name of the code it holds. */
  word: string | undefined;
}

const long = (field: Field): boolean => field.type === 'text' && (field.most ?? 0) >= 500;
const YES_NO = [
  { value: true, label: '是' },
  { value: false, label: '否' },
];

/** Codes of a choice of several stand as one text, parted by `|`. */
const many = {
  getValueProps: (value?: string) => ({ value: value ? value.split('|') : [] }),
  normalize: (value?: string[]) => (value && value.length > 0 ? value.join('|') : null),
};

interface CodeProps {
  id?: string;
  value?: string | string[];
  onChange?: (value?: string | string[]) => void;
  field: Field;
  word: string | undefined;
  hint: string;
}

/** A list of codes is read when it is opened: a form has dozens of them. */
function CodeSelect({ id, value, onChange, field, word, hint }: CodeProps) {
  const [open, setOpen] = useState(false);
  const words = useWords(field.dictionary, open);
  const known = (words.data?.items ?? [])
    .filter(({ retired }) => !retired)
    .map(({ code, name }) => ({ value: code, label: name }));
  const held = typeof value === 'string' && word ? [{ value, label: word }] : [];
  return (
    <Select<string | string[]>
      id={id}
      value={value}
      onChange={onChange}
      mode={field.many ? 'multiple' : undefined}
      options={known.length > 0 ? known : held}
      onOpenChange={(now) => now && setOpen(true)}
      onFocus={() => setOpen(true)}
      loading={words.isFetching}
      showSearch={{ optionFilterProp: 'label' }}
      notFoundContent={words.isFetching ? '正在读取…' : '没有可选的内容'}
      placeholder={hint}
      allowClear
    />
  );
}

function controlOf(field: Field, word: string | undefined, hint: string | undefined) {
  switch (field.type) {
    case 'code':
      return <CodeSelect field={field} word={word} hint={hint ?? '请选择'} />;
    case 'flag':
      return <Select options={YES_NO} allowClear placeholder={hint ?? '未填'} />;
    case 'date':
      return <DatePicker style={{ width: '100%' }} placeholder={hint ?? '请选择日期'} />;
    case 'number':
      return <InputNumber style={{ width: '100%' }} placeholder={hint} />;
    default:
      return long(field) ? (
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 5 }}
          maxLength={field.most ?? 500}
          placeholder={hint}
        />
      ) : (
        <Input autoComplete="off" maxLength={field.most ?? 60} placeholder={hint} />
      );
  }
}

/** One item of the registry as a field of a form. */
export function FieldControl({ field, masked, word }: Props) {
  const hint = masked ? `现为 ${masked}，不改请留空` : undefined;
  const needed = field.code === 'name' && !masked;
  return (
    <Form.Item
      name={['values', field.code]}
      label={field.name}
      className={long(field) ? 'hy-person-wide' : undefined}
      rules={[
        ...(needed ? [{ required: true, whitespace: true, message: '请填写姓名' }] : []),
        ...(field.type === 'number' ? [between(undefined, field.most ?? undefined, { whole: false })] : []),
      ]}
      {...(field.type === 'date' ? dayProps : field.many ? many : {})}
    >
      {controlOf(field, word, hint)}
    </Form.Item>
  );
}
