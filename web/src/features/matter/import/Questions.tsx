import { Input, Select } from 'antd';
import { Fragment } from 'react';
import type { FormField } from '../../../api/types.ts';
import type { CatalogType } from '../console/catalog.ts';
import type { Import, Mapping } from './data.ts';
import { ColumnSelect } from './MappingTable.tsx';
import { withAnswer, withAnswerColumns } from './mapping.ts';

const ANSWERABLE: FormField['kind'][] = ['text', 'textarea', 'number', 'boolean', 'date', 'phone', 'select'];

interface Props {
  file: Import;
  types: CatalogType[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** The questions of the types in the file: which column answers them, or one answer for all rows without. */
export function Questions({ file, types, mapping, onChange }: Props) {
  const asking = types
    .map((type) => ({ type, form: type.form.filter((field) => ANSWERABLE.includes(field.kind)) }))
    .filter(({ form }) => form.length > 0);
  if (asking.length === 0) return null;
  return (
    <>
      <h2 className="hy-head">补充问题</h2>
      {asking.map(({ type, form }) => (
        <section key={type.code} aria-label={`${type.name}的补充问题`}>
          <h3 className="hy-values-head">{type.name}</h3>
          <div className="hy-mapping">
            {form.map((field) => {
              const key = `${type.code}.${field.name}`;
              return (
                <Fragment key={key}>
                  <span>
                    {field.label}
                    {field.required && <span className="hy-bad"> 必填</span>}
                  </span>
                  <ColumnSelect
                    file={file}
                    label={`${field.label}的列`}
                    value={mapping.answers?.[key]}
                    onChange={(columns) => onChange(withAnswerColumns(mapping, key, columns))}
                    placeholder="没有这一列"
                  />
                  <Answer
                    field={field}
                    value={mapping.constants?.answers?.[key]}
                    onChange={(answer) => onChange(withAnswer(mapping, key, answer))}
                  />
                </Fragment>
              );
            })}
          </div>
        </section>
      ))}
    </>
  );
}

interface AnswerProps {
  field: FormField;
  value: string | undefined;
  onChange: (answer: string | undefined) => void;
}

const yesNo = [
  { value: 'true', label: '是' },
  { value: 'false', label: '否' },
];

/** What counts as the answer where the file says nothing. */
function Answer({ field, value, onChange }: AnswerProps) {
  const label = `没有列或为空时的${field.label}`;
  const options = field.kind === 'boolean' ? yesNo : field.options;
  if (options)
    return (
      <Select
        aria-label={label}
        value={value}
        onChange={(answer?: string) => onChange(answer)}
        options={options}
        placeholder="没有列或为空时：不填"
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
      />
    );
  return (
    <Input
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || undefined)}
      maxLength={field.max_length ?? 1000}
      placeholder="没有列或为空时：不填"
    />
  );
}
