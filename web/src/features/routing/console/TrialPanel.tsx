import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Progress, Table, type TableColumnsType } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import './routing.css';

type Job = Answer<'readJob'>;
type Trial = Answer<'readRoutingTrial'>;
type Line = NonNullable<Trial['result']>['rules'][number];
type Difference = Answer<'listRoutingDifferences'>['items'][number];

const isWorking = (job: Job | undefined) => job?.state === 'waiting' || job?.state === 'running';

/** The newest trials are kept, so that one may leave while they run. */
const useTrials = () =>
  useQuery({
    queryKey: ['job', 'list', 'routing.trial'],
    queryFn: () => api.get<Answer<'listJobs'>>('/api/jobs', { kind: 'routing.trial', limit: 10 }),
    refetchInterval: ({ state }) => (state.data?.items.some(isWorking) ? 800 : false),
  });

/** Tries the rules as they are written on the matters of a period, before they are published. Changes nothing. */
export function TrialPanel({ text, errors }: { text: string; errors: number | undefined }) {
  const [period, setPeriod] = useState<[Dayjs, Dayjs]>([dayjs().subtract(31, 'day'), dayjs()]);
  const [params, setParams] = useSearchParams();
  const trials = useTrials();
  const { message } = App.useApp();
  const start = async () => {
    const body = { text, from: period[0].toISOString(), until: period[1].toISOString() };
    try {
      const { trial } = await api.post<Answer<'startRoutingTrial', 201>>('/api/routing/trials', body);
      setParams({ tab: 'trial', trial }, { replace: true });
      await trials.refetch();
    } catch (error) {
      message.error(sayError(error));
    }
  };
  const items = trials.data?.items ?? [];
  const chosen = params.get('trial') ?? items[0]?.subject;
  const job = items.find((each) => each.subject === chosen);
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <DatePicker.RangePicker
          aria-label="试算的时间段"
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          value={period}
          allowClear={false}
          onChange={(next) => next?.[0] && next[1] && setPeriod([next[0], next[1]])}
        />
        <Button type="primary" disabled={errors !== 0} onClick={() => void start()}>
          在过去的事项上试算
        </Button>
        <span className="hy-muted">不改变任何事项；可以离开，回来再看结果。</span>
      </div>
      {job && isWorking(job) && <Course job={job} />}
      {job?.state === 'failed' && <p role="alert">试算没有完成：{job.error}</p>}
      {chosen && job && !isWorking(job) && <Result key={chosen} id={chosen} />}
      {!chosen && !trials.isPending && <p className="hy-muted">还没有试算过。</p>}
    </div>
  );
}

function Course({ job }: { job: Job }) {
  const { share = 0, done = 0 } = (job.progress ?? {}) as { share?: number; done?: number };
  return (
    <div>
      <Progress percent={Math.round(share * 100)} />
      <span className="hy-muted">已试算 {done} 件</span>
    </div>
  );
}

function Result({ id }: { id: string }) {
  const [rule, setRule] = useState<string>();
  const trial = useQuery({
    queryKey: ['routing', id],
    queryFn: () => api.get<Trial>(`/api/routing/trials/${id}`),
  });
  const columns: TableColumnsType<Line> = [
    { title: '规则', key: 'name', render: (_, line) => `${line.name}${line.rule ? `（${line.rule}）` : ''}` },
    { title: '接住', dataIndex: 'matched', width: 90, render: (n: number) => (n > 0 ? n : <b>从未</b>) },
    { title: '与当时不同', dataIndex: 'different', width: 110 },
    {
      title: '没能执行',
      key: 'failed',
      width: 260,
      render: (_, { failed, words }) => (failed > 0 ? `${failed} 次：${words}` : '—'),
    },
    {
      title: '',
      key: 'act',
      width: 110,
      render: (_, line) =>
        line.different > 0 && (
          <Button size="small" onClick={() => setRule(line.rule)}>
            看不同
          </Button>
        ),
    },
  ];
  return (
    <Answered query={trial}>
      {({ result, from, until }) =>
        result && (
          <>
            <p>
              {exactTime(from)} 至 {exactTime(until)}：试算 <strong>{result.tried}</strong> 件，其中{' '}
              <strong>{result.different}</strong> 件的派法与当时不同。
            </p>
            <Table<Line>
              size="small"
              rowKey="rule"
              pagination={false}
              scroll={{ x: 700 }}
              columns={columns}
              dataSource={result.rules}
            />
            {result.different > 0 && <Differences id={id} rule={rule} onAll={() => setRule(undefined)} />}
          </>
        )
      }
    </Answered>
  );
}

function sideText({ rule_name, units, level, priority_name, auto }: Difference['before']): string {
  const parts = [
    units.join('、') || '由指挥中心决定',
    level && `${level} 级开始`,
    priority_name,
    auto && '自动派遣',
  ];
  return `${rule_name ? `「${rule_name}」` : '责任清单'}：${parts.filter(Boolean).join('，')}`;
}

const differenceColumns: TableColumnsType<Difference> = [
  {
    title: '事项',
    key: 'facts',
    width: 300,
    render: (_, { facts, at }) => (
      <>
        {facts
          .slice(0, 3)
          .map(({ value }) => value)
          .join(' · ')}{' '}
        <span className="hy-muted">{exactTime(at)}</span>
      </>
    ),
  },
  { title: '当时', key: 'before', render: (_, { before }) => sideText(before) },
  { title: '按草稿', key: 'after', render: (_, { after }) => sideText(after) },
];

function Differences({ id, rule, onAll }: { id: string; rule: string | undefined; onAll: () => void }) {
  return (
    <section className="hy-trial-list" aria-label="不同的派法">
      <h2 className="hy-head">
        不同的派法{rule !== undefined && `：${rule || '没有规则成立'}`}{' '}
        {rule !== undefined && (
          <Button size="small" onClick={onAll}>
            看全部
          </Button>
        )}
      </h2>
      <PageTable<Difference>
        noun="routing"
        url={`/api/routing/trials/${id}/differences`}
        fixed={rule === undefined ? {} : { rule: rule || '-' }}
        columns={differenceColumns}
        width={900}
        empty="没有不同。"
      />
    </section>
  );
}
