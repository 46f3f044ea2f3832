import { Empty, ErrorBlock, Selector, Skeleton } from 'antd-mobile';
import { useState } from 'react';
import { sayError } from '../../../api/errors.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { formula, percent, type Scheme, type Table, useSchemes, useTable } from '../data.ts';
import { Spark } from '../Spark.tsx';

const PERIODS = [
  { value: 'week', label: '本周' },
  { value: 'month', label: '本月' },
  { value: 'quarter', label: '本季' },
];

function Rates({ scheme, table }: { scheme: Scheme; table: Table }) {
  const { values, score, trend } = table.total;
  const judged = scheme.indicators.flatMap((indicator, i) => {
    const value = values[i]!;
    return value.rate === null ? [] : [{ indicator, value }];
  });
  if (judged.length === 0) return null;
  return (
    <section className="hy-row-card">
      <header>
        <strong>{scheme.name}</strong>
        <span>
          <Spark points={trend} days={table.trend} />
          {score !== null && <span className="hy-insight-score"> {score.toFixed(1)}</span>}
        </span>
      </header>
      <dl>
        {judged.map(({ indicator, value: { rate, numerator, denominator } }) => (
          <div key={indicator.code} title={formula(indicator)}>
            <dt className="hy-muted">{indicator.name}</dt>
            <dd>
              <strong>{percent(rate)}</strong>{' '}
              <span className="hy-muted">
                {numerator.join('＋')} / {denominator.join('＋')}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function OfScheme({ scheme, period, onEmpty }: { scheme: Scheme; period: string; onEmpty: string }) {
  const table = useTable({ scheme: scheme.code, period, account: 'me' });
  if (table.isPending) return <Skeleton.Paragraph lineCount={3} animated />;
  if (table.isError)
    return <ErrorBlock status="default" title="没有读到" description={sayError(table.error)} />;
  const empty = table.data.total.values.every(({ rate }) => rate === null);
  return empty ? (
    <section className="hy-row-card">
      <strong>{scheme.name}</strong>
      <p className="hy-muted">{onEmpty}</p>
    </section>
  ) : (
    <Rates scheme={scheme} table={table.data} />
  );
}

/** One's own numbers on the phone: what one did oneself, by each scheme, this week, month or quarter. */
export default function NumbersPage() {
  const schemes = useSchemes();
  const [period, setPeriod] = useState('month');
  return (
    <PortalPage title="我的指标" back>
      <Selector options={PERIODS} value={[period]} onChange={([next]) => next && setPeriod(next)} />
      {schemes.isPending && <Skeleton.Paragraph lineCount={6} animated />}
      {schemes.isError && (
        <ErrorBlock status="default" title="没有读到" description={sayError(schemes.error)} />
      )}
      {schemes.data?.length === 0 && <Empty description="还没有考核方案" />}
      <div className="hy-cards">
        {schemes.data?.map((scheme) => (
          <OfScheme key={scheme.code} scheme={scheme} period={period} onEmpty="这一期还没有您本人办理的" />
        ))}
      </div>
    </PortalPage>
  );
}
