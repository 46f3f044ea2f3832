import type { PublishedCalendar } from './calendar.store.ts';
import { type Limit, limitText, limitWords, parseLimit } from './deadline.ts';
import type { MatterType } from './matter-type.ts';

/** What a subject's clocks are counted by. */
export interface Limits {
  /** That of the category's condition, `4wh`. */
  category: string | null;
  /** The condition is an urgent one by itself: its limit is the urgent one already. */
  categoryUrgent?: boolean;
  type: MatterType['limits'];
  /** What level and urgency make of a limit, by the matter type. */
  adjust?: MatterType['adjust'];
  /** By clock: what a routing rule set for this one, in the place of all others. */
  own?: Readonly<Record<string, string>> | undefined;
  /** Who set them when it was no rule: whoever opened it (吹哨方要求). */
  ownSource?: 'asked';
  /** ABCD: the level of the centre that has the matter. */
  level?: string | null | undefined;
  /** ordinary (普通), urgent (应急) or assigned (交办). */
  urgency?: string;
  calendar: PublishedCalendar;
}

/** One thing that changed a limit: who (urgent, assigned, A–D) and to what (`50%`, `30m`). */
export interface Adjusted {
  by: string;
  to: string;
}

/** Into what a unit is cut when a share of it is no whole number. A working day has no fixed hours: its share is rounded up. */
const SMALLER: Partial<Record<Limit['unit'], { unit: Limit['unit']; each: number }>> = {
  ud: { unit: 'h', each: 24 },
  d: { unit: 'h', each: 24 },
  h: { unit: 'm', each: 60 },
  wh: { unit: 'wm', each: 60 },
};

/** So many percent of a limit, never less than one of its smallest unit; what is not whole is rounded up, in favour of who works. */
function share({ value, unit }: Limit, percent: number): Limit {
  if ((value * percent) % 100 === 0) return { value: (value * percent) / 100, unit };
  const smaller = SMALLER[unit];
  return smaller
    ? share({ value: value * smaller.each, unit: smaller.unit }, percent)
    : { value: Math.ceil((value * percent) / 100), unit };
}

/**
 * What level and urgency make of a limit, in this order, so that urgency has the last word: an own limit takes the place of what
 * there was, a percentage is of what there was. The category's limit of an urgent condition is not shortened once more.
 */
export function adjusted(
  usual: string,
  kind: string,
  source: string,
  { adjust = {}, level, urgency, categoryUrgent }: Limits,
): { limit: string; by: Adjusted[] } {
  let limit = usual;
  const by: Adjusted[] = [];
  for (const who of [level, urgency]) {
    const to = (adjust as Record<string, Record<string, string>>)[who ?? '']?.[kind];
    if (!who || !to || (who === 'urgent' && source === 'category' && categoryUrgent)) continue;
    const parsed = parseLimit(limit);
    if (!parsed) throw new Error(`not a limit: ${limit}`);
    limit = to.endsWith('%') ? limitText(share(parsed, Number.parseInt(to, 10))) : to;
    by.push({ by: who, to });
  }
  return { limit, by };
}

const WHO: Record<string, string> = {
  urgent: '应急件',
  assigned: '交办件',
  A: '社区一级',
  B: '街道一级',
  C: '区一级',
  D: '市一级',
};

/** `应急件减半`, `街道一级按 150%`, `交办件另定为 2 工作日`. */
export function adjustedWords({ by, to }: Adjusted): string {
  const who = WHO[by] ?? by;
  if (to === '50%') return `${who}减半`;
  const limit = parseLimit(to);
  return limit ? `${who}另定为 ${limitWords(limit)}` : `${who}按 ${to}`;
}
