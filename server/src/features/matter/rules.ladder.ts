import { dayAndTime } from '../../platform/day.ts';
import { clockKinds, type RunningClock } from '../workflow/index.ts';

const nameOf = ({ kind }: Pick<RunningClock, 'kind'>): string =>
  clockKinds[kind as keyof typeof clockKinds] ?? kind;

/** How late a clock is, in words: `处置时限 3月2日 17:00 到期，已超时 2 天 3 小时`. */
export function lateWords(clock: Pick<RunningClock, 'kind' | 'due_at'>, now: Date): string {
  const late = now.getTime() - clock.due_at.getTime();
  const due = `${nameOf(clock)} ${dayAndTime(clock.due_at)} 到期`;
  if (late < 60_000) return due;
  const minutes = Math.floor(late / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const words = [days && `${days} 天`, hours && `${hours} 小时`, !days && !hours && `${minutes} 分钟`];
  return `${due}，已超时 ${words.filter(Boolean).join(' ')}`;
}

/** A matter that went from one centre to another, as its event keeps it; moments are ISO texts. */
export interface Hop {
  from: { unit: string; level: string | null };
  to: { unit: string; level: string | null };
  due: { before: string | null; after: string | null };
}

/** 江岸's levels of centres. */
export const LEVEL_NAMES: Record<string, string> = { A: 'A 社区', B: 'B 街道', C: 'C 区', D: 'D 市' };

/** `西社区指挥中心（A 社区）→ 一街道指挥中心（B 街道）`, and the nearest limit where it changed. */
export function hopWords(
  { from, to, due }: Hop,
  nameOf: (unit: string) => string,
): { centre: string; due?: string } {
  const place = ({ unit, level }: Hop['from']) =>
    `${nameOf(unit)}${level ? `（${LEVEL_NAMES[level]}）` : ''}`;
  const moment = (at: string | null) => (at ? dayAndTime(new Date(at)) : '无');
  return {
    centre: `${place(from)} → ${place(to)}`,
    ...(due.before !== due.after && { due: `${moment(due.before)} → ${moment(due.after)}` }),
  };
}
