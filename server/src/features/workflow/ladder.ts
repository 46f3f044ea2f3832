import { addWorking, workingBetween } from './calendar.time.ts';
import type { Calendar, Interval } from './calendar.ts';
import type { ClockInputs, Pause } from './clocks.ts';
import { isWorking, limitEnd, parseLimit, pausedOver } from './deadline.ts';
import type { LadderDefinition, Rung } from './ladder.schema.ts';
import type { ClockKind } from './vocabulary.ts';

/** A ladder as it was published. */
export interface PublishedLadder {
  code: string;
  version: number;
  definition: LadderDefinition;
}

/** Every version there is: a clock keeps the one it started under, the next clock takes the newest. */
export interface Ladders {
  newest: PublishedLadder;
  /** That version; the newest for a clock from before there were ladders. */
  at(version: number | undefined): PublishedLadder;
}

/** What of a clock says when it is to be looked at next. */
export interface Climbing {
  kind: string;
  started_at: Date;
  due_at: Date;
  limits: ClockInputs;
  pauses: readonly Pause[];
  rung: number;
}

/** The rungs of a kind of clock, from the first to the last. */
const rungsOf = ({ definition }: PublishedLadder, kind: string): readonly Rung[] =>
  definition.kinds?.[kind as ClockKind] ?? definition.default;

/** The rung that a clock comes to next; the last one again and again where it repeats, undefined where nothing is left. */
export function rungOf(
  clock: Pick<Climbing, 'kind' | 'rung' | 'limits'>,
  ladders: Ladders,
): Rung | undefined {
  const rungs = rungsOf(ladders.at(clock.limits.ladder), clock.kind);
  const last = rungs.at(-1);
  return rungs[clock.rung] ?? (last?.repeat ? last : undefined);
}

const closed = (pauses: readonly Pause[]): Interval[] =>
  pauses.flatMap(({ from, to }) => (to ? [[Date.parse(from), Date.parse(to)] as const] : []));

/** The moment at which a share of a clock's counted time has passed, pauses not counted. */
function shareOf(clock: Climbing, share: number, calendar: Calendar): number {
  const limit = parseLimit(clock.limits.limit);
  const rest = parseLimit(clock.limits.besides ?? '');
  const working = limit !== null && isWorking((rest ?? limit).unit);
  const { extended_to, extended_at } = clock.limits;
  // An approved extension is a new promise: its share is one of the time from then on.
  const start = extended_to ? Date.parse(extended_at!) : clock.started_at.getTime();
  const first = extended_to || !limit ? clock.due_at.getTime() : limitEnd(calendar, limit, start);
  const end = !extended_to && rest ? limitEnd(calendar, rest, first) : first;
  const point = working
    ? addWorking(calendar, start, share * workingBetween(calendar, start, end))
    : start + share * (end - start);
  if (extended_to) return point;
  return pausedOver(calendar, working, { start, end: point, pauses: closed(clock.pauses) });
}

/** A span after a moment, moved on by the pauses since it. */
function after(calendar: Calendar, moment: number, span: string, pauses: readonly Pause[]): number {
  const limit = parseLimit(span)!;
  const since = closed(pauses).filter(([from]) => from >= moment);
  const end = limitEnd(calendar, limit, moment);
  return pausedOver(calendar, isWorking(limit.unit), { start: moment, end, pauses: since });
}

function momentOf(clock: Climbing, rung: Rung, calendar: Calendar): number {
  if (rung.at === 'due') return clock.due_at.getTime();
  if (rung.at.endsWith('%')) return shareOf(clock, Number(rung.at.slice(0, -1)) / 100, calendar);
  return after(calendar, clock.due_at.getTime(), rung.at.slice(1), clock.pauses);
}

interface Coming {
  rung: number;
  at: number;
}

/** What a clock comes to from its rung on, each with its moment; the last rung without end where it repeats. */
function* coming(clock: Climbing, ladders: Ladders, calendar: Calendar): Generator<Coming> {
  const rungs = rungsOf(ladders.at(clock.limits.ladder), clock.kind);
  for (let rung = clock.rung; rung < rungs.length; rung += 1)
    yield { rung, at: momentOf(clock, rungs[rung]!, calendar) };
  const last = rungs.at(-1);
  if (!last?.repeat) return;
  let at = momentOf(clock, last, calendar);
  for (let rung = rungs.length; ; rung += 1) {
    at = after(calendar, at, last.repeat, clock.pauses);
    if (rung >= clock.rung) yield { rung, at };
  }
}

/** When a clock that does not stand still is to be looked at next; the timer of an automatic action when it is due. */
export function nextMoment(clock: Climbing, ladders: Ladders, calendar: Calendar): Date | null {
  if (clock.limits.action) return clock.due_at;
  const [next] = coming(clock, ladders, calendar);
  return next ? new Date(next.at) : null;
}

/**
 * The rung after the one just handled. One that repeats is taken up where the time has come to, not as often as it was missed;
 * those of before are handled one after the other.
 */
export function rungAfter(clock: Climbing, ladders: Ladders, calendar: Calendar, now: Date): number {
  const rungs = rungsOf(ladders.at(clock.limits.ladder), clock.kind);
  const rung = clock.rung + 1;
  if (rung < rungs.length) return rung;
  for (const next of coming({ ...clock, rung }, ladders, calendar))
    if (next.at > now.getTime()) return next.rung;
  return rung;
}

/**
 * The rung of a clock whose due time was moved. One that lies ahead of it again is a new promise: of that it is warned, pressed and
 * carded as of any other. Late by the new one too, what was done about that stays done. Nothing is passed over.
 */
export function rungMoved(clock: Climbing, ladders: Ladders, calendar: Calendar, now: Date): number {
  if (clock.due_at.getTime() <= now.getTime()) return clock.rung;
  for (const { rung, at } of coming({ ...clock, rung: 0 }, ladders, calendar))
    if (rung === clock.rung || at > now.getTime()) return rung;
  return clock.rung;
}

/** So often an alarm comes at the ladder's pace; then at a fifth of it, for what is told every day is read by nobody. */
const OFTEN = 5;

/** Until when nobody needs to hear again of what was told for the nth time just now. */
export function quietUntil(calendar: Calendar, { repeat = '1wd' }: Rung, n: number, now: Date): Date {
  const { value, unit } = parseLimit(repeat)!;
  return new Date(limitEnd(calendar, { value: n < OFTEN ? value : value * OFTEN, unit }, now.getTime()));
}

/** A warning is one only before the time is over. */
export const isLate = (rung: Rung, clock: Pick<Climbing, 'due_at'>, now: Date): boolean =>
  rung.do === 'warn' && clock.due_at.getTime() <= now.getTime();
