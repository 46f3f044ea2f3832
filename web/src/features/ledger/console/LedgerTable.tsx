import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton, Table, type TableColumnsType } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { onLive } from '../../../api/live.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Page } from '../../../api/types.ts';
import { useHeight } from '../../../ui/console/useHeight.ts';
import { type Column, type LedgerRow, useColumns, type Whom } from './data.table.ts';
import { LedgerCell } from './LedgerCell.tsx';
import { cellKey, useCells } from './useCells.ts';

interface Props {
  columns: readonly string[];
  whom: Whom;
  selected: readonly string[];
  onSelect: (ids: string[]) => void;
  empty: ReactNode;
}

/** As many as a page brings; the next is asked for long before the last row is seen. */
const PAGE = 200;
const AHEAD = 3000;
const WIDE: Record<string, number> = { 'calc.address': 260, name: 110, sex: 80, 'calc.age': 90 };
const widthOf = ({ code, type }: Column): number => WIDE[code] ?? (type === 'text' ? 180 : 140);

export const rowsKey = (columns: readonly string[], { rule, area }: Whom) =>
  ['ledger', 'rows', columns.join(), rule, area] as const;

/** A hundred thousand people, of whom the page holds those on the screen; cells are written in place. */
export function LedgerTable({ columns: codes, whom, selected, onSelect, empty }: Props) {
  const { data: me } = useMe();
  const all = useColumns();
  const known = useMemo(() => new Map(all.data?.items.map((column) => [column.code, column])), [all.data]);
  const columns = useMemo(() => codes.flatMap((code) => known.get(code) ?? []), [codes, known]);
  const queryKey = rowsKey(codes, whom);
  const query = useInfiniteQuery({
    queryKey,
    // Rows do not jump below the hands of who writes in them: news is told, and read when asked for.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<LedgerRow>>(
        '/api/ledger/people',
        { columns: codes.join(), ...whom, cursor: pageParam, limit: PAGE },
        { signal },
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const cells = useCells(queryKey, columns);
  const news = useNews(cells.own.current);
  const { box, height } = useHeight();
  const more = () => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage();
  const writes = may(me, 'resident:edit');
  const shown: TableColumnsType<LedgerRow> = columns.map((column, at) => ({
    title: column.name,
    key: column.code,
    width: widthOf(column),
    ellipsis: true,
    className: 'hy-cell-td',
    ...(column.code === 'name' && { fixed: 'left' as const }),
    render: (_, row) => {
      const cell = row.cells[at] ?? null;
      if (column.code === 'name') return <Link to={`/residents/${row.id}`}>{String(cell ?? '—')}</Link>;
      if (!writes || !column.editable) return cell ?? <span className="hy-muted">—</span>;
      const key = cellKey(row.id, column.code);
      return (
        <LedgerCell
          column={column}
          who={nameOf(row, columns)}
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
    void query.refetch();
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
              onChange: (keys) => onSelect(keys.map(String)),
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
            已读到第 {rows.length.toLocaleString('zh-CN')} 人
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
            人员信息有变动，刷新
          </Button>
        )}
      </div>
    </>
  );
}

const nameOf = (row: LedgerRow, columns: readonly Column[]): string => {
  const at = columns.findIndex(({ code }) => code === 'name');
  return at < 0 ? '' : String(row.cells[at] ?? '');
};

/** Whether something was told of people since the rows were read, other than what was written here. */
function useNews(own: ReadonlySet<string>) {
  const [there, setThere] = useState(false);
  useEffect(
    () =>
      onLive(({ subject }) => {
        const [noun, id = ''] = subject.split(':');
        if (noun === 'person' && !own.has(id)) setThere(true);
      }),
    [own],
  );
  return { there, forget: () => setThere(false) };
}
