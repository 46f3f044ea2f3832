import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { newId } from '../../api/id.ts';
import { queryClient } from '../../api/query.ts';
import type { Answer } from '../../api/types.ts';

export type Judgements = Answer<'readJudgements'>;
export type Judgement = Judgements['items'][number];
export type Exclusion = Judgements['exclusions'][number];
export type Appeal = Answer<'listAppeals'>['items'][number];
export type Visit = Answer<'listVisits'>['items'][number];
export type Check = Answer<'listChecks'>['items'][number];
export type Sample = Answer<'listSamples'>['items'][number];
export type Appraisal = Answer<'listAppraisals'>['items'][number];

/** How a matter was judged, for staff who see it. */
export const useJudgements = (id: string, enabled = true) =>
  useQuery({
    queryKey: ['matter', id, 'judgements'],
    enabled,
    queryFn: () => api.get<Judgements>(`/api/matters/${id}/judgements`),
  });

/** After something was judged: what shows it is asked again. */
export async function judged(matter?: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['judgement', 'list'] }),
    queryClient.invalidateQueries({ queryKey: ['task', 'list'] }),
    matter && queryClient.invalidateQueries({ queryKey: ['matter', matter] }),
  ]);
}

/** Appeals against a judgement; sent again under the same name it is one. */
export async function appeal(
  matter: string,
  said: { what: string; target: string | null; unit: string; reason: string; files?: string[] },
  clientId = newId(),
): Promise<void> {
  const { target, ...rest } = said;
  await api.post(`/api/matters/${matter}/appeals`, {
    client_id: clientId,
    ...rest,
    ...(target && { target }),
  });
  await judged(matter);
}

export const TONES: Record<string, string> = { good: 'done', neutral: 'open', bad: 'returned' };
