import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Grid, Skeleton } from 'antd';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { onLive } from '../../../api/live.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Page } from '../../../api/types.ts';
import { useHeight } from '../../../ui/console/useHeight.ts';
import { type Column, type LedgerRow, useColumns, type Whom } from './data.table.ts';
import type { Kind } from './kinds.ts';
import { LedgerCell } from './LedgerCell.tsx';
import { Rows, type RowsColumn } from './Rows.tsx';
import { cellKey, useCells } from './useCells.ts';

/** One chosen row, and what it is called as far as the columns tell. */
export interface Picked {
  id: string;
  name: string;
}

interface Props {
  kind: Kind;
  columns: readonly string[];
  whom: Whom;
  selected: readonly string[];
  onSelect: (picked: Picked[]) => void;
  empty: ReactNode;
}

/** As many as a page brings. */
const PAGE = 200;
const WIDE: Record<string, number> = { 'calc.address': 260, address: 260, sex: 80, 'calc.age': 90 };
const widthOf = ({ code, type, name }: Column): number =>
  WIDE[code] ?? (name === '姓名' ? 110 : type === 'text' ? 180 : 140);

/** A hundred thousand rows, of which the page holds those on the screen; cells are written in place. */
export function LedgerTable({ kind, columns: codes, whom, selected, onSelect, empty }: Props) {
  const { data: me } = useMe();
  const client = useQueryClient();
  // On a phone a long address would stand before everything else.
  const { md } = Grid.useBreakpoint();
  const { subject, unit } = kind;
  const all = useColumns(subject);
  const title = all.data?.title;
  const known = useMemo(() => new Map(all.data?.items.map((column) => [column.code, column])), [all.data]);
  const columns = useMemo(() => codes.flatMap((code) => known.get(code) ?? []), [codes, known]);
  const queryKey = ['ledger', 'rows', subject, codes.join(), whom.rule, whom.area];
  const query = useInfiniteQuery({
    queryKey,
    // Rows do not jump below the hands of who writes in them: news is told, and read when asked for.
    // Left, they are forgotten: coming back reads the first page, not all that was scrolled through.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    // Comparing all that was read with itself, page after page, takes longer than drawing it.
    structuralSharing: false,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<LedgerRow>>(
        '/api/ledger/rows',
        { subject, columns: codes.join(), ...whom, cursor: pageParam, limit: PAGE },
        { signal },
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  // Every page but the last is full: nothing of what was read is put together anew for the next.
  const pages = query.data?.pages ?? [];
  const count = pages.length === 0 ? 0 : (pages.length - 1) * PAGE + pages.at(-1)!.items.length;
  const cells = useCells({ subject, queryKey, columns });
  const news = useNews(kind.nouns, cells.own.current);
  const { box, height } = useHeight();
  const more = () => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage();
  const titleAt = columns.findIndex(({ code }) => code === title);
  const writes = may(me, kind.edit);
  const { drafts } = cells;
  const writing = useRef(cells);
  writing.current = cells;
  const shown = useMemo(
    () =>
      columns.map(
        (column, index): RowsColumn<LedgerRow> => ({
          ...{ code: column.code, name: column.name, width: widthOf(column) },
          fixed: index === 0 && column.code === title && (md === true || column.code === 'name'),
          open: (row) => drafts.has(cellKey(row.id, column.code)),
          cell: (row) => {
            const cell = row.cells[index] ?? null;
            if (column.code === title)
              return (
                <Link to={kind.to(row.id)} title={String(cell ?? '')}>
                  {String(cell ?? '—')}
                </Link>
              );
            if (!writes || !column.editable) return cell ?? <span className="hy-muted">—</span>;
            const key = cellKey(row.id, column.code);
            return (
              <LedgerCell
                column={column}
                who={String(row.cells[titleAt] ?? '')}
                cell={cell}
                draft={drafts.get(key)}
                onDraft={(draft) => writing.current.put(key, draft)}
                onSave={(value) => void writing.current.save(row, column, value)}
              />
            );
          },
        }),
      ),
    [columns, title, titleAt, md, kind, writes, drafts],
  );
  const again = () => {
    news.forget();
    void client.resetQueries({ queryKey });
  };
  return (
    <>
      {query.isError && (
        <Alert
          type="error"
          showIcon
          title={sayError(query.error)}
          action={
            <Button size="small" onClick={again}>
              重试
            </Button>
          }
        />
      )}
      <div className="hy-ledger-body" ref={box}>
        {query.isPending || all.isPending ? (
          <Skeleton active title={false} paragraph={{ rows: 12, width: '100%' }} className="hy-list-wait" />
        ) : count === 0 ? (
          !query.isError && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />
        ) : (
          <Rows
            columns={shown}
            count={count}
            at={(index) => pages[Math.floor(index / PAGE)]?.items[index % PAGE]}
            height={height}
            selected={selected}
            onSelect={(ids, fresh) => {
              const names = new Map(fresh.map((row) => [row.id, String(row.cells[titleAt] ?? '')]));
              onSelect(ids.map((id) => ({ id, name: names.get(id) ?? '' })));
            }}
            onNear={more}
          />
        )}
      </div>
      <div className="hy-ledger-foot">
        {count > 0 && (
          <span className="hy-muted">
            已读到第 {count.toLocaleString('zh-CN')} {unit}
            {query.hasNextPage ? '，往下滚动继续' : '，到底了'}
          </span>
        )}
        {query.hasNextPage && (
          <Button type="link" size="small" loading={query.isFetchingNextPage} onClick={more}>
            加载更多
          </Button>
        )}
        {news.there && (
          <Button type="link" size="small" onClick={again}>
            {kind.name}信息有变动，刷新
          </Button>
        )}
      </div>
    </>
  );
}

/** Whether something was told of such since the rows were read, other than what was written here. */
function useNews(nouns: readonly string[], own: ReadonlySet<string>) {
  const [there, setThere] = useState(false);
  useEffect(
    () =>
      onLive(({ subject }) => {
        const [noun, id = ''] = subject.split(':');
        if (noun && nouns.includes(noun) && !own.has(id)) setThere(true);
      }),
    [nouns, own],
  );
  return { there, forget: () => setThere(false) };
}
