import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { isWorking, type Job, useJob } from '../../../api/jobs.ts';
import { useSettled } from '../console/desk/settled.ts';
import type { Import, Mapping, Values } from './data.ts';

/** Keeps the mapping on the server as it grows, and hears which values the file has; a large file is counted by a job. */
export function useValues(file: Import, mapping: Mapping, enabled: boolean) {
  const settled = useSettled(mapping, 500);
  const query = useQuery({
    queryKey: ['import-values', file.id, settled],
    enabled,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    queryFn: () => api.put<Values>(`/api/imports/${file.id}/mapping`, { mapping: settled }),
  });
  const { refetch } = query;
  const job = useJob(query.data?.job);
  const counted = job.data?.state === 'done';
  useEffect(() => {
    if (counted) void refetch();
  }, [counted, refetch]);
  return {
    found: query.data?.job ? undefined : query.data,
    counting: query.isPending || isWorking(job.data),
    fault: query.error ? sayError(query.error) : faultOf(job.data),
  };
}

/** Why a count came to nothing; empty when it did not. */
function faultOf(job: Job | undefined): string {
  if (job?.state === 'cancelled') return '统计已取消。改动任何一处对应即重新统计，也可以直接试运行。';
  return job?.error ?? '';
}
