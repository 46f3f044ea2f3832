import { Button, Empty, Table as Grid, type TableColumnsType } from 'antd';
import type { Indicator, Row, Scheme, Table } from '../data.ts';
import { RateCell } from '../RateCell.tsx';
import { Spark } from '../Spark.tsx';

interface Props {
  scheme: Scheme;
  table: Table;
  /** Opens what a number counts; without a row, of the whole. */
  open: (row: Row | null, measure: string, name: string) => void;
  /** What lies behind a row: places below it, its people. Undefined where nothing does. */
  into: (row: Row) => (() => void) | undefined;
  narrow: boolean;
}

const score = (value: number | null): string => (value === null ? '—' : value.toFixed(2));

function NameCell({ row, into }: { row: Row; into: Props['into'] }) {
  const go = into(row);
  return (
    <>
      {go ? (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={go}>
          {row.name}
        </Button>
      ) : (
        row.name
      )}
      {row.detail && <div className="hy-muted">{row.detail}</div>}
    </>
  );
}

/** Best first, those without anything to judge last. */
const byRank = (a: Row, b: Row) => (a.rank ?? 1e9) - (b.rank ?? 1e9);

const rateOf = (row: Row, i: number): number => row.values[i]?.rate ?? -1;

function columnsOf({ scheme, table, open, into }: Props): TableColumnsType<Row> {
  const rates = scheme.indicators.map((indicator: Indicator, i) => ({
    title: indicator.name,
    key: indicator.code,
    width: 148,
    sorter: (a: Row, b: Row) => rateOf(a, i) - rateOf(b, i),
    render: (_: unknown, row: Row) => (
      <RateCell
        indicator={indicator}
        value={row.values[i]!}
        open={(measure, name) => open(row, measure, `${row.name} ${name}`)}
      />
    ),
  }));
  return [
    {
      title: '名次',
      key: 'rank',
      width: 80,
      fixed: 'start',
      sorter: byRank,
      render: (_, row) => row.rank ?? '—',
    },
    {
      title: '名称',
      key: 'name',
      width: 190,
      fixed: 'start',
      render: (_, row) => <NameCell row={row} into={into} />,
    },
    ...(scheme.score
      ? [
          {
            title: scheme.score.name,
            key: 'score',
            width: 100,
            sorter: (a: Row, b: Row) => (a.score ?? -1) - (b.score ?? -1),
            render: (_: unknown, row: Row) => <span className="hy-insight-score">{score(row.score)}</span>,
          },
        ]
      : []),
    {
      title: '走势',
      key: 'trend',
      width: 110,
      render: (_, row) => <Spark points={row.trend} days={table.trend} />,
    },
    ...rates,
  ];
}

/** The row of the whole, always in sight above. Called and not rendered: the table looks for a summary itself, not for what draws one. */
function wholeRow({ scheme, table, open }: Props) {
  const { total } = table;
  const lead = scheme.score ? 4 : 3;
  return (
    <Grid.Summary fixed="top">
      <Grid.Summary.Row>
        <Grid.Summary.Cell index={0}>—</Grid.Summary.Cell>
        <Grid.Summary.Cell index={1}>
          <strong>{table.unit ?? table.area.name} 合计</strong>
        </Grid.Summary.Cell>
        {scheme.score && (
          <Grid.Summary.Cell index={2}>
            <span className="hy-insight-score">{score(total.score)}</span>
          </Grid.Summary.Cell>
        )}
        <Grid.Summary.Cell index={lead - 1}>
          <Spark points={total.trend} days={table.trend} />
        </Grid.Summary.Cell>
        {scheme.indicators.map((indicator, i) => (
          <Grid.Summary.Cell key={indicator.code} index={lead + i}>
            <RateCell
              indicator={indicator}
              value={total.values[i]!}
              open={(measure, name) => open(null, measure, `合计 ${name}`)}
            />
          </Grid.Summary.Cell>
        ))}
      </Grid.Summary.Row>
    </Grid.Summary>
  );
}

/** One row as a card, for the width of a phone. */
function Card({ scheme, table, row, open, into }: Props & { row: Row | null }) {
  const numbers = row ?? table.total;
  return (
    <section className="hy-row-card">
      <header>
        <span>{row ? <NameCell row={row} into={into} /> : <strong>{table.area.name} 合计</strong>}</span>
        <span>
          {scheme.score && <span className="hy-insight-score">{score(numbers.score)}</span>}{' '}
          {row?.rank && <span className="hy-muted">第 {row.rank} 名</span>}
        </span>
      </header>
      <dl>
        {scheme.indicators.map((indicator, i) => (
          <div key={indicator.code}>
            <dt className="hy-muted">{indicator.name}</dt>
            <dd>
              <RateCell
                indicator={indicator}
                value={numbers.values[i]!}
                open={(measure, name) => open(row, measure, name)}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The table of a scheme: a row each with its rank, score, course and rates; the whole above. */
export function IndicatorTable(props: Props) {
  const { scheme, table, narrow } = props;
  const rows = [...table.rows].sort(byRank);
  if (narrow)
    return (
      <div className="hy-cards">
        <Card {...props} row={null} />
        {rows.slice(0, 100).map((row) => (
          <Card key={row.ref} {...props} row={row} />
        ))}
        {rows.length > 100 && <p className="hy-muted">只列出前 100 名，全部请在电脑上查看或导出。</p>}
      </div>
    );
  return (
    <Grid<Row>
      className="hy-insight-table"
      rowKey="ref"
      size="small"
      columns={columnsOf(props)}
      dataSource={rows}
      virtual={rows.length > 100}
      pagination={false}
      scroll={{ x: 490 + scheme.indicators.length * 148, y: 'calc(100vh - 300px)' }}
      summary={() => wholeRow(props)}
      locale={{ emptyText: <Empty description="这一期没有可以分行统计的数据，请换一个统计期或分行办法" /> }}
    />
  );
}
