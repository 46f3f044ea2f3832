import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';

interface Job {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: { rows?: number } | null;
  result: { rows: number; complete: boolean; file: string; name: string } | null;
  error: string | null;
}

const ended = (job: Job | undefined) => !!job && job.state !== 'waiting' && job.state !== 'running';

/** The list's own filters as the export wants them: exact, not as text. */
function filtersOf(params: URLSearchParams): Record<string, unknown> {
  const filters: Record<string, unknown> = {};
  for (const name of ['q', 'type', 'area', 'category', 'source']) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  for (const name of ['open', 'mine']) {
    const value = params.get(name);
    if (value) filters[name] = value === 'true';
  }
  const state = params.get('state');
  return state ? { ...filters, state: [state] } : filters;
}

/** Makes a spreadsheet of what the list shows, in the background, and offers it when it is ready. */
export function ExportButton() {
  const { message } = App.useApp();
  const { data: me } = useMe();
  const [params] = useSearchParams();
  const [id, setId] = useState('');
  const start = useMutation({
    mutationFn: () => api.post<{ job: string }>('/api/matters/export', filtersOf(params)),
    onSuccess: ({ job }) => setId(job),
    onError: (error) => void message.error(sayError(error)),
  });
  // What was made belongs to the filters it was made with.
  const asked = params.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: forgets when the filters change
  useEffect(() => setId(''), [asked]);
  const { data: job } = useQuery({
    queryKey: ['job', id],
    enabled: id !== '',
    queryFn: () => api.get<Job>(`/api/jobs/${id}`),
    refetchInterval: ({ state }) => (ended(state.data) ? false : 700),
  });
  useEffect(() => {
    if (job?.state === 'failed') void message.error(job.error ?? '导出没有成功，请重试。');
    if (job?.state === 'done' && job.result && !job.result.complete)
      void message.warning('超过可以导出的行数，只导出了前面的部分，请缩小筛选范围。');
  }, [job, message]);
  if (!may(me, 'matter:export')) return null;
  if (job?.state === 'done' && job.result)
    return (
      <Button type="primary" href={job.result.file} download={job.result.name}>
        下载 {job.result.rows.toLocaleString('zh-CN')} 行
      </Button>
    );
  const busy = start.isPending || (id !== '' && !ended(job));
  return (
    <Button onClick={() => start.mutate()} loading={busy}>
      {busy ? `正在导出，已写 ${job?.progress?.rows?.toLocaleString('zh-CN') ?? 0} 行` : '导出 XLSX'}
    </Button>
  );
}
