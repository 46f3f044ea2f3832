import { DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { type Column, useChoices } from './data.table.ts';

export type Value = string | number | boolean | null;

interface Props {
  column: Column;
  value: Value;
  onChange: (value: Value) => void;
  /** A choice was made: nothing more is typed. */
  onDone?: (value: Value) => void;
  /** Opens at once, for a cell. */
  open?: boolean;
  fault?: boolean;
}

const FLAGS = [
  { value: true, label: '是' },
  { value: false, label: '否' },
];

/** One value of an item of the registry, put in by its kind. */
export function ValueControl({ column, value, onChange, onDone, open = false, fault = false }: Props) {
  const words = useChoices(column.dictionary);
  const common = { 'aria-label': column.name, autoFocus: open, ...(fault && { status: 'error' as const }) };
  const chosen = (next: Value) => {
    onChange(next);
    onDone?.(next);
  };
  const fixed = column.type === 'flag' ? FLAGS : column.choices;
  if (column.dictionary || fixed.length > 0)
    return (
      <Select<Value>
        {...common}
        defaultOpen={open}
        value={value}
        options={column.dictionary ? (words.data ?? []) : (fixed as never)}
        loading={words.isLoading}
        onChange={(next) => chosen(next ?? null)}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        placeholder="未填写"
        allowClear
      />
    );
  if (column.type === 'date')
    return (
      <DatePicker
        {...common}
        defaultOpen={open}
        value={typeof value === 'string' && value ? dayjs(value) : null}
        onChange={(day) => chosen(day ? day.format('YYYY-MM-DD') : null)}
      />
    );
  if (column.type === 'number')
    return (
      <InputNumber
        {...common}
        value={typeof value === 'number' ? value : null}
        onChange={(next) => onChange(next)}
        onPressEnter={() => onDone?.(value)}
      />
    );
  return (
    <Input
      {...common}
      value={typeof value === 'string' ? value : ''}
      maxLength={1000}
      onChange={(event) => onChange(event.target.value || null)}
      onPressEnter={() => onDone?.(value)}
    />
  );
}
