import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, List, Skeleton } from 'antd-mobile';
import type { ReactNode } from 'react';
import { api, type Query } from '../../api/client.ts';
import type { Page } from '../../api/types.ts';
import { Fault } from './Fault.tsx';

interface Props<T> {
  /** First part of the cache key: the noun whose live messages refresh this list. */
  noun: string;
  url: string;
  asked: Query;
  header?: string;
  /** One row: a `List.Item`. */
  row: (row: T) => ReactNode;
  /** Null says nothing. */
  empty: string | null;
}

const PAGE = 30;

/** A list of thousands on the phone, a page at a time. */
export function RowList<T>({ noun, url, asked, header, row, empty }: Props<T>) {
  const query = useInfiniteQuery({
    queryKey: [noun, 'list', url, asked],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(url, { ...asked, cursor: pageParam, limit: PAGE }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {query.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && empty && <div className="hy-empty">{empty}</div>}
      {rows.length > 0 && (
        <List mode="card" header={header} style={{ margin: 0 }}>
          {rows.map(row)}
        </List>
      )}
      {query.hasNextPage && (
        <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </>
  );
}
