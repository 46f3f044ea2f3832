import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import { orKept } from '../../../api/kept.ts';
import type { FormField } from '../../../api/types.ts';

/** What a report must know of a kind of matter. */
export interface MatterType {
  code: string;
  name: string;
  description: string;
  sources: { code: string; name: string }[];
  place_required: boolean;
  anonymous: boolean;
  confidential: boolean;
  form: FormField[];
}

export interface Category {
  code: string;
  name: string;
}

/** The kinds of matter this account may open. The last answer stays on the device: it is no secret, and is needed without signal. */
export function useTypes() {
  return useQuery({
    queryKey: ['catalog', 'types'],
    staleTime: 10 * 60_000,
    queryFn: () =>
      orKept('huying-types', async () => {
        const { items } = await api.get<{ items: MatterType[] }>('/api/catalog/types');
        return items;
      }),
  });
}

/** A value that lags behind typing, so that not every letter asks the server. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Classes of a kind that fit what is being typed, best first. */
export function useSuggestions(type: string | undefined, text: string) {
  const q = useSettled(text.trim().slice(0, 60), 350);
  return useQuery({
    queryKey: ['catalog', 'categories', type, q],
    enabled: Boolean(type) && q.length >= 2,
    staleTime: 10 * 60_000,
    retry: false,
    queryFn: ({ signal }) =>
      api.get<{ items: Category[] }>('/api/catalog/categories', { type, q }, { signal }),
  });
}
