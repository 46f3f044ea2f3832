import { useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import type { Answer } from './types.ts';

/** Long work of the server that somebody started: an import, an export. */
export type Job = Answer<'readJob'>;

export const isWorking = (job: Job | undefined): boolean =>
  job?.state === 'waiting' || job?.state === 'running';

/** A job of one's own, looked at again while it works. */
export const useJob = (id: string | null | undefined) =>
  useQuery({
    queryKey: ['job', id],
    enabled: Boolean(id),
    queryFn: () => api.get<Job>(`/api/jobs/${id}`),
    refetchInterval: (query) => (isWorking(query.state.data) ? 800 : false),
  });

export const JOB_STATES: Record<string, [kind: string, word: string]> = {
  waiting: ['waiting', '排队'],
  running: ['handle', '进行中'],
  done: ['done', '完成'],
  failed: ['failed', '失败'],
  cancelled: ['ended', '已取消'],
};
