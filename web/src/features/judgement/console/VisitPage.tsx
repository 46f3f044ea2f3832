import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { useKeys } from '../../matter/console/useKeys.ts';
import type { Visit } from '../judgement.ts';
import { VisitCard } from './VisitCard.tsx';
import './judgement.css';

/** 回访: the calls to make after closing, one after the other, by keyboard. */
export default function VisitPage() {
  return (
    <PageTabs
      tabs={[
        { key: 'open', label: '待回访', children: <Visits closed={false} /> },
        { key: 'closed', label: '已结束', children: <Visits closed /> },
      ]}
    />
  );
}

function Visits({ closed }: { closed: boolean }) {
  const [params, setParams] = useSearchParams();
  const [done, setDone] = useState<Visit>();
  const query = useInfiniteQuery({
    queryKey: ['judgement', 'list', 'visits', closed],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Visit>>('/api/visits', { closed, cursor: pageParam, limit: 50 }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const wanted = params.get('visit');
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === wanted),
  );
  const current = rows[at];
  const open = (row: Visit | undefined) =>
    row &&
    setParams((now) => {
      now.set('visit', row.id);
      return now;
    });
  useKeys({ j: () => open(rows[at + 1]), k: () => open(rows[at - 1]) });
  return (
    <Answered query={query}>
      {() =>
        rows.length === 0 ? (
          <Empty
            description={closed ? '还没有结束的回访。' : '没有待回访的事项。事项办结后会按规则自动开出。'}
          />
        ) : (
          <div className="hy-visits">
            <nav className="hy-visit-list" aria-label="回访列表">
              {rows.map((row) => (
                <VisitRow key={row.id} row={row} current={row === current} onOpen={() => open(row)} />
              ))}
              {query.hasNextPage && (
                <Button
                  type="link"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  加载更多
                </Button>
              )}
            </nav>
            {current && (
              <VisitCard
                key={current.id}
                visit={current}
                last={done}
                onDone={(result) => {
                  setDone(result);
                  // The one that is done leaves the list; the next takes its place.
                  if (result.state !== 'open') open(rows[at + 1] ?? rows[at - 1]);
                }}
              />
            )}
          </div>
        )
      }
    </Answered>
  );
}

function VisitRow({ row, current, onOpen }: { row: Visit; current: boolean; onOpen: () => void }) {
  return (
    <button type="button" aria-current={current} onClick={onOpen}>
      <strong>{row.matter.title}</strong>
      <span className="hy-visit-tags">
        {row.closed_at ? (
          <StateTag kind={row.state === 'effective' ? 'done' : 'ended'}>{row.state_name}</StateTag>
        ) : (
          <DueTag at={row.due_at} started={row.opened_at} />
        )}
        {row.priority === 0 && !row.closed_at && <StateTag kind="waiting">只能电话回访</StateTag>}
        {row.attempts > 0 && <span className="hy-muted">已拨 {row.attempts} 次</span>}
      </span>
      <span className="hy-muted">
        {row.matter.number} · {row.matter.type_name}
        {row.closed_at && (
          <>
            {' '}
            · <TimeAgo at={row.closed_at} />
          </>
        )}
      </span>
    </button>
  );
}
