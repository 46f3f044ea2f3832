import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Progress } from 'antd';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { isWorking, JOB_STATES, type Job } from '../../../api/jobs.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import type { Sheet } from './data.ts';

interface Props {
  job: Job;
  sheet: Sheet;
}

const count = (n: number) => n.toLocaleString('zh-CN');

/** How far the check or the import is, or what came of it. */
export function SheetsWork({ job, sheet }: Props) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const working = isWorking(job);
  const [kind, word] = JOB_STATES[job.state] ?? ['ended', job.state];
  const what = sheet.trial ? '检查' : '导入';
  const cancel = async () => {
    await api.post(`/api/jobs/${job.id}/cancel`).catch((error: unknown) => message.error(sayError(error)));
    await client.invalidateQueries({ queryKey: ['job'] });
    await client.invalidateQueries({ queryKey: ['sheet'] });
  };
  const said = job.progress as { read?: number; total?: number; refused?: number } | null;
  return (
    <section className="hy-card hy-stack" aria-label="进度" role="status">
      <div className="hy-row">
        <StateTag kind={kind}>{`${what}${word}`}</StateTag>
        {working && (
          <>
            <span className="hy-muted">可以离开本页，完成后在消息里通知。</span>
            <Button size="small" onClick={() => void cancel()}>
              取消
            </Button>
          </>
        )}
      </div>
      {working && (
        <>
          <Progress
            percent={said?.total ? Math.min(99, Math.round((100 * (said.read ?? 0)) / said.total)) : 0}
            status="active"
          />
          {said?.read !== undefined && (
            <span className="hy-muted">
              已处理 {count(said.read)} 行{said.refused ? `，其中 ${count(said.refused)} 行有问题` : ''}
            </span>
          )}
        </>
      )}
      {job.error && <Alert type="error" showIcon title={job.error} />}
      {job.state === 'cancelled' && (
        <Alert type="info" showIcon title="已停下。已导入的行保留；再导入一次即可继续，不会重复。" />
      )}
      {!working && sheet.progress && <Outcomes sheet={sheet} />}
    </section>
  );
}

const WORDS: [keyof NonNullable<Sheet['progress']>['outcomes'], string, string][] = [
  ['new', '将新增', '新增'],
  ['changed', '将更新', '更新'],
  ['same', '相同', '相同'],
  ['waiting', '将待核对', '待核对'],
  ['refused', '有问题', '退回'],
];

function Outcomes({ sheet: { progress, trial } }: { sheet: Sheet }) {
  return (
    <ul className="hy-counts">
      <li>
        <strong>{count(progress!.read)}</strong>行
      </li>
      {WORDS.map(([key, would, did]) => (
        <li key={key} data-bad={key === 'refused' && progress!.outcomes[key] > 0}>
          <strong>{count(progress!.outcomes[key])}</strong>
          {trial ? would : did}
        </li>
      ))}
    </ul>
  );
}
