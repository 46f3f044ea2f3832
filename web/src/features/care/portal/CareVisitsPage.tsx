import { Button, CapsuleTabs, Skeleton } from 'antd-mobile';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { aboutOf } from '../../resident/resident.ts';
import { type Care, dueLook, dueWords } from '../care.ts';
import { CallButton } from './CallButton.tsx';
import { useVisited, useWaitingVisits, visitUrl } from './visits.ts';
import './visits.css';

/** Whom one visits: those one answers for, and whose visit is due in one's grids. */
export default function CareVisitsPage() {
  const { data: me } = useMe();
  const owner = me?.account?.id;
  const inArea = may(me, 'resident:view-area');
  const [params, setParams] = useSearchParams();
  const which = inArea && params.get('of') !== 'mine' ? 'due' : 'mine';
  const list = useVisited(which, owner);
  const rows = list.data?.pages.flatMap((page) => page.items);
  const waiting = useWaitingVisits(owner);
  if (me && !owner) return <Navigate to="/login?next=/care" replace />;
  return (
    <PortalPage title="关爱走访" back>
      {inArea && (
        <CapsuleTabs
          activeKey={which}
          onChange={(of) => setParams({ of }, { replace: true })}
          className="hy-ways"
        >
          <CapsuleTabs.Tab key="due" title="本网格到期" />
          <CapsuleTabs.Tab key="mine" title="由我负责" />
        </CapsuleTabs>
      )}
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && (
        <div className="hy-empty">
          {which === 'due' ? '七天内没有要走访的人。' : '还没有指定由您负责的关爱对象。'}
        </div>
      )}
      {rows?.map((care) => (
        <Row key={care.id} care={care} waits={waiting.has(visitUrl(care.id))} />
      ))}
      {list.hasNextPage && (
        <Button block fill="none" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </PortalPage>
  );
}

function Row({ care, waits }: { care: Care; waits: boolean }) {
  const go = useNavigate();
  const { person } = care;
  const now = new Date();
  return (
    <section className="hy-card hy-care-row" aria-label={person.name}>
      <button type="button" onClick={() => void go(`/care/${care.id}`)}>
        <span className="hy-care-tags">
          {waits ? (
            <StateTag kind="waiting">等待发送</StateTag>
          ) : (
            <StateTag kind={dueLook(care.next_due, now)}>{dueWords(care.next_due, now)}</StateTag>
          )}
          <span className="hy-muted">{care.level_name}</span>
        </span>
        <strong>{person.name}</strong>
        <span className="hy-muted">{[care.kind_name, aboutOf(person)].filter(Boolean).join(' · ')}</span>
        <span className="hy-muted">{person.address ?? '没有登记住处'}</span>
      </button>
      <span className="hy-care-acts">
        <CallButton care={care} />
        <Button color="primary" onClick={() => void go(`/care/${care.id}`)} disabled={waits}>
          登记走访
        </Button>
      </span>
    </section>
  );
}
