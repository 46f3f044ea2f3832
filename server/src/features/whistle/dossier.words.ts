import { distanceWords, durationWords, timeWords } from './rules.ts';
import type { DossierData } from './schema.dossier.ts';

type Party = DossierData['whistle']['parties'][number];

/** A moment in words; a dash for none. */
export const momentWords = (at: string | null): string => (at ? timeWords(new Date(at)) : '—');

export const ROLES: Record<string, string> = { main: '主办', co: '协办', inform: '知会' };

/** How an arrival went: in time or late by how much, how far from the place, and why from afar. */
export function arrivalWords(arrival: Party['arrivals'][number]): string {
  const { acted_at, received_at, late_seconds, distance_m, accuracy_m, far, far_reason, people, by, note } =
    arrival;
  const delayed = Date.parse(received_at) - Date.parse(acted_at) > 60_000;
  return [
    `${momentWords(acted_at)} ${by} 报到${people ? `（${people} 人）` : ''}`,
    late_seconds > 0 ? `迟到 ${durationWords(late_seconds)}` : '按时',
    `距现场 ${distanceWords(distance_m)}${accuracy_m === null ? '' : `（定位精度 ±${accuracy_m} 米）`}`,
    ...(far ? [`超出到场范围：${far_reason ?? ''}`] : []),
    ...(delayed ? [`无信号补传，${momentWords(received_at)} 收到`] : []),
    ...(note ? [note] : []),
  ].join('，');
}

/** The three scales and the words of a rating. */
export const ratingWords = (rating: NonNullable<Party['rating']>): string =>
  `到场及时 ${rating.timely}，配合 ${rating.cooperation}，效果 ${rating.effect}${rating.words ? `；${rating.words}` : ''}`;

/** 已核验 with the last hash, or which event does not hold. */
export const chainWords = ({ events, last, broken }: DossierData['chain']): string =>
  broken === null
    ? `已核验：${events} 条事件的散列值逐条重算一致，最后一条 ${last}`
    : `核验未通过：第 ${broken} 号事件与其散列值不符，其后的记录不可信`;
