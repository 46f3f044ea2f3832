import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';

export type Segment = Answer<'readSegment'>;
export type Member = Answer<'listSegmentPeople'>['items'][number];

/** Members follow a change of a person a moment after it is told, and new rules are computed in the background: looked at again meanwhile. */
const again = (computing: boolean): number => (computing ? 1000 : 10_000);

export const useSegments = () =>
  useQuery({
    queryKey: ['segment', 'list', 'cards'],
    queryFn: () => api.get<Answer<'listSegments'>>('/api/segments'),
    refetchInterval: ({ state }) => again(Boolean(state.data?.items.some(isComputing))),
  });

export const useSegment = (id: string) =>
  useQuery({
    queryKey: ['segment', id],
    queryFn: () => api.get<Segment>(`/api/segments/${id}`),
    refetchInterval: ({ state }) => again(Boolean(state.data && isComputing(state.data))),
  });

export const isComputing = ({ state }: Segment): boolean => state === 'computing';

export const refreshSegments = () => queryClient.invalidateQueries({ queryKey: ['segment'] });
