import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';

export interface AreaChoice {
  value: string;
  label: string;
}

interface Props {
  id?: string;
  value?: AreaChoice | null;
  onChange?: (area: AreaChoice | undefined) => void;
  level?: string;
  /** What a choice stands for in the answers: the area's id, or its code. */
  by?: 'id' | 'code';
  placeholder?: string;
  label?: string;
  style?: React.CSSProperties;
}

/** A choice among all areas: type a part of a name or code and the server answers. Holds value and label together. */
export function AreaSelect(props: Props) {
  const { id, value, onChange, level, by = 'id', placeholder = '输入区域名称或编码', label, style } = props;
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['area', 'options', q, level],
    enabled: open,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Answer<'listAreas'>>('/api/areas', { q, level, limit: 30 }, { signal }),
  });
  const options = found.data?.items.map((area) => ({
    value: area[by],
    label: area.full_name,
  }));
  return (
    <Select<AreaChoice>
      id={id}
      aria-label={label}
      labelInValue
      value={value}
      onChange={(choice?: AreaChoice) =>
        onChange?.(choice && { value: choice.value, label: String(choice.label) })
      }
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={options}
      loading={found.isFetching}
      placeholder={placeholder}
      notFoundContent={found.isFetching ? '正在查找…' : '没有找到，换几个字试试'}
      allowClear
      style={style}
    />
  );
}
