import { App, Button, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { TimeAgo, untilMinute } from '../../../ui/TimeAgo.tsx';
import {
  aboutOf,
  type Detail,
  peopleChanged,
  type Shown,
  textOf,
  usePerson,
  useWholeWords,
} from '../resident.ts';
import { LookDialog } from './LookDialog.tsx';
import { Queue } from './Queue.tsx';

type Waiting = Answer<'listResidentConflicts'>['items'][number];
/** As much of a waiting item as its page needs. */
type Asked = Pick<Waiting, 'item'> & { person: { id: string } } & Partial<Omit<Waiting, 'person'>>;
type Word = NonNullable<Shown['from']>;

/** Items on which sources differ: what each says, side by side; one is chosen. */
export function Differences() {
  const [params] = useSearchParams();
  const [person, item] = [params.get('person'), params.get('item')];
  return (
    <Queue<Asked>
      noun="person"
      url="/api/resident-conflicts"
      idOf={(row) => `${row.person.id} ${row.item}`}
      label={(row) => <Label row={row as Waiting} />}
      first={person && item ? { person: { id: person }, item } : undefined}
      empty="没有说法不一的信息。"
    >
      {(row) => <One key={`${row.person.id} ${row.item}`} id={row.person.id} item={row.item} />}
    </Queue>
  );
}

const Label = ({ row }: { row: Waiting }) => (
  <>
    <span>
      <b>{row.person.name}</b> {row.name}
    </span>
    <span className="hy-muted">
      {row.person.address ?? '没有登记住处'} · <TimeAgo at={row.since} />
    </span>
  </>
);

function One({ id, item }: { id: string; item: string }) {
  const query = usePerson(id);
  return (
    <Answered query={query} missing={{ title: '没有这个人员', back: '回到核对', to: '/conflicts' }}>
      {(person) => {
        const shown = person.items.find((each) => each.item === item && each.open);
        return (
          <section className="hy-panel">
            <h2 className="hy-matter-title">
              <Link to={`/residents/${id}`}>{person.name}</Link>
              {shown?.name}
            </h2>
            <p className="hy-matter-facts">
              <span>{aboutOf(person)}</span>
              <span>{person.area_name}</span>
              <span>{person.address}</span>
            </p>
            {shown ? (
              <Choice person={person} shown={shown} />
            ) : (
              <p className="hy-muted">这一项已经核对过了。</p>
            )}
          </section>
        );
      }}
    </Answered>
  );
}

function Choice({ person, shown }: { person: Detail; shown: Shown }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState('');
  const [asking, ask] = useState(false);
  const { whole, look } = useWholeWords(person.id, shown.item);
  const words = [...(shown.from ? [shown.from] : []), ...shown.others];
  const decide = async (word: Word) => {
    setBusy(word.statement);
    try {
      await api.post(`/api/residents/${person.id}/decisions`, {
        item: shown.item,
        statement: word.statement,
        version: person.version,
      });
      message.success(`已采用${word.source}的说法`);
    } catch (error) {
      message.error(sayError(error));
    }
    await peopleChanged();
    setBusy('');
  };
  useDigits((digit) => {
    const word = words[digit - 1];
    if (word && !busy && !asking) void decide(word);
  });
  return (
    <>
      {shown.masked && (
        <p className="hy-queue-look">
          <Button onClick={() => ask(true)}>查看各来源的原值</Button>
          <span className="hy-muted">写明用途，原值显示一分钟。</span>
        </p>
      )}
      <div className="hy-queue-sides">
        {words.map((word, at) => (
          <article key={word.statement} className="hy-queue-side">
            <h3>
              {word.source}
              {word === shown.from && <Tag>目前采用</Tag>}
            </h3>
            <p className="hy-queue-value">
              {whole[word.statement] === undefined ? (
                textOf(word.value, '没有')
              ) : (
                <mark className="hy-person-whole">{whole[word.statement]}</mark>
              )}
            </p>
            <p className="hy-muted">
              数据时间 {untilMinute(word.said_at)}
              <br />
              {word.by} <TimeAgo at={word.at} /> 录入
            </p>
            <Button
              type={at === 0 ? 'primary' : 'default'}
              loading={busy === word.statement}
              onClick={() => void decide(word)}
            >
              采用{word.source}的（按 {at + 1}）
            </Button>
          </article>
        ))}
      </div>
      {asking && <LookDialog name={`“${shown.name}”的各种说法`} onLook={look} onClose={() => ask(false)} />}
    </>
  );
}

/** Digits decide while nothing is being typed. */
function useDigits(press: (digit: number) => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest('input, textarea, [contenteditable]');
      if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[1-9]$/.test(event.key))
        press(Number(event.key));
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  });
}
