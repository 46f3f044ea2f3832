import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { Answer } from '../../api/types.ts';

export type Dispute = Answer<'readDispute'>;
export type DisputeRow = Answer<'listDisputes'>['items'][number];
export type Opened = Answer<'openDispute'>;
type Code = Answer<'listDisputeCodes'>['items'][number];

export const partyRoles: Record<string, string> = {
  applicant: '申请人',
  respondent: '被申请人',
  other: '其他',
};
export const mediatorKinds: Record<string, string> = {
  people: '人民调解员',
  lawyer: '律师',
  police: '民警',
  judge: '法官',
  other: '其他',
};
export const choices = (names: Record<string, string>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

/** What is kept of a dispute; asked under the matter's key too, so that news of the matter refreshes it. */
export const useDispute = (id: string) =>
  useQuery({ queryKey: ['dispute', id], queryFn: () => api.get<Dispute>(`/api/disputes/${id}`) });

export const useCodes = () =>
  useQuery({
    queryKey: ['dispute', 'codes'],
    staleTime: 10 * 60_000,
    queryFn: () => api.get<{ items: Code[] }>('/api/disputes/codes'),
  });

/** The codes of one list, for choosing. */
export const codesOf = (codes: Code[] | undefined, list: string) =>
  (codes ?? [])
    .filter((each) => each.list === list)
    .map(({ code, name }) => ({ value: code, label: `${code} ${name}` }));

/** Asks everything anew that a change of a dispute may have changed. */
export async function changed(id: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['dispute'] }),
    queryClient.invalidateQueries({ queryKey: ['matter', id] }),
  ]);
}

/** Sends one change and asks anew what is. */
export async function sendChange(id: string, after: string, body: object): Promise<void> {
  await api.post(`/api/disputes/${id}${after}`, body);
  await changed(id);
}

/** Opens names and records for a purpose; what came stays on the screen until the page is left. */
export const useOpening = (id: string) =>
  useMutation({ mutationFn: (purpose: string) => api.post<Opened>(`/api/disputes/${id}/open`, { purpose }) });
