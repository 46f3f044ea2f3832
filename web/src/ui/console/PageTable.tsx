import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton, Table, type TableColumnsType } from 'antd';
import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { api, type Query } from '../../api/client.ts';
import { sayError } from '../../api/errors.ts';
import type { Page } from '../../api/types.ts';
import { type Filter, FilterBar } from './FilterBar.tsx';
import { useHeight } from './useHeight.ts';
import './table.css';

interface Props<T> {
  /** First part of the cache key: the noun whose live messages refresh this list. */
  noun: string;
  url: string;
  columns: TableColumnsType<T>;
  filters?: Filter[];
  /** Always sent, never shown (e.g. the list of one unit). */
  fixed?: Query;
  /** Hears the rows shown now too, so that the opened one knows its neighbours. */
  onOpen?: (row: T, rows: T[]) => void;
  /** What to do next when there is nothing at all. */
  empty: ReactNode;
  /** Buttons at the right of the filters. */
  tools?: ReactNode;
  /** Total width of the columns in px; below it the table scrolls sideways. */
  width?: number;
  limit?: number;
}

/**
 * A list of thousands: filters live in the URL, rows come by keyset as one scrolls, only the visible ones are in the page.
 * Rows: `id`. Enter or a click opens one.
 */
export function PageTable<T extends { id: string }>(props: Props<T>) {
  const { noun, url, columns, filters = [], fixed, onOpen, empty, tools, width = 900, limit = 50 } = props;
  const [params, setParams] = useSearchParams();
  const chosen = useMemo(
    () => Object.fromEntries(filters.map((filter) => [filter.name, params.get(filter.name) ?? ''])),
    [filters, params],
  );
  const query = useInfiniteQuery({
    queryKey: [noun, 'list', url, chosen, fixed],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(url, { ...chosen, ...fixed, cursor: pageParam, limit }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const filtered = Object.values(chosen).some(Boolean);
  const { box, height } = useHeight();
  const more = () => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage();
  const choose = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        for (const other of filters.find((filter) => filter.name === name)?.clears ?? []) now.delete(other);
        return now;
      },
      { replace: true },
    );
  const clear = () => setParams({}, { replace: true });
  return (
    <div className="hy-list">
      {(filters.some((filter) => !filter.hidden) || tools) && (
        <FilterBar filters={filters} chosen={chosen} onChoose={choose} onClear={clear} tools={tools} />
      )}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      <div className="hy-list-body" ref={box}>
        {query.isPending ? (
          <Skeleton active title={false} paragraph={{ rows: 12, width: '100%' }} className="hy-list-wait" />
        ) : rows.length === 0 && !query.isError ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={filtered ? '没有符合条件的内容' : empty}>
            {filtered && <Button onClick={clear}>清除筛选</Button>}
          </Empty>
        ) : (
          <Table<T>
            virtual
            size="small"
            rowKey="id"
            columns={columns}
            dataSource={rows}
            pagination={false}
            scroll={{ x: width, y: height }}
            onScroll={(event) => {
              const pane = event.currentTarget;
              if (pane.scrollTop + pane.clientHeight > pane.scrollHeight - 600) more();
            }}
            onRow={(row) => ({
              tabIndex: 0,
              className: onOpen ? 'hy-row-open' : undefined,
              onClick: () => onOpen?.(row, rows),
              onKeyDown: (event) => {
                if (event.key === 'Enter') onOpen?.(row, rows);
                if (event.key === 'ArrowDown' || event.key === 'ArrowUp') walk(event);
              },
            })}
          />
        )}
      </div>
      {rows.length > 0 && (
        <Foot
          count={rows.length}
          next={Boolean(query.hasNextPage)}
          busy={query.isFetchingNextPage}
          onMore={more}
        />
      )}
    </div>
  );
}

/** ↑ and ↓ go from row to row. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const row = event.currentTarget;
  const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
  event.preventDefault();
  if (next instanceof HTMLElement) next.focus();
}

function Fault({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert
      type="error"
      showIcon
      title={sayError(error)}
      action={
        <Button size="small" onClick={onRetry}>
          重试
        </Button>
      }
    />
  );
}

interface FootProps {
  count: number;
  next: boolean;
  busy: boolean;
  onMore: () => void;
}

function Foot({ count, next, busy, onMore }: FootProps) {
  return (
    <div className="hy-list-foot">
      <span className="hy-muted">
        已显示 {count.toLocaleString('zh-CN')} 条{next ? '' : '，到底了'}
      </span>
      {next && (
        <Button type="link" size="small" loading={busy} onClick={onMore}>
          加载更多
        </Button>
      )}
    </div>
  );
}
