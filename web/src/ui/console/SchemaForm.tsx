import { Alert, Button, DatePicker, Form, Input, InputNumber, Radio, Rate, Select } from 'antd';
import { type ComponentType, useState } from 'react';
import { showErrors } from '../../api/errors.ts';
import type { FormField } from '../../api/types.ts';
import { useDraft } from '../form/draft.ts';
import { answersOf, type Option, photoNames, rulesOf, useOptions, type Values } from '../form/fields.ts';
import { PhotoInput } from '../PhotoInput.tsx';
import { dayProps } from './dates.ts';

interface Props {
  fields: FormField[];
  /** Sends the answers; what it throws is shown on the fields. The form keeps everything until it succeeds. */
  onSubmit: (answers: Values) => Promise<void>;
  submit: string;
  danger?: boolean;
  onCancel?: () => void;
  draftKey?: string;
  initial?: Values;
  /** Controls of a feature's own, by the kind of field they draw (they go before the common ones). */
  controls?: Controls;
}

export type Controls = Partial<Record<FormField['kind'], ComponentType<ControlProps>>>;

/** Draws a form the server described, with Ant Design. */
export function SchemaForm(props: Props) {
  const { fields, onSubmit, submit, danger, onCancel, draftKey, initial, controls } = props;
  const [form] = Form.useForm<Values>();
  const draft = useDraft(draftKey, photoNames(fields));
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const send = async (values: Values) => {
    setBusy(true);
    setFaults([]);
    try {
      await onSubmit(answersOf(fields, values));
      draft.drop();
    } catch (error) {
      setFaults(showErrors(form, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ ...initial, ...draft.initial }}
      onValuesChange={(_, all) => draft.keep(all)}
      onFinish={send}
      scrollToFirstError
    >
      {faults.length > 0 && (
        <Alert type="error" showIcon title={faults.join('；')} style={{ marginBottom: 12 }} />
      )}
      {fields.map((field) => (
        <Form.Item
          key={field.name}
          name={field.name}
          label={field.label}
          rules={rulesOf(field)}
          extra={field.help}
          validateFirst
          {...dateProps(field)}
        >
          <Control field={field} own={controls?.[field.kind]} />
        </Form.Item>
      ))}
      <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, paddingTop: 8 }}>
        {onCancel && <Button onClick={onCancel}>取消</Button>}
        <Button type="primary" htmlType="submit" danger={danger} loading={busy}>
          {submit}
        </Button>
      </div>
    </Form>
  );
}

/** What the item around a field's control needs when it holds a date. */
export const dateProps = (field: FormField) => (field.kind === 'date' ? dayProps : {});

export interface ControlProps {
  field: FormField;
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
}

/** One field's control: the feature's own for its kind, else the common one. */
export function Control({ own: Own, field, ...given }: ControlProps & { own?: ComponentType<ControlProps> }) {
  const held = given as object;
  if (Own) return <Own field={field} {...given} />;
  switch (field.kind) {
    case 'textarea':
      return (
        <Input.TextArea
          {...held}
          autoSize={{ minRows: 3, maxRows: 10 }}
          maxLength={field.max_length}
          showCount={Boolean(field.max_length)}
        />
      );
    case 'number':
      return <InputNumber {...held} style={{ width: '100%' }} />;
    case 'select':
      return (
        <Select
          {...held}
          options={field.options}
          mode={field.multiple ? 'multiple' : undefined}
          showSearch={{ optionFilterProp: 'label' }}
          allowClear
          placeholder="请选择"
        />
      );
    case 'boolean':
      return (
        <Radio.Group
          {...held}
          options={[
            { value: true, label: '是' },
            { value: false, label: '否' },
          ]}
        />
      );
    case 'date':
      return <DatePicker {...held} style={{ width: '100%' }} placeholder="请选择日期" />;
    case 'rating':
      return <Rate {...held} />;
    case 'unit':
    case 'units':
    case 'matter':
      return (
        <RemoteSelect
          {...given}
          kind={field.kind === 'matter' ? 'matter' : 'unit'}
          multiple={field.kind === 'units'}
        />
      );
    case 'files':
      return (
        <PhotoInput
          onChange={(items) => given.onChange?.(items)}
          max={field.max}
          label={`添加${field.label}`}
        />
      );
    default:
      return (
        <Input
          {...held}
          maxLength={field.max_length}
          inputMode={field.kind === 'phone' ? 'tel' : undefined}
        />
      );
  }
}

interface RemoteProps {
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
  kind: 'unit' | 'matter';
  multiple: boolean;
  label?: string;
}

/** A choice among very many: type a few characters and the server answers. Holds value and label together. */
export function RemoteSelect({ id, value, onChange, kind, multiple, label }: RemoteProps) {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const options = useOptions(kind, typed, open);
  return (
    <Select<Option | Option[]>
      id={id}
      aria-label={label}
      labelInValue
      mode={multiple ? 'multiple' : undefined}
      value={value as Option}
      onChange={(choice) => onChange?.(strip(choice))}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={options.data}
      loading={options.isFetching}
      placeholder={kind === 'unit' ? '输入单位名称查找' : '输入编号或内容查找'}
      notFoundContent={options.isFetching ? '正在查找…' : '没有找到，换几个字试试'}
      allowClear
    />
  );
}

/** Only what is ours of the library's option object (it adds React nodes, which no draft can hold). */
function strip(choice: Option | Option[] | undefined): Option | Option[] | undefined {
  if (Array.isArray(choice)) return choice.map(({ value, label }) => ({ value, label }));
  return choice && { value: choice.value, label: choice.label };
}
