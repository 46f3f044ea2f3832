import { App, Button, Popconfirm, Radio, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { aboutOf, peopleChanged, type Row, STATES } from '../resident.ts';
import { Queue } from './Queue.tsx';

type Pair = Answer<'listResidentDoubles'>['items'][number];

const WHY: Record<string, string> = {
  name: '姓名相同',
  birth: '出生日期相同',
  phone: '电话相同',
  house: '住址相同',
  sex: '性别相同',
};

/** Pairs of records that may be one person: merged, or kept apart for good. */
export function Doubles() {
  return (
    <Queue<Pair>
      noun="person"
      url="/api/resident-doubles"
      idOf={(pair) => `${pair.a.id} ${pair.b.id}`}
      label={(pair) => (
        <>
          <span>
            <b>{pair.a.name}</b> {pair.b.name !== pair.a.name && pair.b.name}
          </span>
          <span className="hy-muted">
            相似度 {pair.score} 分：{pair.why.map((why) => WHY[why] ?? why).join('、')} ·{' '}
            <TimeAgo at={pair.found_at} />
          </span>
        </>
      )}
      empty="没有疑似同一人的记录。"
    >
      {(pair) => <One key={`${pair.a.id} ${pair.b.id}`} pair={pair} />}
    </Queue>
  );
}

const knownOf = ({ id_tail, phone, address }: Row): number =>
  (id_tail ? 4 : 0) + (address ? 2 : 0) + (phone ? 1 : 0);
/** Who is known by an ID number stays; else who has a home, else a phone. */
const better = ({ a, b }: Pair): string => (knownOf(b) > knownOf(a) ? b : a).id;

function One({ pair }: { pair: Pair }) {
  const { message } = App.useApp();
  const [keep, setKeep] = useState(() => better(pair));
  const send = async (url: string, body: object, done: string) => {
    try {
      await api.post(url, body);
      message.success(done);
    } catch (error) {
      message.error(sayError(error));
    }
    await peopleChanged();
  };
  const gone = keep === pair.a.id ? pair.b.id : pair.a.id;
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">
        是同一个人吗？
        <Tag color="blue">相似度 {pair.score} 分</Tag>
        {pair.why.map((why) => (
          <Tag key={why}>{WHY[why] ?? why}</Tag>
        ))}
      </h2>
      <div className="hy-queue-sides">
        {[pair.a, pair.b].map((person, at) => (
          <Side
            key={person.id}
            person={person}
            other={at === 0 ? pair.b : pair.a}
            kept={keep === person.id}
            onKeep={() => setKeep(person.id)}
          />
        ))}
      </div>
      <p className="hy-queue-ways">
        <Popconfirm
          title="合并为一个人？"
          description="两边的来源记录都保留，不一致的项进入“说法不一”，可以撤销。"
          okText="合并"
          cancelText="再看看"
          onConfirm={() => send('/api/resident-merges', { keep, gone }, '已合并，可在人员页撤销')}
        >
          <Button type="primary">是，合并</Button>
        </Popconfirm>
        <Button
          onClick={() =>
            void send(
              '/api/resident-doubles/apart',
              { a: pair.a.id, b: pair.b.id },
              '已确认不是同一人，以后不再提示',
            )
          }
        >
          不是同一人
        </Button>
      </p>
    </section>
  );
}

const factsOf = (person: Row): [string, string | null][] => [
  ['姓名', person.name],
  ['性别年龄', aboutOf(person) || null],
  ['公民身份号码', person.id_tail],
  ['联系电话', person.phone],
  ['住址', person.address],
  ['网格', person.area_name],
  ['状态', STATES[person.state] ?? null],
];

interface SideProps {
  person: Row;
  other: Row;
  kept: boolean;
  onKeep: () => void;
}

function Side({ person, other, kept, onKeep }: SideProps) {
  const others = new Map(factsOf(other));
  return (
    <article className="hy-queue-side" data-kept={kept}>
      <h3>
        <Link to={`/residents/${person.id}`}>{person.name}</Link>
        <Radio
          checked={kept}
          onChange={onKeep}
          aria-label={`保留${person.name}（${person.id_tail ?? '无号码'}）`}
        >
          保留这条
        </Radio>
      </h3>
      <dl>
        {factsOf(person).map(([name, fact]) => (
          <div key={name} data-differs={fact !== others.get(name)}>
            <dt>{name}</dt>
            <dd>{fact ?? '未登记'}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
