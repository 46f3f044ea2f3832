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

/** Without signal, `unkept` says how many of the rows seen last are not here, for they name people and another tab read them. */
interface KeptPage<T> extends Page<T> {
  unkept?: number;
}

/** What was seen last; null where nothing of it was kept. */
function lastPage<T>(place: string): KeptPage<T> | null {
  for (const storage of [sessionStorage, localStorage])
    try {
      const { items, unkept = 0 } = JSON.parse(storage.getItem(place) ?? '') as KeptPage<T>;
      if (items.length > 0 || unkept === 0) return { items, next: null, unkept };
    } catch {}
  return null;
}

/** Nothing to show is not the same as nothing to do. */
const nothingKept = (): ApiError =>
  new ApiError(0, { code: 'no_signal', detail: '没有网络，这份清单没有存在本机，请有网后重试。' });

function keep<T>(place: string, page: Page<T>, namesSomebody: (row: T) => boolean): void {
  try {
    sessionStorage.setItem(place, JSON.stringify(page));
    const items = page.items.filter((row) => !namesSomebody(row));
    localStorage.setItem(place, JSON.stringify({ items, unkept: page.items.length - items.length }));
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
    // What was last seen is only for as long as there is no signal; who always asks does not ask again by itself.
    refetchOnReconnect: 'always',
    queryFn: async ({ pageParam }): Promise<KeptPage<T>> => {
      try {
        const page = await api.get<Page<T>>(url, { cursor: pageParam, limit: 50 });
        if (!pageParam) keep(place, page, namesSomebody);
        return page;
      } catch (error) {
        if (pageParam || !(error instanceof ApiError) || error.status !== 0) throw error;
        const last = lastPage<T>(place);
        if (!last) throw nothingKept();
        return last;
      }
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });
}
