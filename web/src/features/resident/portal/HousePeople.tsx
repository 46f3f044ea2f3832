import { ActionSheet, Button, Skeleton, Tag } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { Watermark } from '../../../ui/portal/Watermark.tsx';
import { aboutOf, EDIT, type Housed, KINDS, OUT, STATES, useHousePeople, VIEW } from '../resident.ts';
import { FindSheet } from './FindSheet.tsx';
import { People } from './PeoplePage.tsx';
import { moveIn, moveOut } from './ways.ts';
import '../resident.css';

/** 以房管人 on the phone: who has to do with this house, in and out with two taps. */
export function HousePeople({ house }: { house: string }) {
  const { data: me } = useMe();
  if (!may(me, VIEW)) return null;
  return (
    <Watermark>
      <Inside house={house} edits={may(me, EDIT)} />
    </Watermark>
  );
}

function Inside({ house, edits }: { house: string; edits: boolean }) {
  const go = useNavigate();
  const query = useHousePeople(house);
  const [leaving, leave] = useState<Housed>();
  const [entering, enter] = useState(false);
  const out = (way: (typeof OUT)[number]) => {
    if (leaving) void moveOut(leaving, way);
    leave(undefined);
  };
  return (
    <section className="hy-card">
      <h2>这里的人</h2>
      {query.isPending && <Skeleton.Paragraph animated lineCount={3} />}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.people.length === 0 && <p className="hy-muted">还没有登记住在这里的人。</p>}
      <ul className="hy-person-people">
        {query.data?.people.map((person) => (
          <li key={person.id}>
            <button type="button" className="hy-person-open" onClick={() => void go(`/people/${person.id}`)}>
              <b>{person.name}</b>
              <span className="hy-muted">{aboutOf(person)}</span>
              <span>
                {person.kinds.map((kind) => (
                  <Tag key={kind} fill="outline" color={kind === 'lives' ? 'primary' : 'default'}>
                    {KINDS[kind]}
                  </Tag>
                ))}
                {person.state === 'dead' && <Tag>{STATES.dead}</Tag>}
              </span>
            </button>
            {edits && person.kinds.includes('lives') && (
              <Button size="small" aria-label={`${person.name}迁出`} onClick={() => leave(person)}>
                迁出
              </Button>
            )}
          </li>
        ))}
      </ul>
      {edits && (
        <div className="hy-person-ways">
          <Button block color="primary" onClick={() => void go(`/people/new?house=${house}`)}>
            登记人员
          </Button>
          <Button block onClick={() => enter(true)}>
            迁入
          </Button>
        </div>
      )}
      <ActionSheet
        visible={leaving !== undefined}
        extra={leaving && `${leaving.name}：从今天起`}
        cancelText="取消"
        actions={OUT.map((way) => ({ ...way, onClick: () => out(way) }))}
        onClose={() => leave(undefined)}
      />
      <FindSheet
        open={entering}
        onClose={() => enter(false)}
        placeholder="谁搬来：姓名、身份号码、手机号"
        hint="查到后点一下，就从今天起住在这里。没有登记过的人请用“登记人员”。"
      >
        {(q) => (
          <People
            q={q}
            onOpen={(person) => {
              enter(false);
              void moveIn(person, house);
            }}
          />
        )}
      </FindSheet>
    </section>
  );
}
