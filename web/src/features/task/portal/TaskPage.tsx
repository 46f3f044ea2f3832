import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd-mobile';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { TaskRow } from '../types.ts';

/** A grid worker's day: what is to be done, the most pressing first. */
export default function TaskPage() {
  const go = useNavigate();
  const list = useInfiniteQuery({
    queryKey: ['task', 'list', 'mine'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<TaskRow>>('/api/tasks', { mine: true, cursor: pageParam, limit: 30 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PortalPage title="任务">
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <div className="hy-empty">今天没有任务。新任务来了会自动出现。</div>
      )}
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className="hy-card"
          style={{ font: 'inherit', color: 'inherit', textAlign: 'left' }}
          onClick={() => void go(`/matters/${row.matter.id}`)}
        >
          <StateTag kind={row.clock || 'open'}>{row.kind_name}</StateTag>
          <p style={{ margin: '6px 0' }}>{row.matter.title}</p>
          <span className="hy-muted">
            {row.matter.number} · 到期 <TimeAgo at={row.due} />
          </span>
        </button>
      ))}
      {list.hasNextPage && (
        <Button block fill="none" onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </PortalPage>
  );
}
