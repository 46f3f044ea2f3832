import { Alert, Breadcrumb, Button, DatePicker, Grid, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Query } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { type Opened, type Row, type Scheme, type Table, useSchemes, useTable } from '../data.ts';
import { FactsDrawer } from './FactsDrawer.tsx';
import { HowCounted } from './HowCounted.tsx';
import { IndicatorTable } from './IndicatorTable.tsx';
import { TableExport } from './TableExport.tsx';

const ASKED = ['scheme', 'period', 'day', 'grain', 'area', 'unit', 'account', 'post', 'type'];
const GRAINS = [
  { value: 'area', label: '按区域' },
  { value: 'unit', label: '按单位' },
  { value: 'post', label: '按岗位' },
  { value: 'person', label: '按人员' },
];

/** The question as it stands in the address, and how to change it. */
function useQuestion() {
  const [params, setParams] = useSearchParams();
  const asked: Record<string, string> = {};
  for (const name of ASKED) {
    const value = params.get(name);
    if (value) asked[name] = value;
  }
  const change = (changes: Record<string, string | null>) =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      for (const [name, value] of Object.entries(changes))
        if (value) next.set(name, value);
        else next.delete(name);
      return next;
    });
  return { asked, change };
}

type Change = ReturnType<typeof useQuestion>['change'];

function Bar({
  scheme,
  schemes,
  table,
  change,
  query,
}: {
  scheme: Scheme;
  schemes: Scheme[];
  table: Table;
  change: Change;
  query: Query;
}) {
  const { data: me } = useMe();
  const [explained, setExplained] = useState(false);
  const { period } = table;
  return (
    <div className="hy-insight-bar">
      <Select
        aria-label="考核方案"
        value={scheme.code}
        options={schemes.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(code) => change({ scheme: code, type: null })}
        popupMatchSelectWidth={false}
      />
      <Segmented
        aria-label="统计期"
        value={period.kind}
        options={scheme.periods.map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(kind) => change({ period: kind })}
      />
      <span className="hy-insight-period">
        <Button aria-label="上一期" onClick={() => change({ day: period.previous })}>
          ‹
        </Button>
        <strong>{period.name}</strong>
        <Button aria-label="下一期" disabled={!period.next} onClick={() => change({ day: period.next })}>
          ›
        </Button>
        <DatePicker
          aria-label="选择日期"
          value={dayjs(period.day)}
          allowClear={false}
          disabledDate={(day) => day.isAfter(dayjs())}
          onChange={(day) => change({ day: day?.format('YYYY-MM-DD') ?? null })}
        />
      </span>
      {table.grains.length > 0 && (
        <Segmented
          aria-label="分行"
          value={String(query.grain ?? 'area')}
          options={GRAINS}
          onChange={(grain) => change({ grain, post: null, account: null })}
        />
      )}
      <span className="hy-insight-tools">
        <Button onClick={() => setExplained(true)}>怎么算的</Button>
        {may(me, 'insight:view') && <TableExport query={query} />}
      </span>
      <HowCounted scheme={scheme} open={explained} onClose={() => setExplained(false)} />
    </div>
  );
}

/** Where one is in the city, and how fresh the numbers are. */
function Where({ table, change, query }: { table: Table; change: Change; query: Query }) {
  const places = table.area.path.map(({ id, name }, i) => ({
    title:
      i === table.area.path.length - 1 ? (
        name
      ) : (
        <button type="button" className="hy-number" onClick={() => change({ area: id, account: null })}>
          {name}
        </button>
      ),
  }));
  return (
    <div className="hy-insight-where">
      <span style={{ display: 'inline-flex', gap: 12, alignItems: 'center' }}>
        <Breadcrumb items={places} />
        {query.unit && table.unit && (
          <Button size="small" onClick={() => change({ unit: null, grain: 'unit' })}>
            {table.unit} ×
          </Button>
        )}
        {query.post && (
          <Button size="small" onClick={() => change({ post: null, grain: 'post' })}>
            岗位 ×
          </Button>
        )}
      </span>
      <span className="hy-muted">
        {untilMinute(table.period.start)} 至 {untilMinute(table.period.end)}，截至 {untilMinute(table.as_of)}
      </span>
    </div>
  );
}

/** What lies behind a row: the places below a place, the people of a unit or post. */
function drill(row: Row, change: Change): (() => void) | undefined {
  if (row.area && row.opens) return () => change({ area: row.area, grain: 'area' });
  if (row.area) return () => change({ area: row.area, grain: 'unit' });
  if (row.unit && !row.account) return () => change({ unit: row.unit, grain: 'person' });
  if (row.post && !row.account) return () => change({ post: row.post, grain: 'person' });
  return undefined;
}

/** 考核指标: a scheme's rates and score by area, unit, post and person; every number opens what it counts. */
export default function InsightPage() {
  const { asked, change } = useQuestion();
  const schemes = useSchemes();
  const table = useTable(asked);
  const [opened, setOpened] = useState<Opened | null>(null);
  const wide = Grid.useBreakpoint().md !== false;
  const open = (row: Row | null, measure: string, title: string) => {
    const { grain: _, post: __, ...query } = asked;
    const where = {
      ...(row?.area && { area: row.area }),
      ...(row?.unit && { unit: row.unit }),
      ...(row?.account && { account: row.account }),
    };
    setOpened({ measure, title, query: { ...query, ...where } });
  };
  return (
    <div className="hy-list">
      <Answered query={schemes}>
        {(known) => (
          <Answered query={table} rows={10}>
            {(shown) => {
              const scheme = known.find(({ code }) => code === shown.scheme);
              if (!scheme) return <Alert type="info" title="还没有考核方案，请在配置中发布。" />;
              return (
                <>
                  <Bar scheme={scheme} schemes={known} table={shown} change={change} query={asked} />
                  <Where table={shown} change={change} query={asked} />
                  {shown.counting && (
                    <Alert
                      type="info"
                      showIcon
                      title="正在按这一方案的统计日补算以往的数，算完之前表中没有数，请过几分钟再看。"
                    />
                  )}
                  <IndicatorTable
                    scheme={scheme}
                    table={shown}
                    open={open}
                    into={(row) => drill(row, change)}
                    narrow={!wide}
                  />
                </>
              );
            }}
          </Answered>
        )}
      </Answered>
      <FactsDrawer opened={opened} onClose={() => setOpened(null)} />
    </div>
  );
}
