import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Spin } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Page } from '../../../api/types.ts';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';
import type { Chosen, Resident } from './data.ts';

interface Props {
  chosen: readonly Chosen[];
  onChange: (people: Chosen[]) => void;
}

/** As many as one page of an area brings. */
const PAGE = 100;
const SHOWN = 8;

/** People to fill a form for: found by name or number, or those of an area, page after page. */
export function PeoplePick({ chosen, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const [area, setArea] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['resident', 'list', 'for-form', q, area],
    enabled: q !== '' || area !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<Resident>>('/api/residents', { q, area, limit: PAGE }, { signal }),
  });
  const ids = new Set(chosen.map(({ id }) => id));
  const rows = q !== '' || area !== '' ? (found.data?.items ?? []) : [];
  const fresh = rows.filter(({ id }) => !ids.has(id));
  const add = (people: readonly Resident[]) =>
    onChange([...chosen, ...people.map(({ id, name, address }) => ({ id, name, address }))]);
  return (
    <div className="hy-people">
      <div className="hy-row">
        <Input.Search
          aria-label="查找人员"
          placeholder="姓名、身份证号或手机号"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
          className="hy-people-find"
        />
        <AreaPicker value={area} onChange={setArea} width={150} />
      </div>
      {found.isError && <Alert type="error" showIcon title={sayError(found.error)} />}
      {found.isLoading && <Spin size="small" />}
      {found.data && rows.length === 0 && (q || area) && (
        <p className="hy-muted">没有找到。可只写姓名的前几个字，身份证号和手机号要写全。</p>
      )}
      {fresh.length > 0 && (
        <>
          <ul className="hy-plain hy-people-found" aria-label="找到的人员">
            {fresh.slice(0, SHOWN).map((person) => (
              <li key={person.id}>
                <span>
                  {person.name} <span className="hy-muted">{about(person)}</span>
                </span>
                <Button size="small" onClick={() => add([person])} aria-label={`加入 ${person.name}`}>
                  加入
                </Button>
              </li>
            ))}
          </ul>
          {fresh.length > 1 && (
            <Button size="small" type="link" onClick={() => add(fresh)}>
              全部加入（{fresh.length}
              {q === '' && found.data?.next ? '，后面还有' : ''}）
            </Button>
          )}
        </>
      )}
      {q === '' && rows.length > 0 && fresh.length === 0 && found.data?.next && (
        <NextPage key={area} area={area} after={found.data.next} chosen={ids} onAdd={add} />
      )}
      <Selected chosen={chosen} onChange={onChange} />
    </div>
  );
}

const about = ({ birth_year, id_tail, address }: Resident): string =>
  [birth_year && `${birth_year} 年生`, id_tail, address].filter(Boolean).join(' · ');

interface NextProps {
  area: string;
  after: string;
  chosen: ReadonlySet<string>;
  onAdd: (people: Resident[]) => void;
}

/** The pages of an area behind the first, each added as a whole. */
function NextPage({ area, after, chosen, onAdd }: NextProps) {
  const [cursor, setCursor] = useState<string | null>(after);
  const [busy, setBusy] = useState(false);
  if (cursor === null) return <p className="hy-muted">都已加入。</p>;
  const more = async () => {
    setBusy(true);
    try {
      const page = await api.get<Page<Resident>>('/api/residents', { area, cursor, limit: PAGE });
      onAdd(page.items.filter(({ id }) => !chosen.has(id)));
      setCursor(page.next);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" loading={busy} onClick={() => void more()}>
      加入后面的 {PAGE} 人
    </Button>
  );
}

/** Who is chosen, in the order in which they stand in the list. */
function Selected({ chosen, onChange }: Props) {
  const [all, setAll] = useState(false);
  if (chosen.length === 0) return <p className="hy-muted">还没有选人。</p>;
  const shown = all ? chosen : chosen.slice(0, 20);
  return (
    <section aria-label="已选人员">
      <div className="hy-row hy-people-count">
        <strong>已选 {chosen.length.toLocaleString('zh-CN')} 人</strong>
        <Button size="small" type="link" onClick={() => onChange([])}>
          清空
        </Button>
      </div>
      <ul className="hy-people-chosen">
        {shown.map(({ id, name }) => (
          <li key={id}>
            {name}
            <button
              type="button"
              aria-label={`去掉 ${name}`}
              onClick={() => onChange(chosen.filter((each) => each.id !== id))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {chosen.length > shown.length && (
        <Button size="small" type="link" onClick={() => setAll(true)}>
          显示全部
        </Button>
      )}
    </section>
  );
}
