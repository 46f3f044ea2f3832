import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { FormField, Point } from '../../../api/types.ts';

export interface CatalogType {
  code: string;
  name: string;
  description: string;
  sources: { code: string; name: string }[];
  place_required: boolean;
  category_required: boolean;
  anonymous: boolean;
  confidential: boolean;
  form: FormField[];
}

export interface Condition {
  code: string;
  register: string;
  close: string;
  limit: string;
}

export interface Category {
  code: string;
  name: string;
  parent: string | null;
  path: string;
  selectable: boolean;
  conditions?: Condition[];
}

export interface CatalogState {
  code: string;
  name: string;
  phase: string;
  open: boolean;
}

const lasting = { staleTime: 10 * 60_000 };

/** The kinds of matters there are, in the city's order. */
export const useTypes = () =>
  useQuery({
    ...lasting,
    queryKey: ['catalog', 'types'],
    queryFn: () => api.get<{ items: CatalogType[] }>('/api/catalog/types'),
  });

/** The states of one type's flow. */
export const useStates = (type: string) =>
  useQuery({
    ...lasting,
    queryKey: ['catalog', 'states', type],
    enabled: type !== '',
    queryFn: () => api.get<{ items: CatalogState[] }>('/api/catalog/states', { type }),
  });

/** All classes of a type, with their conditions. */
export const useCategories = (type: string) =>
  useQuery({
    ...lasting,
    queryKey: ['catalog', 'categories', type],
    enabled: type !== '',
    queryFn: () => api.get<{ items: Category[] }>('/api/catalog/categories', { type }),
  });

/** The classes of all these types together (of every type when none is named), for choosing. */
export function useAllCategories(types: CatalogType[], enabled: boolean): { value: string; label: string }[] {
  const found = useQueries({
    queries: (types.length > 0 ? types.map(({ code }) => code) : ['']).map((type) => ({
      ...lasting,
      enabled,
      queryKey: ['catalog', 'categories', type],
      queryFn: () => api.get<{ items: Category[] }>('/api/catalog/categories', { type }),
    })),
  });
  const all = found.flatMap(({ data }) => data?.items ?? []).filter(({ selectable }) => selectable);
  return [...new Map(all.map(({ code, path }) => [code, { value: code, label: path }])).values()];
}

/** The classes that a text sounds like, the likeliest first. */
export const useSuggestedCategories = (type: string, text: string) =>
  useQuery({
    ...lasting,
    queryKey: ['catalog', 'suggested', type, text],
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<{ items: Category[] }>('/api/catalog/categories', { type, q: text.slice(0, 200) }, { signal }),
  });

export interface Place {
  id: string;
  name: string;
  address: string;
  lng: number | null;
  lat: number | null;
  area: { id: string; name: string; full_name: string };
}

/** Addresses and buildings by what was typed. */
export const usePlaces = (q: string, near?: Point | null) =>
  useQuery({
    queryKey: ['place', q],
    enabled: q.length >= 1,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<{ items: Place[] }>('/api/places', { q, lng: near?.lng, lat: near?.lat, limit: 8 }, { signal }),
  });

/** The grid of a point, and the neighbours where the edge is near. */
export const useLocated = (point: Point | null | undefined) =>
  useQuery({
    queryKey: ['located', point?.lng, point?.lat],
    enabled: Boolean(point),
    queryFn: () =>
      api.get<Located>('/api/areas/locate', { lng: point?.lng ?? null, lat: point?.lat ?? null }),
  });

export interface AreaName {
  id: string;
  name: string;
  full_name?: string;
}

export interface Located {
  grid: AreaName | null;
  candidates: AreaName[];
}
