import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { ApiError, api, type Query } from './client.ts';
import { draftPlace } from './drafts.ts';
import type { Page } from './types.ts';

interface Kept<T> {
  noun: string;
  /** Which list of the noun, where there are several. */
  which?: string;
  url: string;
  asked?: Query;
  owner: string | undefined;
  enabled?: boolean;
  /** Whether a row names a person: such rows are kept by the open tab alone, the others until sign-out. */
  namesSomebody?: (row: T) => boolean;
  /** A row as this device may keep it, where that is less than what is shown. */
  lean?: (row: T) => T;
}

/** Without signal, `unkept` says how many of the rows seen last are not here, for they name people and another tab read them. */
interface KeptPage<T> extends Page<T> {
  unkept?: number;
}

const placeOf = (noun: string, which: string, owner: string) => draftPlace(`kept:${noun}:${which}`, owner);

/** What was seen last; null where nothing of it was kept. */
function lastPage<T>(place: string): KeptPage<T> | null {
  for (const storage of [sessionStorage, localStorage])
    try {
      const { items, unkept = 0 } = JSON.parse(storage.getItem(place) ?? '') as KeptPage<T>;
      if (items.length > 0 || unkept === 0) return { items, next: null, unkept };
    } catch {}
  return null;
}

/** The rows of a list as they were last seen here, while nobody has answered yet. */
export const lastRows = <T>(noun: string, which: string, owner: string): T[] =>
  lastPage<T>(placeOf(noun, which, owner))?.items ?? [];

/** Nothing to show is not the same as nothing to do. */
const nothingKept = (): ApiError =>
  new ApiError(0, { code: 'no_signal', detail: '没有网络，这份清单没有存在本机，请有网后重试。' });

function keep<T>(place: string, rows: T[], namesSomebody: (row: T) => boolean): void {
  try {
    sessionStorage.setItem(place, JSON.stringify({ items: rows }));
    const items = rows.filter((row) => !namesSomebody(row));
    localStorage.setItem(place, JSON.stringify({ items, unkept: rows.length - items.length }));
  } catch {
    // Storage full or forbidden: the list is there again with the signal.
  }
}

/** What is to be done in one's grids, the most pressing first; without signal, in a stairwell, what was last seen of the first page. */
export function useKeptList<T>({
  noun,
  which = 'mine',
  url,
  asked,
  owner,
  enabled = true,
  namesSomebody = () => false,
  lean = (row) => row,
}: Kept<T>) {
  const place = placeOf(noun, which, owner ?? '');
  return useInfiniteQuery({
    queryKey: [noun, 'list', which, owner],
    enabled: enabled && Boolean(owner),
    initialPageParam: '',
    // What was last seen is only for as long as there is no signal. Since every query of ours runs without signal too
    // (`networkMode: 'always'`), the library would not ask again when it comes back.
    refetchOnReconnect: 'always',
    queryFn: async ({ pageParam }): Promise<KeptPage<T>> => {
      try {
        const page = await api.get<Page<T>>(url, { ...asked, cursor: pageParam, limit: 50 });
        if (!pageParam) keep(place, page.items.map(lean), namesSomebody);
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

/** Whether a door to a list leads somewhere. Not known is not nothing: behind the door it is said why, and asked again. */
export const hasSome = (list: {
  data?: InfiniteData<Page<unknown>> | undefined;
  isError: boolean;
}): boolean => (list.data ? list.data.pages.some(({ items }) => items.length > 0) : list.isError);
