import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd-mobile';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import type { DisputeRow } from '../dispute.ts';
import './dispute.css';

/** The disputes one mediates, newest first. */
export default function DisputesPage() {
  const go = useNavigate();
  const list = useInfiniteQuery({
    queryKey: ['dispute', 'list', 'mine'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<DisputeRow>>('/api/disputes', { mine: true, cursor: pageParam, limit: 30 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PortalPage title="我调解的纠纷" back>
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <div className="hy-empty">还没有请您调解的纠纷。指挥中心指定您为调解员后，会出现在这里。</div>
      )}
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className="hy-card hy-dispute-row"
          onClick={() => void go(`/disputes/${row.id}`)}
        >
          <span>
            <StateTag kind={row.phase}>{row.state_name}</StateTag>
          </span>
          <strong>{row.title}</strong>
          <span className="hy-muted">{shortArea(row.area_name)}</span>
          {row.next_at && !row.signed_on && (
            <span className="hy-muted">约定 {exactTime(row.next_at)} 调解</span>
          )}
          {row.visit_due_on && <span className="hy-muted">{row.visit_due_on} 前回访</span>}
        </button>
      ))}
      {list.hasNextPage && (
        <Button block fill="none" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </PortalPage>
  );
}
