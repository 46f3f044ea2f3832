import { useEffect, useRef } from 'react';
import { lastRows, useKeptList } from '../../../api/keptList.ts';
import { useOutbox } from '../../../api/outbox.ts';
import type { FormField } from '../../../api/types.ts';
import { type Care, careChanged, optionsOf, RESULTS, WAYS } from '../care.ts';

/** `mine`: whom one answers for, wherever they live. `due`: whose visit is late or due within a week in one's areas. */
const LISTS = {
  mine: { url: '/api/care/mine' },
  due: { url: '/api/care', asked: { due: 'week' } },
};
type Which = keyof typeof LISTS;

/** Whom one visits; also without signal, for the tab that saw them. */
export const useVisited = (which: Which, owner: string | undefined) =>
  useKeptList<Care>({
    noun: 'care',
    ...{ which, owner, ...LISTS[which] },
    namesSomebody: () => true,
    // A number is read for a visit, and each look at it is written down.
    lean: (row) => ({ ...row, person: { ...row.person, phone: null, id_tail: null } }),
  });

/** Somebody out of the lists this tab keeps, while the server has not answered. */
export const lastSeen = (owner: string, id: string): Care | undefined =>
  (['mine', 'due'] satisfies Which[])
    .flatMap((which) => lastRows<Care>('care', which, owner))
    .find((row) => row.id === id);

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
