import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Grid, Skeleton, Table, type TableColumnsType } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
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

/** As many as a page brings; the next is asked for long before the last row is seen. */
const PAGE = 200;
const AHEAD = 3000;
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
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<LedgerRow>>(
        '/api/ledger/rows',
        { subject, columns: codes.join(), ...whom, cursor: pageParam, limit: PAGE },
        { signal },
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const cells = useCells({ subject, queryKey, columns });
  const news = useNews(kind.nouns, cells.own.current);
  const { box, height } = useHeight();
  const more = () => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage();
  const titleAt = columns.findIndex(({ code }) => code === title);
  const writes = may(me, kind.edit);
  const shown: TableColumnsType<LedgerRow> = columns.map((column, at) => ({
    title: column.name,
    key: column.code,
    width: widthOf(column),
    ellipsis: true,
    className: 'hy-cell-td',
    ...(column.code === title && (md || column.code === 'name') && { fixed: 'left' as const }),
    render: (_, row) => {
      const cell = row.cells[at] ?? null;
      if (column.code === title) return <Link to={kind.to(row.id)}>{String(cell ?? '—')}</Link>;
      if (!writes || !column.editable) return cell ?? <span className="hy-muted">—</span>;
      const key = cellKey(row.id, column.code);
      return (
        <LedgerCell
          column={column}
          who={String(row.cells[titleAt] ?? '')}
          cell={cell}
          draft={cells.drafts.get(key)}
          onDraft={(draft) => cells.put(key, draft)}
          onSave={(value) => void cells.save(row, column, value)}
        />
      );
    },
  }));
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
        ) : rows.length === 0 ? (
          !query.isError && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />
        ) : (
          <Table<LedgerRow>
            virtual
            size="small"
            rowKey="id"
            columns={shown}
            dataSource={rows}
            pagination={false}
            scroll={{ x: 48 + columns.reduce((sum, column) => sum + widthOf(column), 0), y: height }}
            rowSelection={{
              columnWidth: 48,
              selectedRowKeys: [...selected],
              preserveSelectedRowKeys: true,
              onChange: (_, chosen) =>
                onSelect(chosen.map(({ id, cells: of }) => ({ id, name: String(of[titleAt] ?? '') }))),
            }}
            onScroll={({ currentTarget: pane }) => {
              if (pane.scrollTop + pane.clientHeight > pane.scrollHeight - AHEAD) more();
            }}
          />
        )}
      </div>
      <div className="hy-ledger-foot">
        {rows.length > 0 && (
          <span className="hy-muted">
            已读到第 {rows.length.toLocaleString('zh-CN')} {unit}
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
