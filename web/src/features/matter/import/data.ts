import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';

export type Import = Answer<'readImport'>;
export type Values = Answer<'mapImport'>;
export type FoundField = Values['fields'][number];
export type Job = Answer<'readJob'>;
export type Mapping = Import['suggested'];

/** What an import reports while it works and when it is done (see the server's `ImportProgress`). */
export interface Progress {
  position: number;
  total: number;
  read: number;
  created: number;
  dispatched: number;
  repeated: number;
  refused: number;
  skipped: number;
  reasons: Record<string, number>;
}
export interface Result extends Progress {
  import: string;
  dry_run: boolean;
  report: string | null;
}

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
