import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useEffect, useState } from 'react';
import { api, type Query } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';

interface Job {
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  result: { file: string; name: string } | null;
  error: string | null;
}

const ended = (job: Job | undefined) => !!job && job.state !== 'waiting' && job.state !== 'running';

/** Makes a file of the table as it stands, and offers it when it is ready. */
export function TableExport({ query }: { query: Query }) {
  const { message } = App.useApp();
  const [id, setId] = useState('');
  const start = useMutation({
    mutationFn: (format: string) => {
      const said = Object.fromEntries(Object.entries({ ...query, format }).filter(([, value]) => value));
      return api.post<{ job: string }>('/api/insight/export', said);
    },
    onSuccess: ({ job }) => setId(job),
    onError: (error) => void message.error(sayError(error)),
  });
  const asked = JSON.stringify(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was made belongs to the question it was made for
  useEffect(() => setId(''), [asked]);
  const { data: job } = useQuery({
    queryKey: ['job', id],
    enabled: id !== '',
    queryFn: () => api.get<Job>(`/api/jobs/${id}`),
    refetchInterval: ({ state }) => (ended(state.data) ? false : 700),
  });
  useEffect(() => {
    if (job?.state === 'failed') void message.error(job.error ?? '导出没有成功，请重试。');
  }, [job, message]);
  if (job?.state === 'done' && job.result)
    return (
      <Button type="primary" href={job.result.file} download={job.result.name}>
        下载 {job.result.name.endsWith('csv') ? 'CSV' : 'XLSX'}
      </Button>
    );
  return (
    <Dropdown
      menu={{
        items: [
          { key: 'xlsx', label: '导出 XLSX' },
          { key: 'csv', label: '导出 CSV' },
        ],
        onClick: ({ key }) => start.mutate(key),
      }}
    >
      <Button loading={start.isPending || (id !== '' && !ended(job))}>导出</Button>
    </Dropdown>
  );
}
