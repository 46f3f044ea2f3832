import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd-mobile';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { useOutbox } from '../../../api/outbox.ts';
import type { MatterRow, Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

/** What waits on this device, then one's own matters with their state. */
export function MyMatters({ owner }: { owner: string }) {
  const go = useNavigate();
  const waiting = useOutbox(owner).data ?? [];
  const list = useInfiniteQuery({
    queryKey: ['matter', 'list', 'mine', owner],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<MatterRow>>('/api/matters', { mine: true, cursor: pageParam, limit: 20 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {waiting.length > 0 && (
        <button type="button" className="hy-matter" onClick={() => void go('/waiting')}>
          <span>{waiting.length} 条还在本机</span>
          <StateTag kind="waiting">等待发送</StateTag>
        </button>
      )}
      {list.isPending && <Skeleton.Paragraph animated lineCount={4} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length + waiting.length === 0 && (
        <div className="hy-empty">还没有报过事。看到路灯不亮、垃圾堆积，点上面“报事”。</div>
      )}
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className="hy-matter"
          onClick={() => void go(`/matters/${row.id}`)}
        >
          <span className="hy-matter-title">{row.title}</span>
          <StateTag kind={row.phase}>{row.state_name}</StateTag>
          <span className="hy-muted hy-matter-foot">
            {row.number} · <TimeAgo at={row.created_at} />
            {row.callers > 1 && ` · ${row.callers} 人反映`}
          </span>
        </button>
      ))}
      {list.hasNextPage && (
        <Button block fill="none" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </>
  );
}
