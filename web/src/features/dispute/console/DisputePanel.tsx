import { Button } from 'antd';
import { useState } from 'react';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import {
  codesOf,
  type Dispute,
  mediatorKinds,
  type Opened,
  partyRoles,
  useCodes,
  useDispute,
  useOpening,
} from '../dispute.ts';
import { Agreement } from './Agreement.tsx';
import { Duties } from './Duties.tsx';
import { ClassForm, MediatorForm, OpenForm, PartyForm, SessionForm } from './forms.tsx';
import { RemoveButton } from './RemoveButton.tsx';
import './dispute.css';

type Which = 'class' | 'party' | 'mediator' | 'session' | 'open' | null;

/** The file of a dispute on its matter's page: class, parties (masked), mediators, sessions, agreement, visits. */
export function DisputePanel({ id }: { id: string }) {
  const query = useDispute(id);
  return (
    <section className="hy-panel hy-dispute" aria-label="调解档案">
      <Answered query={query} rows={5}>
        {(dispute) => <Body dispute={dispute} />}
      </Answered>
    </section>
  );
}

function Body({ dispute }: { dispute: Dispute }) {
  const [asking, ask] = useState<Which>(null);
  const opening = useOpening(dispute.matter);
  const opened = opening.data;
  const close = () => ask(null);
  return (
    <>
      <h2>
        调解档案
        {dispute.inside && (
          <span className="hy-panel-tool">
            {opened ? (
              <StateTag kind="signed">已打开，查看已留痕</StateTag>
            ) : (
              <Button size="small" onClick={() => ask('open')}>
                查看姓名和记录
              </Button>
            )}
          </span>
        )}
      </h2>
      <Class dispute={dispute} onEdit={() => ask('class')} />
      <Mediators dispute={dispute} onAdd={() => ask('mediator')} />
      {dispute.inside ? (
        <>
          <Parties dispute={dispute} opened={opened} onAdd={() => ask('party')} />
          <Sessions dispute={dispute} opened={opened} onAdd={() => ask('session')} />
          <Agreement dispute={dispute} opened={opened} onOpen={() => ask('open')} />
          <Duties dispute={dispute} opened={opened} />
        </>
      ) : (
        <p className="hy-panel-note">当事人、调解记录和协议只对调解员、承办单位和负责的指挥中心开放。</p>
      )}
      {asking === 'class' && <ClassForm dispute={dispute} onClose={close} />}
      {asking === 'party' && <PartyForm id={dispute.matter} onClose={close} />}
      {asking === 'mediator' && <MediatorForm id={dispute.matter} onClose={close} />}
      {asking === 'session' && <SessionForm id={dispute.matter} onClose={close} />}
      {asking === 'open' && <OpenForm onOpen={opening.mutateAsync} onClose={close} />}
    </>
  );
}

function Class({ dispute, onEdit }: { dispute: Dispute; onEdit: () => void }) {
  const codes = useCodes();
  const name = (list: 'kind' | 'nature' | 'scale' | 'level' | 'warning') =>
    codesOf(codes.data?.items, list).find((each) => each.value === dispute[list])?.label;
  const rows: [string, string | undefined][] = [
    ['事件类别', name('kind')],
    ['纠纷类型', name('nature')],
    ['规模', [name('scale'), dispute.people && `${dispute.people} 人`].filter(Boolean).join(' · ')],
    ['级别', name('level')],
    ['预警', name('warning')],
  ];
  return (
    <div className="hy-dispute-part">
      <h3>
        类别与风险
        {dispute.inside && (
          <Button size="small" type="link" onClick={onEdit}>
            登记
          </Button>
        )}
      </h3>
      <dl className="hy-dispute-class">
        {rows.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text || '未登记'}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Parties({
  dispute,
  opened,
  onAdd,
}: {
  dispute: Dispute;
  opened: Opened | undefined;
  onAdd: () => void;
}) {
  const whole = new Map(opened?.parties.map((party) => [party.id, party]));
  return (
    <div className="hy-dispute-part">
      <h3>
        当事人
        <Button size="small" type="link" onClick={onAdd}>
          登记当事人
        </Button>
      </h3>
      {dispute.parties.length === 0 && <span className="hy-muted">还没有登记当事人。</span>}
      <ul className="hy-dispute-list">
        {dispute.parties.map((masked) => {
          const party = whole.get(masked.id) ?? masked;
          return (
            <li key={masked.id}>
              <span className="hy-dispute-role">{partyRoles[party.role]}</span>
              <strong>{party.name}</strong>
              <span>{party.phone ?? '未留电话'}</span>
              <RemoveButton
                url={`/api/disputes/${dispute.matter}/parties/${masked.id}`}
                id={dispute.matter}
                what="当事人"
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Mediators({ dispute, onAdd }: { dispute: Dispute; onAdd: () => void }) {
  return (
    <div className="hy-dispute-part">
      <h3>
        调解员
        {dispute.inside && (
          <Button size="small" type="link" onClick={onAdd}>
            指定调解员
          </Button>
        )}
      </h3>
      {dispute.mediators.length === 0 && <span className="hy-muted">还没有指定调解员。</span>}
      <ul className="hy-dispute-list">
        {dispute.mediators.map((mediator) => (
          <li key={mediator.id}>
            <span className="hy-dispute-role">{mediatorKinds[mediator.kind]}</span>
            <strong>{mediator.name}</strong>
            <span className="hy-muted">
              {[mediator.unit, mediator.account ? '有账号，手机上可办' : '无账号']
                .filter(Boolean)
                .join(' · ')}
            </span>
            {dispute.inside && (
              <RemoveButton
                url={`/api/disputes/${dispute.matter}/mediators/${mediator.id}`}
                id={dispute.matter}
                what="调解员"
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Sessions({
  dispute,
  opened,
  onAdd,
}: {
  dispute: Dispute;
  opened: Opened | undefined;
  onAdd: () => void;
}) {
  const said = new Map(opened?.sessions.map((session) => [session.id, session]));
  return (
    <div className="hy-dispute-part">
      <h3>
        调解记录
        <Button size="small" type="link" onClick={onAdd}>
          登记一次调解
        </Button>
      </h3>
      {dispute.sessions.length === 0 && <span className="hy-muted">还没有调解记录。</span>}
      <ol className="hy-dispute-sessions">
        {dispute.sessions.map((session) => {
          const record = said.get(session.id);
          return (
            <li key={session.id}>
              <strong>{exactTime(session.at)}</strong> {session.place}
              <span className="hy-muted">
                {' '}
                {session.by} 记{session.next_at && ` · 约定下次 ${exactTime(session.next_at)}`}
              </span>
              {record && (
                <p className="hy-said">
                  到场：{record.present}
                  {'\n'}
                  {record.record}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
