import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';

interface Props<T> {
  /** The noun whose live messages ask the queue again. */
  noun: string;
  url: string;
  idOf: (row: T) => string;
  /** How a row stands in the queue. */
  label: (row: T) => ReactNode;
  empty: string;
  /** What is decided; told when it is, so that the next one comes. */
  children: (row: T) => ReactNode;
  /** Opened by a link from elsewhere, also before the queue has come so far. */
  first?: T;
  /** What is said where nothing is opened of itself: one row is opened with a click, and none follows it. */
  onClick?: string;
}

/** Work that waits, at the left the queue, at the right the one to decide. ↑ and ↓ go through it. */
export function Queue<T>({ noun, url, idOf, label, empty, children, first, onClick }: Props<T>) {
  const [params, setParams] = useSearchParams();
  const area = params.get('area') ?? '';
  const query = useInfiniteQuery({
    queryKey: [noun, 'list', url, area],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(url, { area, cursor: pageParam, limit: 50 }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const [at, setAt] = useState(first ? idOf(first) : '');
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = rows.find((row) => idOf(row) === at) ?? (first && idOf(first) === at ? first : undefined);
  const next = rows[0] && idOf(rows[0]);
  // What was decided is gone from the queue: the next one takes its place.
  useEffect(() => {
    if (!chosen && next && !onClick) setAt(next);
  }, [chosen, next, onClick]);
  const choose = (picked: string) =>
    setParams(
      (now) => {
        if (picked) now.set('area', picked);
        else now.delete('area');
        return now;
      },
      { replace: true },
    );
  return (
    <div className="hy-queue">
      <div className="hy-queue-list">
        <AreaPicker value={area} onChange={choose} width={260} />
        <Answered query={query} rows={8}>
          {() =>
            rows.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />
            ) : (
              <ul>
                {rows.map((row) => (
                  <li key={idOf(row)}>
                    <button
                      type="button"
                      aria-pressed={idOf(row) === at}
                      onClick={() => setAt(idOf(row))}
                      onFocus={onClick ? undefined : () => setAt(idOf(row))}
                      onKeyDown={walk}
                    >
                      {label(row)}
                    </button>
                  </li>
                ))}
              </ul>
            )
          }
        </Answered>
        {query.hasNextPage && (
          <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            加载更多
          </Button>
        )}
      </div>
      <div className="hy-queue-one">
        {chosen ? children(chosen) : onClick && next && <p className="hy-muted">{onClick}</p>}
      </div>
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const row = event.currentTarget.parentElement;
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  next?.querySelector('button')?.focus();
}
