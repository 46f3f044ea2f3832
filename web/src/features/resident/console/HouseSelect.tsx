import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import type { House } from '../../housing/housing.ts';
import { foundNothing } from './foundNothing.ts';

export interface HouseChoice {
  value: string;
  label: string;
}

interface Props {
  id?: string;
  value?: HouseChoice;
  onChange?: (house: HouseChoice | undefined) => void;
}

/** A house by a part of its address; holds value and label together. */
export function HouseSelect({ id, value, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['house', 'list', 'find', q],
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<House>>('/api/housing/houses', { q, limit: 20 }, { signal }),
  });
  const options = q
    ? (found.data?.items ?? []).map((house) => ({ value: house.id, label: house.address }))
    : [];
  return (
    <Select<HouseChoice>
      id={id}
      labelInValue
      value={value}
      onChange={(choice?: HouseChoice) =>
        onChange?.(choice && { value: choice.value, label: String(choice.label) })
      }
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={options}
      loading={found.isFetching}
      placeholder="小区、楼栋、门牌，如 雅苑1-1-502"
      notFoundContent={foundNothing(q, found, '输入地址的一部分')}
      allowClear
    />
  );
}
