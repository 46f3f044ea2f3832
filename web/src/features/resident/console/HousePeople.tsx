import { Button, Tag } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { aboutOf, EDIT, type Housed, KINDS, STATES, useHousePeople, VIEW } from '../resident.ts';
import { MoveForm } from './MoveForm.tsx';
import { MoveInForm } from './MoveInForm.tsx';
import '../resident.css';

interface Props {
  house: { id: string; address: string };
  /** Nobody moves into a house that is gone. */
  closed: boolean;
}

/** 以房管人: who lives in a house, owns it, rents it, is registered there; in and out. */
export function HousePeople({ house, closed }: Props) {
  const { data: me } = useMe();
  if (!may(me, VIEW)) return null;
  return (
    <section className="hy-panel">
      <Watermark>
        <People house={house} edits={may(me, EDIT) && !closed} />
      </Watermark>
    </section>
  );
}

type Open = { way: 'in' } | { way: 'out'; person: Housed } | null;

function People({ house, edits }: { house: Props['house']; edits: boolean }) {
  const go = useNavigate();
  const query = useHousePeople(house.id);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <h2>
        这里的人
        {edits && (
          <span className="hy-panel-tool">
            <Button size="small" type="primary" onClick={() => void go(`/residents/new?house=${house.id}`)}>
              登记人员
            </Button>
            <Button size="small" onClick={() => setOpen({ way: 'in' })}>
              迁入
            </Button>
          </span>
        )}
      </h2>
      <Answered query={query} rows={3}>
        {({ people }) =>
          people.length === 0 ? (
            <p className="hy-muted">还没有登记住在这里的人。</p>
          ) : (
            <ul className="hy-person-people">
              {people.map((person) => (
                <li key={person.id}>
                  <Link to={`/residents/${person.id}`}>{person.name}</Link>
                  <span>{aboutOf(person)}</span>
                  <span>
                    {person.kinds.map((kind) => (
                      <Tag key={kind} color={kind === 'lives' ? 'processing' : undefined}>
                        {KINDS[kind]}
                      </Tag>
                    ))}
                    {person.state === 'dead' && <Tag>{STATES.dead}</Tag>}
                    {person.waiting > 0 && <Tag color="warning">待核对</Tag>}
                  </span>
                  <span className="hy-muted">{person.phone}</span>
                  {edits && person.kinds.includes('lives') && (
                    <Button
                      size="small"
                      aria-label={`${person.name}迁出`}
                      onClick={() => setOpen({ way: 'out', person })}
                    >
                      迁出
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {open?.way === 'in' && <MoveInForm house={house} onClose={close} />}
      {open?.way === 'out' && <MoveForm person={open.person} way="out" onClose={close} />}
    </>
  );
}
