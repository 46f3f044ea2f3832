import { Alert, Button, DatePicker, Input, InputNumber, Segmented, Select, Skeleton } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useMemo, useState } from 'react';
import { BARE, type Built, isWhole, OPS, type Op, opsOf, type RuleRow, rowsOf, ruleOf } from '../rule.ts';
import { type Askable, useAskable, useNamed } from './data.table.ts';
import type { Subject } from './kinds.ts';

interface Props {
  /** Of which ledger; of people where none is said. */
  subject?: Subject;
  value?: string;
  onChange?: (rule: string) => void;
  /** What is wrong with the rule, as the server said it. */
  fault?: string | undefined;
  /** Told whether the condition is being written, not put together. */
  onWritten?: (written: boolean) => void;
}

/** A condition put together from rows; whoever knows the rule language reads and writes the rule itself. */
export function RuleField({ subject, value = '', onChange, fault, onWritten }: Props) {
  const asked = useAskable(subject);
  if (!asked) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  return <Field {...{ value, fault, asked, onWritten }} onChange={onChange ?? (() => {})} />;
}

interface FieldProps extends Required<Pick<Props, 'value' | 'onChange'>> {
  fault: string | undefined;
  asked: Askable[];
  onWritten: Props['onWritten'];
}

function Field({ value, onChange, fault, asked, onWritten }: FieldProps) {
  const known = useMemo(() => new Map(asked.map((each) => [each.name, each])), [asked]);
  const kindOf = (fact: string) => known.get(fact)?.kind;
  const read = rowsOf(value, kindOf);
  // Rows that lack their value say nothing in the rule yet, and are kept here meanwhile.
  const [own, setOwn] = useState<{ rule: string; built: Built } | null>(null);
  const [asText, setAsText] = useState(read === null);
  const built = own && own.rule === value ? own.built : read;
  const change = (next: Built) => {
    const rule = ruleOf(next);
    setOwn({ rule, built: next });
    onChange(rule);
  };
  const text = asText || built === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it turns
  useEffect(() => onWritten?.(text), [text]);
  return (
    <div className="hy-rule">
      <div className="hy-row">
        <Segmented
          size="small"
          aria-label="条件的写法"
          value={text ? 'text' : 'rows'}
          onChange={(way) => setAsText(way === 'text')}
          options={[
            { value: 'rows', label: '逐项选择', disabled: built === null },
            { value: 'text', label: '写条件式' },
          ]}
        />
        {!text && built && built.rows.length > 1 && (
          <Select
            size="small"
            aria-label="条件之间"
            value={built.join}
            onChange={(join) => change({ ...built, join })}
            options={[
              { value: 'all', label: '全部满足' },
              { value: 'any', label: '满足任一' },
            ]}
          />
        )}
      </div>
      {text ? (
        <TextRule value={value} onChange={onChange} told={built === null} />
      ) : (
        <Rows built={built} known={known} onChange={change} />
      )}
      {fault && <Alert type="error" showIcon title={fault} />}
    </div>
  );
}

function TextRule({
  value,
  onChange,
  told,
}: {
  value: string;
  onChange: (rule: string) => void;
  told: boolean;
}) {
  return (
    <>
      <Input.TextArea
        aria-label="条件式"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={2000}
        spellCheck={false}
        className="hy-rule-text"
        placeholder={'例如 person.age >= 80 && person.sex == "2"；空为全部'}
      />
      {told && value.trim() !== '' && <span className="hy-muted">这个条件式不能拆成一项一项的选择。</span>}
    </>
  );
}

interface RowsProps {
  built: Built;
  known: ReadonlyMap<string, Askable>;
  onChange: (built: Built) => void;
}

function Rows({ built, known, onChange }: RowsProps) {
  const set = (at: number, row: RuleRow) => onChange({ ...built, rows: built.rows.with(at, row) });
  const first = known.get('person.age') ?? [...known.values()][0]!;
  return (
    <>
      {built.rows.map((row, at) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name; only the last is added or any is taken away
          key={at}
          at={at}
          row={row}
          known={known}
          onChange={(next) => set(at, next)}
          onRemove={() => onChange({ ...built, rows: built.rows.toSpliced(at, 1) })}
        />
      ))}
      <div>
        <Button
          size="small"
          type="dashed"
          disabled={built.rows.length >= 20}
          onClick={() => onChange({ ...built, rows: [...built.rows, fresh(first)] })}
        >
          加一个条件
        </Button>
      </div>
    </>
  );
}

const fresh = ({ name, kind }: Askable): RuleRow => ({ fact: name, op: OPS[kind][0]![0], value: null });

interface RowProps {
  at: number;
  row: RuleRow;
  known: ReadonlyMap<string, Askable>;
  onChange: (row: RuleRow) => void;
  onRemove: () => void;
}

function Row({ at, row, known, onChange, onRemove }: RowProps) {
  const asked = known.get(row.fact);
  if (!asked) return null;
  const turn = (op: Op) => onChange({ ...row, op, value: BARE.has(op) ? null : row.value });
  return (
    <fieldset className="hy-rule-row" aria-label={`条件 ${at + 1}`} data-whole={isWhole(row)}>
      <Select
        aria-label="项"
        value={row.fact}
        options={[...known.values()].map(({ name, words }) => ({ value: name, label: words }))}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(name) => onChange(fresh(known.get(name)!))}
        popupMatchSelectWidth={false}
      />
      <Select
        aria-label="比较"
        value={row.op}
        options={opsOf(asked, row.op).map(([value, label]) => ({ value, label }))}
        onChange={turn}
        popupMatchSelectWidth={false}
      />
      {BARE.has(row.op) ? <span /> : <Value asked={asked} row={row} onChange={onChange} />}
      <Button type="text" onClick={onRemove} aria-label={`去掉条件 ${at + 1}`}>
        ×
      </Button>
    </fieldset>
  );
}

function Value({ asked, row, onChange }: { asked: Askable; row: RuleRow; onChange: (row: RuleRow) => void }) {
  const options = useNamed(asked, row);
  const put = (value: RuleRow['value']) => onChange({ ...row, value });
  if (asked.kind === 'number')
    return (
      <InputNumber
        aria-label="值"
        value={typeof row.value === 'number' ? row.value : null}
        onChange={(value) => put(value)}
      />
    );
  if (asked.kind === 'date')
    return (
      <DatePicker
        aria-label="值"
        value={typeof row.value === 'string' && row.value ? dayjs(row.value) : null}
        onChange={(day) => put(day ? day.format('YYYY-MM-DD') : null)}
      />
    );
  if (asked.kind === 'text')
    return (
      <Input
        aria-label="值"
        maxLength={60}
        value={typeof row.value === 'string' ? row.value : ''}
        onChange={(event) => put(event.target.value)}
      />
    );
  const tag = asked.kind === 'tag';
  const chosen = Array.isArray(row.value) ? row.value : [];
  return (
    <Select
      aria-label="值"
      mode={tag ? undefined : 'multiple'}
      value={(tag ? (chosen[0] ?? null) : chosen) as never}
      options={options}
      onChange={(value: string | string[] | null) => put(value ? [value].flat() : null)}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder="请选择"
      maxTagCount="responsive"
      allowClear
    />
  );
}
