import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Segmented, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import type { Option } from '../../../ui/form/fields.ts';
import { aboutOf } from '../../resident/resident.ts';
import { SiteSelect } from './SiteSelect.tsx';

export type Holder = Option & { kind: 'person' | 'organisation' };
type Kind = Holder['kind'];

interface Props {
  id?: string;
  value?: Holder | null;
  onChange?: (choice: Holder | null) => void;
  /** What is asked first. */
  first: Kind;
}

const KINDS = [
  { value: 'person' as const, label: '居民' },
  { value: 'organisation' as const, label: '单位' },
];

/** Who owns or runs something: a registered person, by name or number, or an organisation. */
export function HolderSelect({ id, value, onChange, first }: Props) {
  const [kind, setKind] = useState<Kind>(value?.kind ?? first);
  const choose = (choice: Option | null) => onChange?.(choice && { ...choice, kind });
  const shown = value?.kind === kind ? value : undefined;
  // The field is empty now, and so is what it stands for.
  const turn = (next: Kind) => {
    setKind(next);
    onChange?.(null);
  };
  return (
    <div className="hy-place-holder">
      <Segmented<Kind> options={KINDS} value={kind} onChange={turn} aria-label="居民还是单位" />
      {kind === 'person' ? (
        <PersonField id={id} value={shown} onChange={choose} />
      ) : (
        <SiteSelect id={id} value={shown} onChange={choose} subject="organisation" />
      )}
    </div>
  );
}

interface FieldProps {
  id?: string;
  value?: Option;
  onChange: (choice: Option | null) => void;
}

function PersonField({ id, value, onChange }: FieldProps) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['person', 'list', 'find', q],
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Answer<'listResidents'>>('/api/residents', { q, limit: 20 }, { signal }),
  });
  const people = q ? (found.data?.items ?? []) : [];
  return (
    <Select<Option>
      id={id}
      labelInValue
      value={value}
      onChange={(choice?: Option) => {
        const row = people.find((each) => each.id === choice?.value);
        onChange(choice ? { value: choice.value, label: row?.name ?? String(choice.label) } : null);
      }}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={people.map((row) => ({
        value: row.id,
        label: [row.name, aboutOf(row), row.id_tail, row.phone, row.address].filter(Boolean).join(' · '),
      }))}
      loading={found.isFetching}
      placeholder="姓名、身份号码、手机号"
      // Number and address tell namesakes apart: they need more room than the field has.
      popupMatchSelectWidth={false}
      styles={{ popup: { root: { maxWidth: 'min(640px, 92vw)' } } }}
      notFoundContent={!q ? '输入姓名、号码查找' : found.isFetching ? '正在查找…' : '没有找到'}
      allowClear
    />
  );
}
