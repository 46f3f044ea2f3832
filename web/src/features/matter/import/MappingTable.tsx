import { Select } from 'antd';
import { Fragment } from 'react';
import type { Import, Mapping } from './data.ts';

interface TableProps {
  file: Import;
  mapping: Mapping;
  onChange: (columns: Mapping['columns']) => void;
}

/** What the first rows say in these columns. */
function sampleOf(file: Import, columns: string[] = []): string {
  return file.sample
    .slice(0, 3)
    .map((cells) => columns.map((column) => cells[file.columns.indexOf(column)]).join(' '))
    .filter((text) => text.trim() !== '')
    .join(' ｜ ');
}

/** Which columns of the file become which field. */
export function MappingTable({ file, mapping, onChange }: TableProps) {
  const chosen = mapping.columns as Record<string, string[] | undefined>;
  const choose = (code: string, columns: string[]) => {
    const { [code]: _, ...rest } = chosen;
    onChange((columns.length > 0 ? { ...rest, [code]: columns } : rest) as Mapping['columns']);
  };
  return (
    <div className="hy-mapping">
      {file.fields.map(({ code, name }) => (
        <Fragment key={code}>
          <span>{name}</span>
          <ColumnSelect
            file={file}
            label={name}
            value={chosen[code]}
            onChange={(columns) => choose(code, columns)}
          />
          <span className="hy-sample" title={sampleOf(file, chosen[code])}>
            {sampleOf(file, chosen[code])}
          </span>
        </Fragment>
      ))}
    </div>
  );
}

interface ColumnProps {
  file: Import;
  label: string;
  value: string[] | undefined;
  onChange: (columns: string[]) => void;
  placeholder?: string;
}

export function ColumnSelect({ file, label, value = [], onChange, placeholder = '不导入' }: ColumnProps) {
  return (
    <Select
      mode="multiple"
      maxCount={5}
      aria-label={label}
      value={value}
      onChange={onChange}
      options={file.columns.map((column) => ({ value: column, label: column }))}
      placeholder={placeholder}
      allowClear
    />
  );
}
