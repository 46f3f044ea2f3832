import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { api } from '../../../../api/client.ts';
import type { Answer, Point } from '../../../../api/types.ts';
import { useSettled } from '../catalog.ts';

export type Located = Answer<'locatePoint'>;
export type FoundPlace = Answer<'searchPlaces'>['items'][number];

/** Where a call is: a pin, words, or at least a community. `by` says who set the pin last; a hand beats a machine. */
export interface Place {
  point: Point | null;
  address: string;
  area?: { code: string; name: string };
  by?: 'phone' | 'photo' | 'hand';
}

export const nowhere: Place = { point: null, address: '' };

/** The grid under the pin, and its neighbours where it is within 15 m of an edge. */
export const useGrid = (point: Point | null) =>
  useQuery({
    queryKey: ['area', 'locate', point?.lng, point?.lat],
    enabled: Boolean(point),
    retry: false,
    staleTime: 60_000,
    queryFn: () => api.get<Located>('/api/areas/locate', { lng: point!.lng, lat: point!.lat }),
  });

/** Addresses and buildings that fit what is typed, the nearest first. */
export function usePlaces(typed: string, near: Point | null) {
  const q = useSettled(typed.trim(), 250);
  return useQuery({
    queryKey: ['place', 'find', q, near?.lng, near?.lat],
    enabled: q.length >= 1,
    retry: false,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      api.get<{ items: FoundPlace[] }>(
        '/api/places',
        { q, lng: near?.lng, lat: near?.lat, limit: 6 },
        { signal },
      ),
  });
}

type Asking = 'unknown' | 'ask' | 'busy' | 'found' | 'failed';

/** The phone's own position: taken at once where it was allowed before, otherwise only when asked for by hand. */
export function useHere(onFound: (point: Point) => void) {
  const [state, setState] = useState<Asking>('unknown');
  const ask = useCallback(() => {
    if (!navigator.geolocation) return setState('failed');
    setState('busy');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('found');
        onFound({ lng: coords.longitude, lat: coords.latitude });
      },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  }, [onFound]);
  useEffect(() => {
    let gone = false;
    const permission = navigator.permissions?.query({ name: 'geolocation' });
    Promise.resolve(permission)
      .then((found) => {
        if (gone) return;
        if (found?.state === 'granted') ask();
        else setState('ask');
      })
      .catch(() => setState('ask'));
    return () => {
      gone = true;
    };
  }, [ask]);
  return { state, ask };
}
