import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';

export type Area = Answer<'listAreas'>['items'][number];
export type AreaDetail = Answer<'getArea'>;
export type AreaImport = Answer<'getAreaImport'>;
export type Report = NonNullable<AreaImport['report']>;
export type Coverage = NonNullable<Report['coverage']>;
export type Cluster = Answer<'listAreaClusters'>['items'][number];

/** All the areas directly below one (or the topmost), however many pages that takes. */
async function allBelow(parent: string | undefined, signal: AbortSignal): Promise<Area[]> {
  const areas: Area[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.get<Answer<'listAreas'>>('/api/areas', { parent, cursor, limit: 200 }, { signal });
    areas.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return areas;
}

export const childrenQuery = (parent?: string) => ({
  queryKey: ['area', 'list', 'below', parent ?? ''],
  staleTime: 60_000,
  queryFn: ({ signal }: { signal: AbortSignal }) => allBelow(parent, signal),
});

export const areaQuery = (id: string) => ({
  queryKey: ['area', id],
  queryFn: () => api.get<AreaDetail>(`/api/areas/${id}`),
});

export const useArea = (id: string | null) => useQuery({ ...areaQuery(id ?? ''), enabled: id !== null });

export const useClusters = () =>
  useQuery({
    queryKey: ['area', 'list', 'clusters'],
    queryFn: () => api.get<Answer<'listAreaClusters'>>('/api/areas/clusters'),
  });

/** Everything said about areas is asked again. */
export const areasChanged = () => queryClient.invalidateQueries({ queryKey: ['area'] });
