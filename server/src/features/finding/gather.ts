import { sql } from 'kysely';
import { inStretches } from '../../platform/heaps.ts';
import { atMost } from '../../platform/page.ts';
import type { Context } from '../../platform/runtime.ts';
import { cellOf, cellsAround } from '../matter/index.ts';
import type { Part, Place, Point } from './points.ts';
import type { CallerRule, PlaceRule, Rule } from './settings.ts';

/** A call and the rule by which it may add up with others. */
export interface Asked<R extends Rule = Rule> {
  point: Point;
  rule: R;
}

/** A call as it is kept: in the heap of its group and cell, and in that of its caller. */
export interface Kept {
  id: string;
  at: Date;
  place: Place | null;
}

/** Calls that are kept, each with its heap. */
export interface InHeap {
  heap: string;
  call: Kept;
}

/** The newest of each cell, so that no heap of calls at one spot costs more; as many at least as the rule asks for. */
export const perCell = ({ count }: PlaceRule): number => Math.max(30, count);
export const perCaller = ({ count }: CallerRule): number => 2 * count;

const heapAt = (group: string | null, { y, x }: { y: number; x: number }): string => `${y} ${x} ${group}`;

/** The heaps of calls that one may add up with by a rule. */
export const heapsAround = ({ point, rule }: Asked): string[] =>
  rule.kind === 'caller'
    ? [point.caller!]
    : cellsAround(point.place!, rule.radius).map((cell) => heapAt(point.group, cell));

/** The heaps that a call is in. */
export const heapsOf = ({ group, place, caller }: Point): string[] => [
  ...(place && group !== null ? [heapAt(group, cellOf(place))] : []),
  ...(caller ? [caller] : []),
];

const DAY = 86_400_000;

/** Just before the first moment whose calls matter to any of these. */
const sinceOf = (asked: readonly Asked[]): string =>
  new Date(
    Math.min(...asked.map(({ point, rule }) => point.at.getTime() - rule.days * DAY)) - 1,
  ).toISOString();

/** Earlier calls of the group in the cells around each call. */
export async function nearBy(ctx: Context, asked: readonly Asked<PlaceRule>[]): Promise<InHeap[]> {
  if (asked.length === 0) return [];
  const cells = asked.flatMap(({ point, rule }) =>
    cellsAround(point.place!, rule.radius).map((cell) => ({
      ...cell,
      code: point.group,
      heap: heapAt(point.group, cell),
      upTo: point.at.toISOString(),
    })),
  );
  const { rows } = await sql<Omit<Kept, 'place'> & Place & { heap: string }>`
    select c.heap, p.id, p.at, p.lng, p.lat
    from jsonb_to_recordset(${JSON.stringify(inStretches(cells, sinceOf(asked)))}::jsonb)
      as c(heap text, code text, y int, x int, after timestamptz, "upTo" timestamptz)
    cross join lateral (select o.matter_id as id, o.at, o.lng, o.lat from finding_point o
      where o.group_code = c.code and o.y = c.y and o.x = c.x
        and o.at > c.after and o.at <= c."upTo"
      order by o.at desc limit ${atMost(Math.max(...asked.map(({ rule }) => perCell(rule))))}) p`.execute(
    ctx.db,
  );
  return rows.map(({ heap, id, at, lng, lat }) => ({ heap, call: { id, at, place: { lng, lat } } }));
}

/** The newest earlier calls of the same person. */
export async function ofCallers(ctx: Context, asked: readonly Asked<CallerRule>[]): Promise<InHeap[]> {
  if (asked.length === 0) return [];
  const callers = asked.map(({ point }) => ({ heap: point.caller!, upTo: point.at.toISOString() }));
  const { rows } = await sql<{ heap: string; id: string; at: Date }>`
    select c.heap, p.id, p.at
    from jsonb_to_recordset(${JSON.stringify(inStretches(callers, sinceOf(asked)))}::jsonb) as c(heap text, after timestamptz, "upTo" timestamptz)
    cross join lateral (select o.matter_id as id, o.at from finding_point o
      where o.caller = decode(c.heap, 'hex') and o.at > c.after and o.at <= c."upTo"
      order by o.at desc limit ${atMost(Math.max(...asked.map(({ rule }) => perCaller(rule))))}) p`.execute(
    ctx.db,
  );
  return rows.map(({ heap, id, at }) => ({ heap, call: { id, at, place: null } }));
}

/** What some calls are part of. */
export async function partsOf(ctx: Context, calls: Iterable<string>): Promise<Part[]> {
  const { rows } = await sql<Part>`
    select k.matter_id as call, f.kind, f.id as finding, f.state = 'open' as open
    from finding_matter k join finding f on f.id = k.finding_id
    where k.matter_id = any (${[...calls]}::uuid[])`.execute(ctx.db);
  return rows;
}
