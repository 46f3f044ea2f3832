import { Select } from 'antd';
import { type Field, fieldOf, type Mapping, type Sheet, withColumn } from './data.ts';

interface Props {
  sheet: Sheet;
  fields: Field[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** Each column of the file with its first values, and what it is. */
export function ColumnsForm({ sheet, fields, mapping, onChange }: Props) {
  const options = fields
    .filter(({ choices }) => !choices)
    .map(({ code, name, hint }) => ({ value: code, label: name, hint }));
  const taken = new Set(Object.keys(mapping.columns));
  const chosen = sheet.columns.filter((column) => fieldOf(mapping, column)).length;
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <h2 className="hy-head hy-sheet-title">各列是什么</h2>
        <span className="hy-muted">
          {sheet.columns.length} 列中已对应 {chosen} 列{chosen < sheet.columns.length && '，其余不导入'}
        </span>
      </div>
      <div className="hy-sheet-columns">
        {sheet.columns.map((column, at) => {
          const field = fieldOf(mapping, column);
          const hint = fields.find(({ code }) => code === field)?.hint;
          return (
            <div key={column} className="hy-sheet-column" data-open={!field}>
              <span className="hy-sheet-name">{column}</span>
              <span className="hy-sheet-sample">
                {sheet.sample
                  .map(({ cells }) => cells[at])
                  .filter(Boolean)
                  .slice(0, 3)
                  .join(' ｜ ') || '（前几行为空）'}
              </span>
              <span>
                <Select
                  aria-label={`「${column}」是`}
                  value={field}
                  onChange={(value: string | undefined) =>
                    onChange(withColumn(mapping, column, value ?? null))
                  }
                  showSearch={{ optionFilterProp: 'label' }}
                  options={options.map((option) => ({
                    ...option,
                    label:
                      taken.has(option.value) && option.value !== field
                        ? `${option.label}（已对应「${mapping.columns[option.value]}」）`
                        : option.label,
                  }))}
                  placeholder="不导入"
                  allowClear
                />
                {hint && <small className="hy-muted">{hint}</small>}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
