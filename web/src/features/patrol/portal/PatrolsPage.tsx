import { Button, Skeleton } from 'antd-mobile';
import { Navigate, useNavigate } from 'react-router';
import { useOutbox } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { useVisits } from './visits.ts';
import './patrol.css';

/** What is to be walked in one's grids. */
export default function PatrolsPage() {
  const go = useNavigate();
  const { data: me } = useMe();
  const owner = me?.account?.id;
  const list = useVisits(owner);
  const waiting = new Set((useOutbox(owner).data ?? []).map((item) => item.url));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (me && !owner) return <Navigate to="/login?next=/patrols" replace />;
  return (
    <PortalPage title="专项巡查" back>
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <div className="hy-empty">没有要巡查的。新任务到了会出现在这里。</div>
      )}
      {rows.map((visit) => {
        const sent = waiting.has(`/api/patrol-visits/${visit.id}/submit`);
        return (
          <button
            key={visit.id}
            type="button"
            className="hy-card hy-patrol-row"
            disabled={sent}
            onClick={() => void go(`/patrols/${visit.id}`)}
          >
            <span>
              {sent ? (
                <StateTag kind="waiting">等待发送</StateTag>
              ) : (
                <StateTag kind={visit.overdue ? 'overdue' : 'open'}>
                  {visit.overdue ? '已逾期' : '待巡查'}
                </StateTag>
              )}
            </span>
            <strong>{visit.campaign_name}</strong>
            <span className="hy-muted">
              {visit.grid_name}
              {visit.times > 1 && ` · 本期第 ${visit.n} 次`} · {visit.items.length} 项
            </span>
            <span className="hy-muted">
              期限 <TimeAgo at={visit.due_at} />
            </span>
          </button>
        );
      })}
      {list.hasNextPage && (
        <Button block fill="none" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </PortalPage>
  );
}
