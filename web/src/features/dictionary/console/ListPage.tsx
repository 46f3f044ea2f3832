import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Tag } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import type { Dictionary, Word } from '../dictionary.ts';
import { ListForm } from './ListForm.tsx';
import { Unsure } from './Unsure.tsx';
import { AddWords, WordForm } from './WordForm.tsx';
import { Words } from './Words.tsx';
import './dictionary.css';

type Asked = { what: 'list' | 'add' } | { what: 'word'; word: Word };

/** One list of codes: where it comes from, who uses it, its words. */
export default function ListPage() {
  const { code = '' } = useParams();
  const { data: me } = useMe();
  const [asked, ask] = useState<Asked>();
  const query = useQuery({
    queryKey: ['dictionary', 'list', 'one', code],
    queryFn: () => api.get<Dictionary>(`/api/dictionaries/${code}`),
  });
  const close = () => ask(undefined);
  const edits = may(me, 'dictionary:edit');
  return (
    <>
      <div className="hy-matter-bar">
        <Link to="/dictionaries">‹ 字典</Link>
      </div>
      <Answered query={query} missing={{ title: '没有这个代码表', back: '回到字典', to: '/dictionaries' }}>
        {(list) => (
          <>
            <section className="hy-panel">
              <Head list={list} edits={edits} ask={ask} />
              <Body list={list} edits={edits} ask={ask} />
            </section>
            {asked?.what === 'list' && <ListForm list={list} onClose={close} />}
            {asked?.what === 'add' && <AddWords list={list} onClose={close} />}
            {asked?.what === 'word' && <WordForm list={list} word={asked.word} onClose={close} />}
          </>
        )}
      </Answered>
    </>
  );
}

interface Props {
  list: Dictionary;
  edits: boolean;
  ask: (asked: Asked) => void;
}

function Head({ list, edits, ask }: Props) {
  const facts = [list.standard ?? (list.own ? '本市自建' : '本平台'), list.code, `${list.offered} 个代码`];
  return (
    <>
      <h2 className="hy-words-head">
        {list.name} {list.unsure && <Unsure />}
        {edits && (
          <span className="hy-filters-tools">
            <Button size="small" onClick={() => ask({ what: 'list' })}>
              修改说明
            </Button>
            <Button size="small" type="primary" onClick={() => ask({ what: 'add' })}>
              增加代码
            </Button>
          </span>
        )}
      </h2>
      <p className="hy-muted">{facts.join(' · ')}</p>
      {list.note && <p>{list.note}</p>}
      {list.used_by.length > 0 && (
        <p className="hy-row">
          <span className="hy-muted">用于数据项</span>
          {[...new Set(list.used_by)].map((name) => (
            <Tag key={name}>{name}</Tag>
          ))}
        </p>
      )}
    </>
  );
}

const holds = ({ code, name, aliases }: Word, said: string): boolean =>
  [code, name, ...aliases].some((word) => word.toLowerCase().includes(said));

function Body({ list, edits, ask }: Props) {
  const [said, say] = useState('');
  if (list.items.length === 0)
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有代码。请对照标准原文填写。">
        {edits && <Button onClick={() => ask({ what: 'add' })}>增加代码</Button>}
      </Empty>
    );
  const shown = list.items.filter((word) => holds(word, said.trim().toLowerCase()));
  return (
    <>
      {list.items.length > 12 && (
        <Input.Search
          aria-label="搜代码"
          placeholder="搜代码、名称、别名"
          allowClear
          value={said}
          onChange={(event) => say(event.target.value)}
          style={{ width: 260, marginBottom: 12 }}
        />
      )}
      <Words list={list.code} words={shown} edits={edits} onEdit={(word) => ask({ what: 'word', word })} />
    </>
  );
}
