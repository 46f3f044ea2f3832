import { type RawBuilder, sql } from 'kysely';
import { type Actor, areasOf, unitsOf } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import type { AreaTree } from '../area/index.ts';

export const VIEW_AREA = 'matter:view-area';
export const VIEW_UNIT = 'matter:view-unit';

/** The stage of photos that belong to what only staff read (佐证材料 of a return). */
export const INTERNAL_STAGE = 'internal';

/** Of a matter's photos residents see those of its public story, and what they uploaded themselves. */
export const mayViewFile = (actor: Actor, file: { stage: string | null; owner_id: string }): boolean =>
  actor.kind !== 'resident' || file.stage !== INTERNAL_STAGE || file.owner_id === actor.id;

/** Deepest area column of a matter: below that nothing has a column of its own. */
export const DEPTHS = 6;

/**
 * One reason to see matters: all of the city, a subtree of the areas (`depth` 2 = district), or being a party. `plain` leaves
 * out confidential ones: by area those are seen only by who may accept matters there, everybody else must be a party.
 */
export type Reach =
  | { kind: 'all'; plain: boolean }
  | { kind: 'area'; depth: number; area: string; plain: boolean }
  | { kind: 'party'; ref: string };

/**
 * Every reason this actor has, none inside another. A list is a union of one keyset each; a row is visible when any holds.
 */
export function reachesOf(actor: Actor, areas: AreaTree): Reach[] {
  if (actor.kind === 'system') return [{ kind: 'all', plain: false }];
  const tops = areasOf(actor, VIEW_AREA);
  const accepting = areasOf(actor, 'matter:accept');
  const plain = (area: string) => !accepting.some((other) => areas.within(area, other));
  const inside = (area: string, other: string) =>
    area !== other && areas.within(area, other) && (!plain(other) || plain(area));
  const reaches: Reach[] = [];
  for (const area of tops.filter((each) => !tops.some((other) => inside(each, other)))) {
    const depth = areas.get(area)?.path.length ?? 0;
    // The city, or what lies above it, holds everything: one database is one city.
    if (depth <= 1 && areas.get(area)) reaches.push({ kind: 'all', plain: plain(area) });
    else if (depth > 1 && depth <= DEPTHS) reaches.push({ kind: 'area', depth, area, plain: plain(area) });
  }
  if (reaches.some((reach) => reach.kind === 'all' && !reach.plain)) return [{ kind: 'all', plain: false }];
  for (const ref of [...unitsOf(actor, VIEW_UNIT), actor.id]) reaches.push({ kind: 'party', ref });
  return reaches;
}

/** The column of `matter` that holds the ancestors of a depth. */
export function areaColumn(depth: number): RawBuilder<unknown> {
  if (!Number.isInteger(depth) || depth < 1 || depth > DEPTHS)
    throw new RangeError(`no area column of depth ${depth}`);
  return sql.raw(`m.area_${depth}`);
}

function condition(reach: Exclude<Reach, { kind: 'party' }>): RawBuilder<boolean> {
  if (reach.kind === 'all') return reach.plain ? sql<boolean>`not m.confidential` : sql<boolean>`true`;
  const inside = sql<boolean>`${areaColumn(reach.depth)} = ${reach.area}::uuid`;
  return reach.plain ? sql<boolean>`(${inside} and not m.confidential)` : inside;
}

/**
 * One of these is a party. Not by `exists`: PostgreSQL may answer that by gathering every matter they are party to, which for a busy
 * desk are thousands, to look at one.
 */
const isParty = (refs: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(select true from matter_party p where p.ref = any (${refs as string[]}::uuid[]) and p.matter_id = m.id limit 1) is true`;

/** True in SQL for a row `m` of `matter` that one of the reaches holds; false when there is none. */
export function anyReach(reaches: readonly Reach[]): RawBuilder<boolean> {
  if (reaches.length === 0) return sql<boolean>`false`;
  const parties = reaches.flatMap((reach) => (reach.kind === 'party' ? [reach.ref] : []));
  const conditions = [
    ...reaches.flatMap((reach) => (reach.kind === 'party' ? [] : [condition(reach)])),
    ...(parties.length > 0 ? [isParty(parties)] : []),
  ];
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

/** One condition on a row `m` of `matter` for each reach: for lists that are a union of what each gives, so all a party has may be gathered. */
export const eachReach = (reaches: readonly Reach[]): RawBuilder<boolean>[] =>
  reaches.map((reach) =>
    reach.kind === 'party'
      ? sql<boolean>`m.id in (select p.matter_id from matter_party p where p.ref = ${reach.ref}::uuid)`
      : condition(reach),
  );

/** True in SQL for a row `m` of `matter` that exists for this actor. For single rows; lists use `reachesOf`. */
export function visible(actor: Actor, areas: AreaTree): RawBuilder<boolean> {
  const reaches = reachesOf(actor, areas);
  if (reaches.length === 0) throw notFound('事项');
  return anyReach(reaches);
}
