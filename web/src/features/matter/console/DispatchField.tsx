import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Skeleton } from 'antd';
import { useEffect } from 'react';
import { api } from '../../../api/client.ts';
import { type ControlProps, RemoteSelect } from '../../../ui/console/SchemaForm.tsx';
import type { Option, UnitChoice } from '../../../ui/form/fields.ts';
import { useFormMatter } from './context.ts';

interface Suggestion {
  unit: { id: string; name: string };
  role: UnitChoice['role'];
  role_name: string;
  why: string;
}

const roles = [
  { value: 'main', label: '主办' },
  { value: 'co', label: '协办' },
  { value: 'inform', label: '知会' },
];

const useSuggestions = (id: string) =>
  useQuery({
    queryKey: ['matter', id, 'suggestions'],
    queryFn: () => api.get<{ items: Suggestion[] }>(`/api/matters/${id}/suggestions`),
  });

const choiceOf = ({ unit, role }: Suggestion): UnitChoice => ({ value: unit.id, label: unit.name, role });

/** Puts a unit in; there is one 主办, so another takes the place of the first. */
function withUnit(chosen: UnitChoice[], unit: UnitChoice): UnitChoice[] {
  const others = chosen.filter((each) => each.value !== unit.value);
  const kept =
    unit.role === 'main'
      ? others.map((each) => (each.role === 'main' ? { ...each, role: 'co' as const } : each))
      : others;
  return [...kept, unit];
}

/** Who shall answer: what the responsibility matrix proposes with its reason, to be taken, changed or added to. */
export function DispatchField({ id, value, onChange }: ControlProps) {
  const matter = useFormMatter();
  const { data, isPending } = useSuggestions(matter.id);
  const chosen = (value as UnitChoice[] | undefined) ?? [];
  const untouched = value === undefined;
  // The proposal is filled in at once: most of the time it is right, and it is one press less.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the proposal comes and nothing was chosen
  useEffect(() => {
    if (untouched && data?.items.length) onChange?.(data.items.map(choiceOf));
  }, [data]);
  const why = new Map(data?.items.map((each) => [each.unit.id, each.why]));
  const left = data?.items.filter((each) => !chosen.some((unit) => unit.value === each.unit.id)) ?? [];
  const add = (option: unknown) => {
    const unit = option as Option | undefined;
    if (!unit) return;
    const role = chosen.some((each) => each.role === 'main') ? 'co' : 'main';
    onChange?.(withUnit(chosen, { ...unit, role }));
  };
  return (
    <div className="hy-dispatch">
      {isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {chosen.map((unit) => (
        <UnitRow
          key={unit.value}
          unit={unit}
          why={why.get(unit.value)}
          onChange={(next) => onChange?.(changed(chosen, next))}
          onRemove={() => onChange?.(chosen.filter((each) => each.value !== unit.value))}
        />
      ))}
      {data?.items.length === 0 && <p className="hy-muted">责任清单没有对应的单位，请自行选择。</p>}
      {left.map((each) => (
        <button
          key={each.unit.id}
          type="button"
          className="hy-dispatch-offer"
          onClick={() => onChange?.(withUnit(chosen, choiceOf(each)))}
        >
          建议{each.role_name} {each.unit.name}
          <span className="hy-muted">{each.why}</span>
        </button>
      ))}
      <RemoteSelect id={id} value={undefined} onChange={add} kind="unit" multiple={false} />
    </div>
  );
}

/** The same list with one row changed; a new 主办 makes the old one 协办. */
function changed(chosen: UnitChoice[], next: UnitChoice): UnitChoice[] {
  return chosen.map((each) => {
    if (each.value === next.value) return next;
    return next.role === 'main' && each.role === 'main' ? { ...each, role: 'co' } : each;
  });
}

interface RowProps {
  unit: UnitChoice;
  why?: string;
  onChange: (unit: UnitChoice) => void;
  onRemove: () => void;
}

function UnitRow({ unit, why, onChange, onRemove }: RowProps) {
  return (
    <div className="hy-dispatch-row">
      <Segmented
        options={roles}
        value={unit.role}
        onChange={(role) => onChange({ ...unit, role: role as UnitChoice['role'] })}
        aria-label={`${unit.label}的角色`}
      />
      <span>
        <strong>{unit.label}</strong>
        {why && <span className="hy-muted">{why}</span>}
      </span>
      <Input
        value={unit.note}
        placeholder="给该单位的话（可不填）"
        aria-label={`给${unit.label}的话`}
        maxLength={500}
        onChange={(event) => onChange({ ...unit, note: event.target.value })}
      />
      <Button type="text" onClick={onRemove} aria-label={`去掉${unit.label}`}>
        ×
      </Button>
    </div>
  );
}
