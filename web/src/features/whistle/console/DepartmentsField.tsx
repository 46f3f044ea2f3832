import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { api } from '../../../api/client.ts';
import type { Answer, Point } from '../../../api/types.ts';
import { RemoteSelect } from '../../../ui/console/SchemaForm.tsx';
import type { Option, UnitChoice } from '../../../ui/form/fields.ts';
import { StateTag } from '../../../ui/StateTag.tsx';

const roles = [
  { value: 'main', label: '主办' },
  { value: 'co', label: '协办' },
  { value: 'inform', label: '知会' },
];

/** Who of the chosen departments is on call at the place now. */
function useOfficers(point: Point | null, units: string[]) {
  return useQuery({
    queryKey: ['on-call', 'now', point?.lng, point?.lat, [...units].sort()],
    enabled: point !== null && units.length > 0,
    retry: false,
    queryFn: () => {
      const query = new URLSearchParams({ lng: String(point!.lng), lat: String(point!.lat) });
      for (const unit of units) query.append('units', unit);
      return api.get<Answer<'readOnCallNow'>>(`/api/on-call/now?${query}`);
    },
  });
}

interface Props {
  id?: string;
  value?: UnitChoice[];
  onChange?: (value: UnitChoice[]) => void;
  point: Point | null;
}

/** The departments to call, each with its part; says of each who is on call at the place, or that nobody is. */
export function DepartmentsField({ id, value = [], onChange, point }: Props) {
  const officers = useOfficers(
    point,
    value.map((each) => each.value),
  );
  const names = new Map(officers.data?.items.map(({ unit, name }) => [unit, name]));
  const add = (option: unknown) => {
    const unit = option as Option | undefined;
    if (!unit || value.some((each) => each.value === unit.value)) return;
    onChange?.([...value, { ...unit, role: value.some((each) => each.role === 'main') ? 'co' : 'main' }]);
  };
  const setRole = (unit: UnitChoice, role: UnitChoice['role']) =>
    onChange?.(
      value.map((each) => {
        if (each.value === unit.value) return { ...each, role };
        return role === 'main' && each.role === 'main' ? { ...each, role: 'co' } : each;
      }),
    );
  return (
    <div className="hy-whistle-departments">
      {value.map((unit) => (
        <div key={unit.value} className="hy-whistle-department">
          <Segmented
            options={roles}
            value={unit.role}
            onChange={(role) => setRole(unit, role as UnitChoice['role'])}
            aria-label={`${unit.label}的角色`}
          />
          <strong>{unit.label}</strong>
          {unit.role !== 'inform' && officers.data && (
            <span>
              {names.has(unit.value) ? (
                <span className="hy-muted">当班：{names.get(unit.value)}</span>
              ) : (
                <StateTag kind="due_soon">此刻无人当班，将通知到单位并提醒指挥中心</StateTag>
              )}
            </span>
          )}
          <Button
            type="text"
            aria-label={`去掉${unit.label}`}
            onClick={() => onChange?.(value.filter((each) => each.value !== unit.value))}
          >
            ×
          </Button>
        </div>
      ))}
      <RemoteSelect
        key={value.length}
        id={id}
        label="添加部门"
        value={undefined}
        onChange={add}
        kind="unit"
        multiple={false}
      />
    </div>
  );
}
