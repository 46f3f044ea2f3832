import type { PositionAnswer } from '../workflow/index.ts';

/** Kinds of people a response team (力量编组) is made of, beside the departments. */
export const MEMBER_KINDS = {
  party: '下沉党员',
  partner: '共建单位',
  volunteer: '志愿者',
  public_post: '公益岗',
  organisation: '社会组织',
  own: '自有人员',
} as const;
export type MemberKind = keyof typeof MEMBER_KINDS;

/** Within how many metres of the place somebody counts as there, unless the whistler sets another radius. */
export const RADIUS = 300;

export interface Point {
  lng: number;
  lat: number;
}

const EARTH = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two points on the ground (WGS-84, great circle), whole. */
export function metresBetween(one: Point, other: Point): number {
  const [a, b] = [radians(one.lat), radians(other.lat)];
  const half =
    Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(other.lng - one.lng) / 2) ** 2;
  return Math.round(2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half))));
}

export interface Arrival {
  distance: number;
  /** Farther from the place than the radius. */
  far: boolean;
  /** When it was done: the phone's own time where it lies between the call and the receipt, else the receipt. */
  actedAt: Date;
  /** Seconds after the arrival deadline; 0 in time. */
  lateSeconds: number;
}

/**
 * What a sign-in (报到) amounts to. The phone's time counts, so that whoever had no signal on the spot is not late by it, but never a
 * time before the department was called or after the server heard of it.
 */
export function judgeArrival(
  place: PositionAnswer,
  whistle: { site: Point; radius: number; calledAt: Date; arriveBy: Date | null },
  now: Date,
): Arrival {
  const distance = metresBetween(place, whistle.site);
  const told = place.at ? Date.parse(place.at) : Number.NaN;
  const believable = told >= whistle.calledAt.getTime() && told <= now.getTime();
  const actedAt = believable ? new Date(told) : now;
  const late = whistle.arriveBy ? actedAt.getTime() - whistle.arriveBy.getTime() : 0;
  return {
    distance,
    far: distance > whistle.radius,
    actedAt,
    lateSeconds: Math.max(0, Math.ceil(late / 1000)),
  };
}

/** How a department stands in a whistle. `called`, `arrived`: still awaited. The others are outcomes. */
export const PARTY_STATES = {
  called: '待报到',
  arrived: '已到场',
  answered: '已反馈',
  released: '已解除',
  replaced: '已更换',
  excused: '已裁定',
  withdrawn: '已撤哨',
  informed: '知会',
} as const;
export type PartyState = keyof typeof PARTY_STATES;

/** Whether a department is still awaited: a whistle is closed jointly only when none is. */
export const awaited = (state: PartyState): boolean => state === 'called' || state === 'arrived';

/** Departments the whistler rates: who had to come and was neither released nor replaced. */
export const ratable = (party: { role: string; state: PartyState }): boolean =>
  party.role !== 'inform' && (party.state === 'answered' || party.state === 'excused');

/** A distance in words: 85 米, 1.2 公里. */
export const distanceWords = (metres: number): string =>
  metres < 1000 ? `${metres} 米` : `${(metres / 1000).toFixed(1)} 公里`;

/** A time in words, whole minutes rounded up: 3 分钟, 1 小时 5 分钟. */
export function durationWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} 分钟`;
  return `${Math.floor(minutes / 60)} 小时${minutes % 60 ? ` ${minutes % 60} 分钟` : ''}`;
}

const TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** 2026/03/02 09:00:05, in Asia/Shanghai. */
export const timeWords = (at: Date): string => TIME.format(at);
