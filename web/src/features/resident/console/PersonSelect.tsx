import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { aboutOf, type Row, STATES } from '../resident.ts';
import { foundNothing } from './foundNothing.ts';

interface SelectProps {
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
  /** Who cannot be meant. */
  but?: string;
  /** The dead are shown as such and cannot be chosen. */
  living?: boolean;
}

const whoIs = (row: Row) => [aboutOf(row), row.id_tail, row.phone, row.address];

/** A person by name, ID number or phone number. */
export function PersonSelect({ id, value, onChange, but, living = false }: SelectProps) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['person', 'list', 'find', q],
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<Row>>('/api/residents', { q, limit: 20 }, { signal }),
  });
  return (
    <Select
      id={id}
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder="姓名、身份号码、手机号"
      loading={found.isFetching}
      options={(found.data?.items ?? [])
        .filter((row) => row.id !== but)
        .map((row) => ({
          value: row.id,
          label: [row.name, row.state === 'dead' && STATES.dead, ...whoIs(row)].filter(Boolean).join(' · '),
          disabled: living && row.state === 'dead',
        }))}
      notFoundContent={foundNothing(q, found, '输入姓名、号码查找')}
    />
  );
}
