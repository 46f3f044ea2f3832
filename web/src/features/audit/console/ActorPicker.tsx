import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';

interface Props {
  /** An account's id, or nothing. */
  value: string;
  onChange: (id: string) => void;
}

/** A member of staff, by name or user name. */
export function ActorPicker({ value, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const list = useQuery({
    queryKey: ['staff', 'options', q],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Answer<'listStaff'>>('/api/staff', { q, limit: 30 }, { signal }),
  });
  const chosen = useQuery({
    queryKey: ['staff', value],
    enabled: value !== '',
    queryFn: () => api.get<Answer<'getStaff'>>(`/api/staff/${value}`),
  });
  const rows = new Map((list.data?.items ?? []).map((row) => [row.id, row]));
  if (chosen.data && value) rows.set(value, chosen.data);
  return (
    <Select
      aria-label="谁"
      placeholder="谁"
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value || undefined}
      options={[...rows.values()].map((row) => ({ value: row.id, label: `${row.name}（${row.username}）` }))}
      onChange={(id?: string) => onChange(id ?? '')}
      style={{ width: 190 }}
    />
  );
}
