import { Alert, Button, Checkbox, Skeleton } from 'antd';
import type { CatalogType } from '../console/catalog.ts';
import type { FoundField, Mapping, Values } from './data.ts';
import { type Meaning, needsMeaning, tableOf, withMeaning } from './mapping.ts';
import { type Choice, ValueSelect } from './ValueSelect.tsx';

interface Props {
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
  found: Values | undefined;
  counting: boolean;
  /** Why the values could not be counted; empty when they were. */
  fault: string;
  /** The types that occur in the file. */
  types: CatalogType[];
}

/** The file's own words, field by field, each with what it means here. */
export function ValueTable({ mapping, onChange, found, counting, fault, types }: Props) {
  return (
    <section className="hy-stack" aria-label="值的对应">
      <h2 className="hy-head">值的对应</h2>
      {counting && (
        <>
          <span className="hy-muted">正在读取文件里有哪些值…</span>
          <Skeleton active title={false} paragraph={{ rows: 2 }} />
        </>
      )}
      {fault && <Alert type="error" showIcon title={fault} />}
      {found?.fields.length === 0 && (
        <span className="hy-muted">
          没有需要对应的列；事项类型、类别、来源、区域等列选好后，这里列出它们的值。
        </span>
      )}
      {found?.fields.map((field) => (
        <Field
          key={field.field}
          field={field}
          table={tableOf(mapping, field.field)}
          onMeaning={(text, meaning) => onChange(withMeaning(mapping, field.field, text, meaning))}
          types={types}
        />
      ))}
    </section>
  );
}

interface FieldProps {
  field: FoundField;
  table: Record<string, string | null>;
  onMeaning: (text: string, meaning: Meaning) => void;
  types: CatalogType[];
}

function Field({ field, table, onMeaning, types }: FieldProps) {
  const asked = field.values.filter((value) => needsMeaning(value, table));
  const known = field.values.filter((value) => !needsMeaning(value, table));
  const open = asked.filter(({ text }) => !Object.hasOwn(table, text));
  return (
    <section aria-label={`${field.name}的值`}>
      <h3 className="hy-values-head">
        {field.name}
        <span className="hy-muted">
          {field.distinct.toLocaleString('zh-CN')}
          {field.more && ' 以上'} 种值
          {open.length > 0 ? `，${open.length} 种不认识` : '，都有对应'}
        </span>
      </h3>
      {(field.more || field.distinct > field.values.length) && (
        <p className="hy-muted">
          值太多，只列出行数最多的 {field.values.length} 种。请看看这一列选得对不对。
        </p>
      )}
      {asked.length > 0 && (
        <div className="hy-values">
          {asked.map((value) => (
            <Row
              key={value.text}
              field={field}
              value={value}
              meaning={Object.hasOwn(table, value.text) ? (table[value.text] ?? null) : undefined}
              onMeaning={(meaning) => onMeaning(value.text, meaning)}
              types={types}
            />
          ))}
        </div>
      )}
      {known.length > 0 && (
        <details>
          <summary>已认识的 {known.length} 种</summary>
          <ul className="hy-plain">
            {known.map(({ text, count, known: meant }) => (
              <li key={text}>
                {text}
                {meant && meant.name !== text && ` → ${meant.name}`}{' '}
                <span className="hy-muted">{count} 行</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface RowProps {
  field: FoundField;
  value: FoundField['values'][number];
  meaning: Meaning;
  onMeaning: (meaning: Meaning) => void;
  types: CatalogType[];
}

function Row({ field, value, meaning, onMeaning, types }: RowProps) {
  const { text, count, mapped, guess } = value;
  const chosen: Choice | null = meaning ? { value: meaning, label: mapped?.name ?? meaning } : null;
  return (
    <div className="hy-value" data-open={meaning === undefined}>
      <span className="hy-value-text">
        <strong>{text}</strong> <span className="hy-muted">{count.toLocaleString('zh-CN')} 行</span>
      </span>
      <ValueSelect
        field={field.field}
        label={`「${text}」对应的${field.name}`}
        value={chosen}
        onChange={onMeaning}
        disabled={meaning === null}
        types={types}
      />
      <span className="hy-value-more">
        <Checkbox
          checked={meaning === null}
          onChange={(event) => onMeaning(event.target.checked ? null : undefined)}
        >
          不导入这些行
        </Checkbox>
        {guess && meaning === undefined && (
          <Button size="small" className="hy-value-guess" onClick={() => onMeaning(guess.code)}>
            是「{guess.name}」
          </Button>
        )}
      </span>
    </div>
  );
}
