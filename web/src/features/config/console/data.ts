import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';

export type Item = Answer<'listConfig'>['items'][number];
export type Document = Answer<'readConfig'>;
export type Judged = Answer<'lintConfig'>;
export type Finding = Judged['findings'][number];

export const useItems = () =>
  useQuery({ queryKey: ['config', 'list'], queryFn: () => api.get<Answer<'listConfig'>>('/api/config') });

export const useDocument = (kind: string, code: string) =>
  useQuery({
    queryKey: ['config', kind, code],
    queryFn: () => api.get<Document>(`/api/config/${kind}/${code}`),
    // What is being written must not be exchanged under the writer's hands.
    refetchOnWindowFocus: false,
  });

export const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['config'] });

/** What the linter says of a text, as it is being written. */
export function useJudged(kind: string, code: string, text: string) {
  const said = useDeferredValue(text);
  return useQuery({
    queryKey: ['config-lint', kind, code, said],
    enabled: said.trim() !== '',
    queryFn: async ({ signal }) => {
      // Not at every key: only what stands for a moment is judged.
      await new Promise((done) => setTimeout(done, 400));
      signal.throwIfAborted();
      return api.post<Judged>(`/api/config/${kind}/lint`, { code, text: said }, { signal });
    },
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}
