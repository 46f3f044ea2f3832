import { Alert, App, Button, Progress } from 'antd';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { isWorking, JOB_STATES, type Job } from '../../../api/jobs.ts';
import { queryClient } from '../../../api/query.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import type { Result, Progress as Said } from './data.ts';

/** How far the work on a file is, or what came of it. */
export function JobPanel({ job }: { job: Job }) {
  const { message } = App.useApp();
  const said = { ...(job.progress as object | null), ...(job.result as object | null) } as Partial<Result>;
  const [kind, word] = JOB_STATES[job.state] ?? ['ended', job.state];
  const cancel = async () => {
    await api.post(`/api/jobs/${job.id}/cancel`).catch((error: unknown) => message.error(sayError(error)));
    await queryClient.invalidateQueries({ queryKey: ['job'] });
  };
  const what = said.dry_run ? '试运行' : '导入';
  return (
    <section className="hy-card hy-stack" aria-label="进度" role="status">
      <div className="hy-row">
        <StateTag kind={kind}>{isWorking(job) ? word : `${what}${word}`}</StateTag>
        {isWorking(job) && (
          <>
            <span className="hy-muted">可以离开本页，完成后在消息里通知。</span>
            <Button size="small" onClick={() => void cancel()}>
              取消
            </Button>
          </>
        )}
      </div>
      {isWorking(job) && (
        <Progress
          percent={said.total ? Math.round((100 * (said.read ?? 0)) / said.total) : 0}
          status="active"
        />
      )}
      {job.error && <Alert type="error" showIcon title={job.error} />}
      {said.created !== undefined && <Counts said={said as Said} trial={said.dry_run ?? false} />}
      {said.report && (
        <Alert
          type="warning"
          showIcon
          title={`有 ${said.refused} 行退回：原样列出，旁边写明原因和怎么办。改好后只上传这些行即可。`}
          action={
            <a href={said.report} download>
              下载退回的行
            </a>
          }
        />
      )}
    </section>
  );
}

function Counts({ said, trial }: { said: Said; trial: boolean }) {
  const reasons = Object.entries(said.reasons ?? {}).sort((a, b) => b[1] - a[1]);
  const counts: [string, number, boolean?][] = [
    ['读过', said.read],
    [trial ? '可建单' : '新建', said.created],
    [trial ? '可派遣' : '已派遣', said.dispatched],
    ['重复', said.repeated],
    ['退回', said.refused, said.refused > 0],
  ];
  if (said.skipped > 0) counts.push(['不导入', said.skipped]);
  return (
    <>
      <ul className="hy-counts">
        {counts.map(([word, count, bad = false]) => (
          <li key={word} data-bad={bad}>
            <strong>{(count ?? 0).toLocaleString('zh-CN')}</strong>
            {word}
          </li>
        ))}
      </ul>
      {reasons.length > 0 && (
        <ul className="hy-plain" aria-label="退回的原因">
          {reasons.slice(0, 20).map(([reason, count]) => (
            <li key={reason}>
              {reason} <span className="hy-muted">{count} 行</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
