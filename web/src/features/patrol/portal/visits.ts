import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import type { Page } from '../../../api/types.ts';
import type { Item, Visit } from '../patrol.ts';

const place = (owner: string) => draftPlace('patrol-visits', owner);

/** The list as it was last seen: checklists hold nothing of a person, and a stairwell has no signal. Gone at sign-out. */
function kept(owner: string): Page<Visit> {
  try {
    return JSON.parse(localStorage.getItem(place(owner)) ?? '') as Page<Visit>;
  } catch {
    return { items: [], next: null };
  }
}

/** What is to be walked in one's grids, the most pressing first; without signal what was last seen. */
export function useVisits(owner: string | undefined, enabled = true) {
  return useInfiniteQuery({
    queryKey: ['patrol_visit', 'list', 'mine', owner],
    enabled: enabled && Boolean(owner),
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      try {
        const page = await api.get<Page<Visit>>('/api/patrol-visits', { cursor: pageParam, limit: 50 });
        if (!pageParam) localStorage.setItem(place(owner!), JSON.stringify(page));
        return page;
      } catch (error) {
        if (navigator.onLine || pageParam) throw error;
        return kept(owner!);
      }
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** What one answer holds on the screen; photos are files until they are sent. */
export interface Said {
  value?: string | number | boolean;
  note?: string;
  raise?: boolean;
  photos?: File[];
}
export type Answers = Record<string, Said>;

/** What a draft can hold of the answers: a browser cannot give back a photo. Pure. */
export const withoutPhotos = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).map(([code, { photos: _, ...said }]) => [code, said]));

/** Whether an answer is a problem: the screen offers the matter then. The server decides again. Pure. */
export function isProblem(item: Item, said: Said | undefined): boolean {
  const value = said?.value;
  if (item.kind === 'yes_no') return item.bad !== undefined && value === (item.bad === 'yes');
  if (item.kind === 'number')
    return (
      typeof value === 'number' &&
      ((item.min !== undefined && value < item.min) || (item.max !== undefined && value > item.max))
    );
  if (item.kind === 'choice') return Boolean(item.options?.find((option) => option.value === value)?.bad);
  return Boolean(said?.note);
}

/** What is still missing, in words; nothing when it can be sent. Pure. */
export function missingOf(items: Item[], answers: Answers): string[] {
  return items.flatMap((item) => {
    const said = answers[item.code];
    const there =
      item.kind === 'photo' ? Boolean(said?.photos?.length) : said?.value !== undefined && said.value !== '';
    return item.required === false || there
      ? []
      : [`“${item.label}”还没有${item.kind === 'photo' ? '拍照' : '填写'}`];
  });
}

/** The request: answers in the order of the checklist, and the photos in the same order. Pure. */
export function requestOf(items: Item[], answers: Answers): { answers: object[]; files: File[] } {
  const files: File[] = [];
  const said = items.flatMap((item) => {
    const { value, note, raise, photos = [] } = answers[item.code] ?? {};
    if (value === undefined && !note && photos.length === 0) return [];
    files.push(...photos);
    return {
      code: item.code,
      ...(value === undefined || value === '' ? {} : { value }),
      ...(note ? { note } : {}),
      ...(photos.length > 0 ? { photos: photos.length } : {}),
      ...(raise && isProblem(item, answers[item.code]) ? { raise } : {}),
    };
  });
  return { answers: said, files };
}
