import { Skeleton, Toast } from 'antd-mobile';
import { Navigate, useNavigate, useParams } from 'react-router';
import { sendOrKeep } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import type { Values } from '../../../ui/form/fields.ts';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { SchemaForm } from '../../../ui/portal/SchemaForm.tsx';
import { whereAmI } from '../../../ui/portal/whereAmI.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { aboutOf } from '../../resident/resident.ts';
import {
  type Care,
  type CareDetail,
  careChanged,
  dueLook,
  dueWords,
  RESULT_LOOKS,
  RESULTS,
  useCare,
  WAYS,
} from '../care.ts';
import { CallButton } from './CallButton.tsx';
import { lastSeen, useWaitingVisits, VISIT_FORM, visitUrl } from './visits.ts';
import './visits.css';

/** A visit at the door: written, photographed and sent, or kept on the phone until there is signal. */
export default function CareVisitPage() {
  const { id = '' } = useParams();
  const { data: me } = useMe();
  const owner = me?.account?.id;
  const query = useCare(id);
  const waits = useWaitingVisits(owner).has(visitUrl(id));
  const care: Care | undefined = query.data ?? (owner ? lastSeen(owner, id) : undefined);
  if (me && !owner) return <Navigate to={`/login?next=/care/${id}`} replace />;
  return (
    <PortalPage title="关爱走访" back>
      {care && owner ? (
        <>
          <Head care={care} />
          {waits && <div className="hy-card">有一次走访在等待发送，有网时自动发送。</div>}
          {(query.data?.abilities.visit ?? true) ? (
            <section className="hy-card hy-care-form">
              <Filling key={id} care={care} owner={owner} />
            </section>
          ) : (
            <div className="hy-empty">
              {query.data?.ended_on ? '对这位居民的关爱已经结束。' : '您不能登记这位居民的走访。'}
            </div>
          )}
          {query.data && <Before care={query.data} />}
        </>
      ) : (
        <>
          {query.isPending && <Skeleton.Paragraph animated lineCount={6} />}
          {query.isError && <Fault whole error={query.error} onRetry={() => void query.refetch()} />}
        </>
      )}
    </PortalPage>
  );
}

function Head({ care }: { care: Care }) {
  const { person } = care;
  const now = new Date();
  return (
    <section className="hy-card hy-care-head">
      <h2>{person.name}</h2>
      <span className="hy-care-tags">
        <StateTag kind={dueLook(care.next_due, now)}>{dueWords(care.next_due, now)}</StateTag>
        <span className="hy-muted">
          {care.level_name} · {care.kind_name}
        </span>
      </span>
      <span className="hy-muted">{aboutOf(person)}</span>
      <span>{person.address ?? '没有登记住处'}</span>
      <CallButton care={care} />
    </section>
  );
}

function Filling({ care, owner }: { care: Care; owner: string }) {
  const go = useNavigate();
  const send = async (said: Values, unsent: File[], client_id: string) => {
    // The moment of the visit, before the phone looks for itself or for signal.
    const at = new Date().toISOString();
    const point = said.way === 'home' ? await whereAmI() : undefined;
    const { kept } = await sendOrKeep({
      owner,
      label: `关爱走访：${care.person.name}`,
      url: visitUrl(care.id),
      body: { client_id, at, ...said, ...(point && { point }) },
      files: unsent,
    });
    Toast.show({ content: kept ? '没有网络：已存在本机，有网时自动发送' : '已登记' });
    if (!kept) await careChanged();
    void go('/care', { replace: true });
  };
  return (
    <SchemaForm
      fields={VISIT_FORM}
      submit="登记走访"
      draftKey={`care-visit:${care.id}`}
      initial={{ way: 'home' }}
      onSubmit={send}
    />
  );
}

/** So many of the visits before are read at a door; all of them are on the big screen. */
const SHOWN = 5;

function Before({ care }: { care: CareDetail }) {
  const visits = care.visits_list.slice(0, SHOWN);
  return (
    <section className="hy-card" aria-label="以前的走访">
      <h2>以前的走访（{care.visits} 次）</h2>
      {visits.length === 0 && <p className="hy-muted">这是第一次走访。</p>}
      {visits.map((visit) => (
        <div key={visit.id} className="hy-care-before">
          <span className="hy-care-tags">
            <StateTag kind={RESULT_LOOKS[visit.result]}>{RESULTS[visit.result]}</StateTag>
            <span className="hy-muted">
              {WAYS[visit.way]} · {visit.by} · <TimeAgo at={visit.at} />
            </span>
          </span>
          <p>{visit.text}</p>
          <PhotoStrip photos={visit.files.map(({ id, url, thumb_url }) => ({ id, url, thumb: thumb_url }))} />
        </div>
      ))}
    </section>
  );
}
