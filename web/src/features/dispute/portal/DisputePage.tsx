import { Button, Popup, Skeleton } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '../../../api/id.ts';
import type { Values } from '../../../ui/form/fields.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { SchemaForm } from '../../../ui/portal/SchemaForm.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import {
  type Dispute,
  mediatorKinds,
  type Opened,
  partyRoles,
  sendChange,
  useDispute,
  useOpening,
} from '../dispute.ts';
import { nextMoment, purposeFields, sessionFields, visitFields } from './fields.ts';
import './dispute.css';

/** One dispute in the hand of its mediator: call the parties, write down a session, visit afterwards. */
export default function DisputePage() {
  const { id = '' } = useParams();
  const go = useNavigate();
  const dispute = useDispute(id);
  return (
    <PortalPage
      title="调解"
      back
      right={
        <Button fill="none" size="small" onClick={() => void go(`/matters/${id}`)}>
          事项
        </Button>
      }
    >
      {dispute.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {dispute.isError && !dispute.data && (
        <Fault whole error={dispute.error} onRetry={() => void dispute.refetch()} />
      )}
      {dispute.data && <Body dispute={dispute.data} />}
    </PortalPage>
  );
}

function Body({ dispute }: { dispute: Dispute }) {
  const [asking, ask] = useState<'open' | 'session' | string | null>(null);
  const opening = useOpening(dispute.matter);
  const close = () => ask(null);
  const id = dispute.matter;
  if (!dispute.inside)
    return <div className="hy-empty">您不是这件纠纷的调解员，看不到当事人和调解记录。</div>;
  return (
    <>
      <Parties dispute={dispute} opened={opening.data} onOpen={() => ask('open')} />
      <section className="hy-card">
        <h2>调解员</h2>
        {dispute.mediators.map((mediator) => (
          <p key={mediator.id} className="hy-dispute-line">
            <span className="hy-muted">{mediatorKinds[mediator.kind]}</span> {mediator.name}
          </p>
        ))}
      </section>
      <section className="hy-card">
        <h2>调解记录</h2>
        {dispute.sessions.length === 0 && <p className="hy-muted">还没有调解记录。</p>}
        {dispute.sessions.map((session) => (
          <p key={session.id} className="hy-dispute-line">
            {exactTime(session.at)} {session.place}
            {session.next_at && <span className="hy-muted"> · 下次 {exactTime(session.next_at)}</span>}
          </p>
        ))}
        <Button block color="primary" onClick={() => ask('session')}>
          登记一次调解
        </Button>
      </section>
      <Visits dispute={dispute} onVisit={ask} />
      <Sheet open={asking === 'open'} title="查看姓名和电话" onClose={close}>
        <SchemaForm
          fields={purposeFields}
          submit="查看"
          onSubmit={async ({ purpose }) => {
            await opening.mutateAsync(String(purpose));
            close();
          }}
        />
      </Sheet>
      <Sheet open={asking === 'session'} title="登记一次调解" onClose={close}>
        <SessionForm id={id} onDone={close} />
      </Sheet>
      <Sheet
        open={asking !== null && asking !== 'open' && asking !== 'session'}
        title="登记回访"
        onClose={close}
      >
        <SchemaForm
          fields={visitFields}
          submit="保存"
          draftKey={`dispute-visit:${id}`}
          onSubmit={async (values) => {
            await sendChange(id, `/visits/${asking}`, values);
            close();
          }}
        />
      </Sheet>
    </>
  );
}

function SessionForm({ id, onDone }: { id: string; onDone: () => void }) {
  const [client_id] = useState(newId);
  const send = async ({ next_on, next_time, ...values }: Values) => {
    const next_at = nextMoment(next_on, next_time);
    await sendChange(id, '/sessions', {
      client_id,
      at: new Date().toISOString(),
      ...values,
      ...(next_at ? { next_at } : {}),
    });
    onDone();
  };
  return (
    <SchemaForm fields={sessionFields} submit="保存" draftKey={`dispute-session:${id}`} onSubmit={send} />
  );
}

interface PartiesProps {
  dispute: Dispute;
  opened: Opened | undefined;
  onOpen: () => void;
}

function Parties({ dispute, opened, onOpen }: PartiesProps) {
  const parties = opened?.parties ?? dispute.parties;
  return (
    <section className="hy-card">
      <h2>当事人</h2>
      {parties.length === 0 && <p className="hy-muted">还没有登记当事人。</p>}
      {parties.map((party) => (
        <p key={party.id} className="hy-dispute-line">
          <span className="hy-muted">{partyRoles[party.role]}</span> <strong>{party.name}</strong>{' '}
          {opened && party.phone ? (
            <a href={`tel:${party.phone}`}>拨打 {party.phone}</a>
          ) : (
            (party.phone ?? '未留电话')
          )}
        </p>
      ))}
      {!opened && parties.length > 0 && (
        <Button block onClick={onOpen}>
          查看姓名和电话
        </Button>
      )}
    </section>
  );
}

function Visits({ dispute, onVisit }: { dispute: Dispute; onVisit: (id: string) => void }) {
  if (dispute.visits.length === 0) return null;
  return (
    <section className="hy-card">
      <h2>回访</h2>
      {dispute.visits.map((visit) => (
        <div key={visit.id} className="hy-dispute-visit">
          <span>{visit.due_on} 前回访</span>
          {visit.fulfilled === null ? (
            <Button size="small" color="primary" onClick={() => onVisit(visit.id)}>
              登记回访
            </Button>
          ) : (
            <StateTag kind={visit.fulfilled ? 'done' : 'failed'}>
              {visit.fulfilled ? '已履行' : '未履行'}
            </StateTag>
          )}
        </div>
      ))}
    </section>
  );
}

interface SheetProps {
  open: boolean;
  title: string;
  onClose: () => void;
  children: React.ReactNode;
}

function Sheet({ open, title, onClose, children }: SheetProps) {
  return (
    <Popup visible={open} onClose={onClose} showCloseButton destroyOnClose bodyClassName="hy-dispute-sheet">
      <h2>{title}</h2>
      {children}
    </Popup>
  );
}
