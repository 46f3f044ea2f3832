import { Input, Rate, Selector, TextArea } from 'antd-mobile';
import type { ComponentType } from 'react';
import type { FormField } from '../../api/types.ts';
import { PhotoInput } from '../PhotoInput.tsx';
import { RemotePicker } from './RemotePicker.tsx';

const yesNo = [
  { value: 'yes', label: '是' },
  { value: 'no', label: '否' },
];

export interface ControlProps {
  field: FormField;
  value?: unknown;
  onChange?: (value: unknown) => void;
}

/** One field of a form the server described: the feature's own control for its kind, else as this entry's library draws it. */
export function Control({
  field,
  value,
  onChange,
  own: Own,
}: ControlProps & { own?: ComponentType<ControlProps> }) {
  if (Own) return <Own field={field} value={value} onChange={onChange} />;
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
