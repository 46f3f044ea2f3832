import { type RawBuilder, sql } from 'kysely';
import { atMost } from '../../platform/page.ts';
import type { Context } from '../../platform/runtime.ts';
import { cellsAround } from '../matter/index.ts';
import type { Place, Point } from './points.ts';
import type { Earlier } from './rules.ts';
import type { CallerRule, Kind, PlaceRule, Rule } from './settings.ts';

/** A call and the rule by which it may add up with others. */
export interface Asked<R extends Rule = Rule> {
  point: Point;
  rule: R;
}

/** An earlier call of the same group at a place. */
export interface Near extends Earlier, Place {}

/** The newest of each cell, so that no heap of calls at one spot costs more; as many at least as the rule asks for. */
export const perCell = ({ count }: PlaceRule): number => Math.max(30, count);
export const perCaller = ({ count }: CallerRule): number => 2 * count;

/** Earlier calls by the call that they may add up with. */
export type ByCall<T> = ReadonlyMap<string, readonly T[]>;

const DAY = 86_400_000;
const sinceOf = ({ point, rule }: Asked): Date => new Date(point.at.getTime() - rule.days * DAY);

/** The finding of a kind that a call `p` is part of. */
const findingOf = (kind: Kind): RawBuilder<unknown> => sql`
  lateral (select f.id, f.state = 'open' as open from finding_matter k join finding f on f.id = k.finding_id
    where k.matter_id = p.id and f.kind = ${kind} limit 1) g`;

/** Earlier calls of the group in the cells around each call, and the finding each is part of. */
export async function nearBy(ctx: Context, asked: readonly Asked<PlaceRule>[]): Promise<ByCall<Near>> {
  if (asked.length === 0) return new Map();
  const cells = asked.flatMap(({ point, rule }) =>
    cellsAround(point.place!, rule.radius).map((cell) => ({
      ...cell,
      call: point.id,
      code: point.group,
      at: point.at,
      since: sinceOf({ point, rule }),
    })),
  );
  const { rows } = await sql<Near & { call: string }>`
    select c.call, p.id, p.at, p.lng, p.lat, g.id as finding, coalesce(g.open, false) as open
    from jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as c(call uuid, code text, y int, x int, at timestamptz, since timestamptz)
    cross join lateral (select o.matter_id as id, o.at, o.lng, o.lat from finding_point o
      where o.group_code = c.code and o.y = c.y and o.x = c.x and o.at between c.since and c.at
      order by o.at desc limit ${atMost(Math.max(...asked.map(({ rule }) => perCell(rule))))}) p
    left join ${findingOf('place')} on true`.execute(ctx.db);
  return Map.groupBy(rows, ({ call }) => call);
}

/** The newest earlier calls of the same person. */
export async function ofCallers(ctx: Context, asked: readonly Asked<CallerRule>[]): Promise<ByCall<Earlier>> {
  if (asked.length === 0) return new Map();
  const calls = asked.map(({ point, rule }) => ({
    call: point.id,
    caller: point.caller,
    at: point.at,
    since: sinceOf({ point, rule }),
  }));
  const { rows } = await sql<Earlier & { call: string }>`
    select c.call, p.id, p.at, g.id as finding, coalesce(g.open, false) as open
    from jsonb_to_recordset(${JSON.stringify(calls)}::jsonb) as c(call uuid, caller text, at timestamptz, since timestamptz)
    cross join lateral (select o.matter_id as id, o.at from finding_point o
      where o.caller = decode(c.caller, 'hex') and o.at between c.since and c.at
      order by o.at desc limit ${atMost(Math.max(...asked.map(({ rule }) => perCaller(rule))))}) p
    left join ${findingOf('caller')} on true`.execute(ctx.db);
  return Map.groupBy(rows, ({ call }) => call);
}
