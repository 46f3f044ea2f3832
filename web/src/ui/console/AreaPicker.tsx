import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import type { Page } from '../../api/types.ts';
import type { Filter } from './FilterBar.tsx';

interface Row {
  id: string;
  name: string;
  full_name: string;
  level_name: string;
}

interface Props {
  /** An area's id, or nothing. */
  value: string;
  onChange: (id: string) => void;
  width?: number;
}

/** An area by name or code; before anything is typed, one's own and what lies directly in it. */
export function AreaPicker({ value, onChange, width = 180 }: Props) {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const { data: me } = useMe();
  const own = me?.account?.areas[0];
  const q = useDeferredValue(typed.trim());
  const list = useQuery({
    queryKey: ['area', 'options', q || own?.id],
    enabled: open,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<Page<Row>>('/api/areas', q ? { q, limit: 30 } : { parent: own?.id, limit: 50 }, { signal }),
  });
  const chosen = useQuery({
    queryKey: ['area', value],
    enabled: value !== '',
    queryFn: () => api.get<Row>(`/api/areas/${value}`),
  });
  const rows = new Map((list.data?.items ?? []).map((row) => [row.id, row]));
  if (chosen.data && value) rows.set(value, chosen.data);
  const options = [...rows.values()].map((row) => ({ value: row.id, label: row.name, full: row.full_name }));
  return (
    <Select
      aria-label="区域"
      placeholder="区域"
      value={value || undefined}
      options={
        own && !q && !rows.has(own.id) ? [{ value: own.id, label: own.name, full: '' }, ...options] : options
      }
      optionRender={(option) => (
        <span title={String(option.data.full)}>
          {option.label}{' '}
          <span className="hy-muted">{String(option.data.full).split(' / ').slice(1, -1).join(' › ')}</span>
        </span>
      )}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      onChange={(id?: string) => onChange(id ?? '')}
      loading={list.isFetching}
      notFoundContent={list.isFetching ? '正在查找…' : '没有找到，换几个字试试'}
      popupMatchSelectWidth={false}
      allowClear
      style={{ width }}
    />
  );
}

/** The same as a form's field. */
export function AreaField({ value, onChange }: { value?: string; onChange?: (id: string) => void }) {
  return <AreaPicker value={value ?? ''} onChange={(id) => onChange?.(id)} width={320} />;
}

/** Of which area a list is. */
export const areaFilter: Filter = {
  name: 'area',
  label: '区域',
  render: (value, choose) => <AreaPicker value={value} onChange={choose} width={200} />,
};
