import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import type { Answer, Point } from '../../api/types.ts';

export type Row = components['schemas']['PlaceItem'];
export type Detail = components['schemas']['PlaceDetail'];
export type Subject = Row['subject'];
export type Field = components['schemas']['PlaceForm']['items'][number];
export type Nearby = components['schemas']['NearbyPlace'];
export type Value = string | number | boolean | null;

/** `end` is what taking it out of use is called. */
type Words = Record<'name' | 'state' | 'place' | 'search' | 'end', string>;
export const words: Record<Subject, Words> = {
  organisation: {
    ...{ name: '单位', state: '经营状态', place: '地址', search: '名称、地址、信用代码' },
    end: '停用',
  },
  facility: { name: '场所设施', state: '状态', place: '地址', search: '名称、地址', end: '停用' },
  component: { name: '部件', state: '状态', place: '位置', search: '名称、位置、部件代码', end: '停用' },
  vehicle: { name: '车辆', state: '', place: '停放位置', search: '完整车牌，如 鄂A12345', end: '停用' },
  incident: {
    ...{ name: '案（事）件', state: '是否破案（办结）', place: '发生地点', search: '名称、地点、编码' },
    end: '作废',
  },
};

/** What one needs to see and to register those of a subject. */
const OF_PLACES = { view: 'place:view-area', edit: 'place:edit' };
export const rightsOf = (subject: Subject) =>
  subject === 'incident' ? { view: 'incident:view-area', edit: 'incident:edit' } : OF_PLACES;

/** The subject whose live messages refresh something. */
export const nounOf = (subject: Subject): string =>
  subject === 'vehicle' || subject === 'incident' ? `place_${subject}` : 'place';

/** The items of a subject; words change seldom. */
export const useForm = (subject: Subject) =>
  useQuery({
    queryKey: ['place', 'form', subject],
    staleTime: 600_000,
    queryFn: () => api.get<Answer<'readSiteForm'>>('/api/site-form', { subject }),
  });

export const usePlace = (id: string) =>
  useQuery({ queryKey: ['place', id], queryFn: () => api.get<Detail>(`/api/sites/${id}`) });

export const refreshPlaces = () =>
  Promise.all(
    ['place', 'place_vehicle', 'place_incident'].map((noun) =>
      queryClient.invalidateQueries({ queryKey: [noun] }),
    ),
  );

/** 320 米, 1.2 公里. */
export const farOf = (metres: number): string =>
  metres < 1000 ? `${metres} 米` : `${(metres / 1000).toFixed(1)} 公里`;

/** Areas as a map draws them. */
export interface Drawing {
  features: { geometry: { coordinates: unknown } }[];
}

const boxMiddle = (numbers: readonly number[]): Point => {
  const along = (from: 0 | 1) => {
    const values = numbers.filter((_, index) => index % 2 === from);
    const [least, most] = values.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    return (least + most) / 2;
  };
  return { lng: along(0), lat: along(1) };
};

/** The middle of the area that lies nearest to the middle of all; null where there is none. A city's own middle may be a lake, or outside a bent city. */
export function middleOf({ features }: Drawing): Point | null {
  const shapes = features.map(({ geometry }) => [geometry.coordinates].flat(10) as number[]);
  if (shapes.length === 0) return null;
  const all = boxMiddle(shapes.flat());
  const far = ({ lng, lat }: Point) => (lng - all.lng) ** 2 + (lat - all.lat) ** 2;
  return shapes.map(boxMiddle).reduce((nearest, each) => (far(each) < far(nearest) ? each : nearest));
}
