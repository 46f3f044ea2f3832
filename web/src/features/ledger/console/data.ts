import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import { queryClient } from '../../../api/query.ts';
import { accountNow } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';

export type Form = Answer<'readForm'>;
export type FormRow = Answer<'listForms'>['items'][number];
export type Target = Form['targets'][number];
export type Preview = Form['preview'];
export type PreviewCell = Preview['cells'][number];
export type Fill = Answer<'listFormFills'>['items'][number];
export type Resident = Answer<'listResidents'>['items'][number];

export const KINDS: Record<string, string> = { list: '名册', person: '一人一表' };

/** Which target of a form is meant: its cell, and which gap of the cell's text. */
export const keyOf = ({ ref, gap }: Pick<Target, 'ref' | 'gap'>): string => `${ref} ${gap ?? ''}`;

export const useForm = (id: string) =>
  useQuery({ queryKey: ['form', id], queryFn: () => api.get<Form>(`/api/forms/${id}`) });

/** What cells may mean, as a select offers it. */
export const useFormItems = () =>
  useQuery({
    queryKey: ['form-items'],
    staleTime: 600_000,
    queryFn: () => api.get<Answer<'listFormItems'>>('/api/form-items'),
  });

/** Says what cells mean; the answer is the form as it is then. */
export async function changeForm(
  id: string,
  change: { version: number; sheet?: string; targets?: { ref: string; gap?: number; item: string | null }[] },
): Promise<void> {
  queryClient.setQueryData(['form', id], await api.patch<Form>(`/api/forms/${id}`, change));
}

/** A person as far as a choice shows one. */
export type Chosen = Pick<Resident, 'id' | 'name' | 'address'>;

/** Forgotten when the account signs out, like all that was typed and not sent. */
const keptAt = (form: string): string => draftPlace(`form-people:${form}`, accountNow() ?? '');

/** Who was chosen for a form, on this tab: a reload loses nobody. */
export function keptPeople(form: string): Chosen[] {
  try {
    return JSON.parse(sessionStorage.getItem(keptAt(form)) ?? '[]') as Chosen[];
  } catch {
    return [];
  }
}

export const keepPeople = (form: string, people: readonly Chosen[]): void =>
  sessionStorage.setItem(keptAt(form), JSON.stringify(people));
