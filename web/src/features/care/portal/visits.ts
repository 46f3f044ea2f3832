import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ApiError, api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import { useOutbox } from '../../../api/outbox.ts';
import type { Answer, FormField, Page } from '../../../api/types.ts';
import { type Care, careChanged, optionsOf, RESULTS, WAYS } from '../care.ts';

const place = (owner: string, list: string) => draftPlace(`care-${list}`, owner);

/**
 * A list as this tab last saw it, for a stairwell without signal. It names people: the tab alone keeps it, without their numbers, and
 * forgets it when it is closed or signed out.
 */
function kept(owner: string, list: string): Page<Care> {
  try {
    return JSON.parse(sessionStorage.getItem(place(owner, list)) ?? '') as Page<Care>;
  } catch {
    return { items: [], next: null };
  }
}

function keep(owner: string, list: string, { items }: { items: Care[] }): void {
  const lean = items.map((row) => ({ ...row, person: { ...row.person, phone: null, id_tail: null } }));
  try {
    sessionStorage.setItem(place(owner, list), JSON.stringify({ items: lean, next: null }));
  } catch {
    // Storage full or forbidden: the list is there again with the signal.
  }
}

async function orLast<T extends Page<Care>>(owner: string, list: string, ask: () => Promise<T>): Promise<T> {
  try {
    const page = await ask();
    keep(owner, list, page);
    return page;
  } catch (error) {
    if (error instanceof ApiError && error.status === 0) return kept(owner, list) as T;
    throw error;
  }
}

/** Whom one answers for, wherever they live. */
export const useMine = (owner: string | undefined) =>
  useQuery({
    queryKey: ['care', 'list', 'mine', owner],
    enabled: Boolean(owner),
    queryFn: () =>
      orLast(owner!, 'mine', async () => ({
        ...(await api.get<Answer<'listMyCare'>>('/api/care/mine')),
        next: null,
      })),
  });

/** Whose visit is late or due within a week in one's areas. */
export const useDueHere = (owner: string | undefined, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: ['care', 'list', 'due', owner],
    enabled: enabled && Boolean(owner),
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const ask = () => api.get<Page<Care>>('/api/care', { due: 'week', cursor: pageParam, limit: 50 });
      return pageParam ? ask() : orLast(owner!, 'due', ask);
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** Somebody out of the lists this tab keeps, when the server cannot be asked. */
export const lastSeen = (owner: string, id: string): Care | undefined =>
  [...kept(owner, 'mine').items, ...kept(owner, 'due').items].find((row) => row.id === id);

export const visitUrl = (id: string) => `/api/care/${id}/visits`;

/** Whose visit waits on this phone to be sent; when one was, everything about care is asked anew. */
export function useWaitingVisits(owner: string | undefined): ReadonlySet<string> {
  const waiting = (useOutbox(owner).data ?? []).filter(({ url }) => /^\/api\/care\//.test(url));
  const before = useRef(0);
  useEffect(() => {
    if (waiting.length < before.current) void careChanged();
    before.current = waiting.length;
  }, [waiting.length]);
  return new Set(waiting.map(({ url }) => url));
}

/** The form of a visit at the door. */
export const VISIT_FORM: FormField[] = [
  { name: 'way', kind: 'select', label: '方式', required: true, options: optionsOf(WAYS) },
  { name: 'result', kind: 'select', label: '情况', required: true, options: optionsOf(RESULTS) },
  {
    ...{ name: 'text', kind: 'textarea', label: '走访记录', required: true, max_length: 2000 },
    help: '身体、生活、安全情况，反映了什么',
  },
  { name: 'files', kind: 'files', label: '照片', max: 9 },
];
