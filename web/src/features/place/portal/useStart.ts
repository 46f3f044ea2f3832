import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import type { Answer, Point } from '../../../api/types.ts';
import { type Drawing, middleOf } from '../place.ts';

interface Start {
  /** Null while it is asked for, or when the program knows of no area. */
  point: Point | null;
  /** It is one's own grid, not the city's middle. */
  own: boolean;
  /** Nothing more will come. */
  settled: boolean;
}

/** Where to look while the phone's position is not known: the middle of one's own grid, else of the areas the program knows. */
export function useStart(): Start {
  const me = useMe();
  const signedIn = Boolean(me.data?.account);
  const mine = useQuery({
    queryKey: ['duty_home', 'list', 'mine'],
    enabled: signedIn,
    queryFn: () => api.get<Answer<'readMyGrid'>>('/api/my-grid'),
  });
  const grid = mine.data?.grid?.id;
  const home = useQuery({
    queryKey: ['area', grid],
    enabled: Boolean(grid),
    queryFn: () => api.get<Answer<'getArea'>>(`/api/areas/${grid}`),
  });
  const own = home.data?.center ?? null;
  const asking = me.isPending || (signedIn && mine.isPending) || (Boolean(grid) && home.isPending);
  const city = useQuery({
    queryKey: ['area', 'list', 'drawing'],
    enabled: !asking && !own,
    staleTime: 600_000,
    queryFn: () => api.get<Drawing>('/api/map/areas.geojson'),
  });
  const point = own ?? (city.data ? middleOf(city.data) : null);
  return { point, own: own !== null, settled: own !== null || city.isSuccess || city.isError };
}
