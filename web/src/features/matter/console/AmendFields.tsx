import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Form, Radio, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Page, Point } from '../../../api/types.ts';
import type { ControlProps } from '../../../ui/console/SchemaForm.tsx';
import type { Option } from '../../../ui/form/fields.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { useCategories, useLocated } from './catalog.ts';
import { useFormMatter } from './context.ts';
import { showGrid } from './gridOutline.ts';

/** A class of the matter's type, found by any word of its path. */
export function CategoryField({ id, value, onChange }: ControlProps) {
  const form = Form.useFormInstance();
  const { data, isPending } = useCategories(useFormMatter().type);
  const options = (data?.items ?? [])
    .filter((each) => each.selectable)
    .map((each) => ({ value: each.code, label: each.path }));
  return (
    <Select
      id={id}
      value={value as string | undefined}
      options={options}
      loading={isPending}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder="输入类别名称查找"
      onChange={(code: string) => {
        onChange?.(code);
        // Conditions belong to their class.
        form.setFieldValue('condition', undefined);
      }}
    />
  );
}

/** The conditions of the chosen class: when it is registered, when it is closed, how long it may take. */
export function ConditionField({ id, value, onChange }: ControlProps) {
  const category = Form.useWatch<string | undefined>('category');
  const { data } = useCategories(useFormMatter().type);
  const conditions = data?.items.find((each) => each.code === category)?.conditions ?? [];
  if (!category) return <span className="hy-muted">先选择类别。</span>;
  if (conditions.length === 0) return <span className="hy-muted">这个类别没有分立案条件。</span>;
  return (
    <Radio.Group
      id={id}
      className="hy-conditions"
      value={value}
      onChange={(event) => onChange?.(event.target.value)}
    >
      {conditions.map((each) => (
        <Radio key={each.code} value={each.code}>
          <span>{each.register}</span>
          <span className="hy-muted">
            结案：{each.close} · 时限：{each.limit}
          </span>
        </Radio>
      ))}
    </Radio.Group>
  );
}

/** The pin on a map, and the grid it falls into. */
export function PointField({ value, onChange }: ControlProps) {
  const matter = useFormMatter();
  const point = (value as Point | undefined) ?? null;
  const { data } = useLocated(point);
  return (
    <div>
      <div className="hy-amend-map">
        <LateMap
          point={point}
          centre={point ?? undefined}
          onReady={(map) => void showGrid(map, matter.area.id, matter.point === null)}
          onPick={({ lng, lat }) => onChange?.({ lng: round(lng), lat: round(lat) })}
        />
      </div>
      <span className="hy-muted">
        {data?.grid
          ? `落在 ${data.grid.full_name ?? data.grid.name}`
          : `点击或拖动图钉更正位置；现在在 ${matter.area.name}`}
        {(data?.candidates.length ?? 0) > 0 &&
          `；边界附近：${data!.candidates.map((each) => each.name).join('、')}`}
      </span>
    </div>
  );
}

/** Seven places are a centimetre: more is noise that would look like a change. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

interface AreaRow {
  id: string;
  name: string;
  full_name: string;
  level_name: string;
}

/** An area by name or code. */
export function AreaField({ id, value, onChange }: Partial<ControlProps>) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const { data, isFetching } = useQuery({
    queryKey: ['area', 'options', q],
    enabled: q !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<AreaRow>>('/api/areas', { q, limit: 30 }, { signal }),
  });
  const options = data?.items.map((each) => ({
    value: each.id,
    label: each.full_name.replaceAll(' / ', ' › '),
  }));
  return (
    <Select<Option>
      id={id}
      labelInValue
      value={value as Option}
      options={q ? options : []}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onChange={(choice) => onChange?.(choice && { value: choice.value, label: choice.label })}
      loading={isFetching}
      placeholder="输入网格或社区名称查找；有图钉时不必填"
      notFoundContent={q ? '没有找到，换几个字试试' : '输入名称或编码'}
      allowClear
    />
  );
}
