import { useMutation, useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { sayError } from '../../api/errors.ts';

/** Long work of the server that ends in a file; `R` is what it says of the file. */
interface FileJob<R> {
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: { rows?: number } | null;
  result: (R & { file: string; name: string }) | null;
  error: string | null;
}

const ended = (job: FileJob<unknown> | undefined) =>
  !!job && job.state !== 'waiting' && job.state !== 'running';

/**
 * Starts the making of a file and follows it until it is there; `made` is the file then. What was made belongs to the question it
 * was made for: with another one (`asked`) it is forgotten. Faults are told.
 */
export function useFileJob<R extends object>(url: string, asked: string) {
  const { message } = App.useApp();
  const [id, setId] = useState('');
  const start = useMutation({
    mutationFn: (body: object) => api.post<{ job: string }>(url, body),
    onSuccess: ({ job }) => setId(job),
    onError: (error) => void message.error(sayError(error)),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: forgets when the question changes
  useEffect(() => setId(''), [asked]);
  const { data: job } = useQuery({
    queryKey: ['job', id],
    enabled: id !== '',
    queryFn: () => api.get<FileJob<R>>(`/api/jobs/${id}`),
    refetchInterval: ({ state }) => (ended(state.data) ? false : 700),
  });
  useEffect(() => {
    if (job?.state === 'failed') void message.error(job.error ?? '导出没有成功，请重试。');
  }, [job, message]);
  return {
    start: start.mutate,
    busy: start.isPending || (id !== '' && !ended(job)),
    rows: job?.progress?.rows ?? 0,
    made: job?.state === 'done' ? job.result : null,
  };
}
