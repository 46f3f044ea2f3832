import { Button, Form, Input, Rate, Selector, TextArea } from 'antd-mobile';
import { useState } from 'react';
import { showErrors } from '../../api/errors.ts';
import type { FormField } from '../../api/types.ts';
import { useDraft } from '../form/draft.ts';
import { answersOf, rulesOf, type Values } from '../form/fields.ts';
import { PhotoInput } from '../PhotoInput.tsx';
import { RemotePicker } from './RemotePicker.tsx';

interface Props {
  fields: FormField[];
  /** Sends the answers; what it throws is shown on the fields. The form keeps everything until it succeeds. */
  onSubmit: (answers: Values) => Promise<void>;
  submit: string;
  danger?: boolean;
  draftKey?: string;
  initial?: Values;
}

/** Draws a form the server described, with antd-mobile. The same fields as the console's. */
export function SchemaForm({ fields, onSubmit, submit, danger, draftKey, initial }: Props) {
  const [form] = Form.useForm();
  const draft = useDraft(draftKey, fields);
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
      initialValues={{ ...initial, ...draft.initial }}
      onValuesChange={(_, all: Values) => draft.keep(all)}
      onFinish={(values: Values) => void send(values)}
      onFinishFailed={() => setTimeout(goToFirstFault)}
      footer={
        <Button block type="submit" color={danger ? 'danger' : 'primary'} size="large" loading={busy}>
          {submit}
        </Button>
      }
    >
      {faults.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.join('；')}
        </div>
      )}
      {fields.map((field) => (
        <Form.Item
          key={field.name}
          name={field.name}
          label={field.label}
          rules={rulesOf(field) as never}
          description={field.help}
          validateFirst
        >
          <Control field={field} />
        </Form.Item>
      ))}
    </Form>
  );
}

const goToFirstFault = () =>
  document.querySelector('.adm-form-item-feedback-error')?.scrollIntoView({ block: 'center' });

const yesNo = [
  { value: 'yes', label: '是' },
  { value: 'no', label: '否' },
];

interface ControlProps {
  field: FormField;
  value?: unknown;
  onChange?: (value: unknown) => void;
}

function Control({ field, value, onChange }: ControlProps) {
  const held = { value: value as string | undefined, onChange };
  switch (field.kind) {
    case 'textarea':
      return (
        <TextArea
          {...held}
          autoSize={{ minRows: 3, maxRows: 8 }}
          maxLength={field.max_length}
          showCount={Boolean(field.max_length)}
          placeholder="请填写"
        />
      );
    case 'boolean':
      return (
        <Selector
          options={yesNo}
          value={value === undefined ? [] : [value ? 'yes' : 'no']}
          onChange={([pick]) => onChange?.(pick && pick === 'yes')}
        />
      );
    case 'select':
      return (
        <Selector
          options={field.options ?? []}
          multiple={field.multiple}
          value={Array.isArray(value) ? (value as string[]) : value ? [value as string] : []}
          onChange={(picks) => onChange?.(field.multiple ? picks : picks[0])}
        />
      );
    case 'rating':
      return <Rate value={value as number | undefined} onChange={onChange} />;
    case 'unit':
    case 'units':
    case 'matter':
      return (
        <RemotePicker
          value={value}
          onChange={onChange}
          kind={field.kind === 'matter' ? 'matter' : 'unit'}
          multiple={field.kind === 'units'}
          title={field.label}
        />
      );
    case 'files':
      return (
        <div className="hy-field-files">
          <PhotoInput onChange={(items) => onChange?.(items)} max={field.max} label={`添加${field.label}`} />
        </div>
      );
    case 'date':
      return <Input {...held} type="date" />;
    default:
      return (
        <Input
          {...held}
          type={inputType[field.kind]}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          maxLength={field.max_length}
          placeholder="请填写"
          clearable
        />
      );
  }
}

const inputType: Partial<Record<FormField['kind'], 'tel'>> = { phone: 'tel' };
