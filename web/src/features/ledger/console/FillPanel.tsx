import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import type { Page } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { useFileJob } from '../../../ui/console/useFileJob.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Chosen, Fill, Form } from './data.ts';
import { mostIn, mostSaid } from './forForm.ts';
import { useWhole } from './Whole.tsx';

interface Props {
  form: Form;
  people: readonly Chosen[];
}

interface Made {
  rows: number;
  filled: number;
  gaps: number;
}

/** Fills the form for the chosen people: masked, or whole for a purpose that is kept with each of them. */
export function FillPanel({ form, people }: Props) {
  const { choice, lacks, sent } = useWhole('填完整信息（写明用途，逐人留痕）');
  const over = people.length - mostIn(form.kind);
  const asked = JSON.stringify([form.version, sent, people.map(({ id }) => id)]);
  const job = useFileJob<Made>(`/api/forms/${form.id}/fills`, asked);
  useEffect(() => {
    if (job.made) void queryClient.invalidateQueries({ queryKey: ['form', form.id, 'fills'] });
  }, [job.made, form.id]);
  const start = () => job.start({ people: people.map(({ id }) => id), ...sent });
  return (
    <div className="hy-fill">
      {choice}
      <Button
        type="primary"
        disabled={people.length === 0 || over > 0 || lacks}
        loading={job.busy}
        onClick={start}
      >
        {job.busy ? `正在填写，已读取 ${job.rows} 人` : `填写 ${people.length.toLocaleString('zh-CN')} 人`}
      </Button>
      {people.length === 0 && <span className="hy-muted">先选人，再填写。</span>}
      {over > 0 && (
        <span role="alert">{`${mostSaid(form.kind)}，请去掉 ${over.toLocaleString('zh-CN')} 人，分几次填。`}</span>
      )}
      {job.made && (
        <Alert
          type="success"
          showIcon
          title={
            <>
              已填 {job.made.rows} 人、{job.made.filled} 处
              {job.made.gaps > 0 ? `，缺 ${job.made.gaps} 处（表上标黄）` : ''}。{' '}
              <a href={job.made.file} download>
                下载 {job.made.name}
              </a>
            </>
          }
        />
      )}
    </div>
  );
}

/** How this form was filled before. */
export function Fills({ form }: { form: string }) {
  const fills = useQuery({
    queryKey: ['form', form, 'fills'],
    queryFn: () => api.get<Page<Fill>>(`/api/forms/${form}/fills`, { limit: 20 }),
  });
  return (
    <Answered query={fills} rows={2}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="hy-muted">还没有填过。</p>
        ) : (
          <ul className="hy-plain hy-fills">
            {items.map((fill) => (
              <li key={fill.id}>
                <span>
                  <TimeAgo at={fill.created_at} /> · {fill.people} 人
                  {fill.gaps !== null && ` · 缺 ${fill.gaps} 处`}
                  <span className="hy-muted"> {fill.purpose ? `完整信息：${fill.purpose}` : '已遮盖'}</span>
                </span>
                <Outcome fill={fill} />
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

const STATES: Record<string, string> = {
  waiting: '排队中',
  running: '填写中',
  failed: '失败',
  cancelled: '已取消',
};

function Outcome({ fill }: { fill: Fill }) {
  if (fill.file)
    return (
      <a href={fill.file} download>
        下载
      </a>
    );
  return <span className="hy-muted">{STATES[fill.state] ?? '文件已过期（保留七天）'}</span>;
}
