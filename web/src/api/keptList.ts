import { useInfiniteQuery } from '@tanstack/react-query';
import { ApiError, api } from './client.ts';
import { draftPlace } from './drafts.ts';
import type { Page } from './types.ts';

interface Kept<T> {
  noun: string;
  url: string;
  owner: string | undefined;
  enabled?: boolean;
  /** Whether a row names a person: such rows are kept by the open tab alone, the others until sign-out. */
  namesSomebody?: (row: T) => boolean;
}

function lastPage<T>(place: string): Page<T> {
  for (const storage of [sessionStorage, localStorage])
    try {
      const { items } = JSON.parse(storage.getItem(place) ?? '') as Page<T>;
      return { items, next: null };
    } catch {}
  return { items: [], next: null };
}

function keep<T>(place: string, page: Page<T>, namesSomebody: (row: T) => boolean): void {
  try {
    sessionStorage.setItem(place, JSON.stringify(page));
    const items = page.items.filter((row) => !namesSomebody(row));
    localStorage.setItem(place, JSON.stringify({ items, next: page.next }));
  } catch {
    // Storage full or forbidden: the list is there again with the signal.
  }
}

/** What is to be done in one's grids, the most pressing first; without signal, in a stairwell, what was last seen of the first page. */
export function useKeptList<T>({ noun, url, owner, enabled = true, namesSomebody = () => false }: Kept<T>) {
  const place = draftPlace(`kept:${noun}`, owner ?? '');
  return useInfiniteQuery({
    queryKey: [noun, 'list', 'mine', owner],
    enabled: enabled && Boolean(owner),
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      try {
        const page = await api.get<Page<T>>(url, { cursor: pageParam, limit: 50 });
        if (!pageParam) keep(place, page, namesSomebody);
        return page;
      } catch (error) {
        if (pageParam || !(error instanceof ApiError) || error.status !== 0) throw error;
        return lastPage<T>(place);
      }
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });
}
