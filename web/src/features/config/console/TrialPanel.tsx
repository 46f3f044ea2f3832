import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Progress, Select, Table, type TableColumnsType } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import type { Document } from './data.ts';

type Job = Answer<'readJob'>;
type Item = Answer<'listConfigTrials'>['items'][number];
type Trial = Answer<'readConfigTrial'>;
type Line = NonNullable<Trial['result']>['lines'][number];
type Difference = Answer<'listConfigDifferences'>['items'][number];

const isWorking = (job: Job | undefined) => job?.state === 'waiting' || job?.state === 'running';

/** One's own trials at work: one may leave while they run. */
const useJobs = () =>
  useQuery({
    queryKey: ['job', 'list', 'config.trial'],
    queryFn: () => api.get<Answer<'listJobs'>>('/api/jobs', { kind: 'config.trial', limit: 20 }),
    refetchInterval: ({ state }) => (state.data?.items.some(isWorking) ? 800 : false),
  });

interface Props {
  document: Document;
  text: string;
  errors: number | undefined;
}

/** Tries a text as it is written on what happened in a period, before it is published. Changes nothing. */
export function TrialPanel({ document: { kind, code }, text, errors }: Props) {
  const [period, setPeriod] = useState<[Dayjs, Dayjs]>([dayjs().subtract(31, 'day'), dayjs()]);
  const [params, setParams] = useSearchParams();
  const { message } = App.useApp();
  const url = `/api/config/${kind}/${code}/trials`;
  const jobs = useJobs();
  const trials = useQuery({
    queryKey: ['config', kind, code, 'trials'],
    queryFn: () => api.get<Answer<'listConfigTrials'>>(url),
  });
  const choose = (trial: string) => setParams({ tab: 'trial', trial }, { replace: true });
  const start = async () => {
    const body = { text, from: period[0].toISOString(), until: period[1].toISOString() };
    try {
      const { trial } = await api.post<Answer<'startConfigTrial', 201>>(url, body);
      // The work first: a trial without any is taken for one that has ended.
      await jobs.refetch();
      await trials.refetch();
      choose(trial);
    } catch (error) {
      message.error(sayError(error));
    }
  };
  const items = trials.data?.items ?? [];
  const chosen = params.get('trial') ?? items[0]?.id;
  const job = jobs.data?.items.find(({ subject }) => subject === chosen);
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
      {items.length > 1 && (
        <Select
          aria-label="以前的试算"
          value={chosen}
          onChange={choose}
          options={items.map((each) => ({ value: each.id, label: nameOf(each) }))}
          style={{ maxWidth: 420 }}
        />
      )}
      {job && isWorking(job) && <Course job={job} onEnd={() => void jobs.refetch()} />}
      {job?.state === 'failed' && <p role="alert">试算没有完成：{job.error}</p>}
      {chosen && jobs.isSuccess && !isWorking(job) && job?.state !== 'failed' && (
        <Result key={`${chosen} ${job?.state}`} url={`${url}/${chosen}`} mine={job !== undefined} />
      )}
      {!chosen && trials.isSuccess && <p className="hy-muted">还没有试算过。</p>}
    </div>
  );
}

const nameOf = ({ by, created_at, from, until }: Item): string =>
  `${exactTime(created_at)} ${by}：${dayjs(from).format('M月D日')} 至 ${dayjs(until).format('M月D日')}`;

/** How far a trial is; one that takes too long is given up. */
function Course({ job, onEnd }: { job: Job; onEnd: () => void }) {
  const { message } = App.useApp();
  const { share = 0, done = 0 } = (job.progress ?? {}) as { share?: number; done?: number };
  const cancel = () =>
    api
      .post(`/api/jobs/${job.id}/cancel`)
      .then(onEnd)
      .catch((error) => message.error(sayError(error)));
  return (
    <div>
      <Progress percent={Math.round(share * 100)} />
      <span className="hy-muted">已试算 {done.toLocaleString('zh-CN')}</span>{' '}
      <Button size="small" onClick={() => void cancel()}>
        取消
      </Button>
    </div>
  );
}

function Result({ url, mine }: { url: string; mine: boolean }) {
  const [line, setLine] = useState<Line>();
  const trial = useQuery({
    queryKey: ['config-trial', url],
    queryFn: () => api.get<Trial>(url),
    // A colleague's may still be at work: its course is not shown here.
    refetchInterval: ({ state }) => (!mine && state.data && !state.data.result ? 2000 : false),
  });
  const columnsOf = ({ columns }: Trial): TableColumnsType<Line> => [
    { title: '项目', dataIndex: 'name', width: 220 },
    ...columns.map((title, i) => ({ title, key: title, render: (_: unknown, { cells }: Line) => cells[i] })),
    { title: '会不同', dataIndex: 'different', width: 90 },
    {
      title: '',
      key: 'act',
      width: 110,
      render: (_, each) =>
        each.different > 0 && (
          <Button size="small" onClick={() => setLine(each)}>
            看不同
          </Button>
        ),
    },
  ];
  return (
    <Answered query={trial}>
      {(data) =>
        data.result ? (
          <div className="hy-stack">
            <p className="hy-trial-sum">
              {exactTime(data.from)} 至 {exactTime(data.until)}：试算{' '}
              <strong>{data.result.tried.toLocaleString('zh-CN')}</strong> {data.words.tried}，其中{' '}
              <strong>{data.result.different.toLocaleString('zh-CN')}</strong> {data.words.different}。
            </p>
            <Table<Line>
              size="small"
              rowKey="code"
              pagination={false}
              scroll={{ x: 420 + data.columns.length * 110 }}
              columns={columnsOf(data)}
              dataSource={data.result.lines}
              locale={{ emptyText: '这段时间没有可以试算的。' }}
            />
            {data.result.different > 0 && (
              <Differences url={url} line={line} onAll={() => setLine(undefined)} />
            )}
          </div>
        ) : (
          <p className="hy-muted">这次试算还没有结果：正在进行，或没有完成。</p>
        )
      }
    </Answered>
  );
}

const differenceColumns: TableColumnsType<Difference> = [
  {
    title: '事项',
    key: 'about',
    width: 320,
    render: (_, { about, at, matter }) => (
      <>
        {matter && <Link to={`/matters/${matter.id}`}>{matter.number}</Link>} {about}{' '}
        {at && <span className="hy-muted">{exactTime(at)}</span>}
      </>
    ),
  },
  { title: '当时', dataIndex: 'before' },
  { title: '按草稿', dataIndex: 'after' },
];

function Differences({ url, line, onAll }: { url: string; line: Line | undefined; onAll: () => void }) {
  return (
    <section className="hy-trial-list" aria-label="会不同的">
      <h2 className="hy-head">
        会不同的{line && `：${line.name}`}{' '}
        {line && (
          <Button size="small" onClick={onAll}>
            看全部
          </Button>
        )}
      </h2>
      <p className="hy-muted">每一行列出最早的 200 件；您有权查看的事项可以打开。</p>
      <PageTable<Difference>
        noun="config-trial"
        url={`${url}/differences`}
        fixed={line ? { line: line.code } : {}}
        columns={differenceColumns}
        width={960}
        empty="没有不同。"
      />
    </section>
  );
}
