import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Segmented, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import type { Option } from '../../../ui/form/fields.ts';

interface Props {
  id?: string;
  value?: Option;
  onChange?: (choice: Option | null) => void;
  subject: 'organisation' | 'facility';
}

/** A registered organisation or facility, by a part of its name. */
export function SiteSelect({ id, value, onChange, subject }: Props) {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['place', 'list', 'options', subject, q],
    enabled: open && q.length !== 1,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<Answer<'listSites'>>('/api/sites', { subject, q, limit: 30 }, { signal }),
  });
  return (
    <Select<Option>
      id={id}
      labelInValue
      value={value}
      onChange={(choice?: Option) =>
        onChange?.(choice ? { value: choice.value, label: String(choice.label) } : null)
      }
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={found.data?.items.map(({ id: key, name }) => ({ value: key, label: name }))}
      loading={found.isFetching}
      placeholder="输入名称查找"
      notFoundContent={found.isFetching ? '正在查找…' : '没有找到，至少输入两个字'}
      allowClear
    />
  );
}

const KINDS = [
  { value: 'facility' as const, label: '场所、线路' },
  { value: 'organisation' as const, label: '单位' },
];

/** What an incident is about: a facility (a school, a line), or an organisation. */
export function RelatedSelect(props: Omit<Props, 'subject'>) {
  const [subject, setSubject] = useState<Props['subject']>('facility');
  return (
    <div className="hy-place-holder">
      <Segmented options={KINDS} value={subject} onChange={setSubject} aria-label="场所还是单位" />
      <SiteSelect {...props} subject={subject} />
    </div>
  );
}
