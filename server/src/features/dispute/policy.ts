import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type UnitRegistry, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { eachReach, findMatter, holdsOn, type Matter, reachesOf } from '../matter/index.ts';

/** Staff who may read matters at all; what of a dispute they then see is decided row by row. */
export const READERS = ['matter:view-area', 'matter:view-unit'];
/** Staff who may do anything to one. */
export const WORKERS = ['matter:handle', 'matter:dispatch'];
const TYPE = 'dispute';

const GONE = ['returned', 'transferred'];

/**
 * Whether an actor is inside a dispute: one of its mediators, the centre that answers for it, or a unit with an own part.
 * A grid worker is not let in by the community's part alone: it must be named as a mediator.
 */
export function isInside(
  actor: Actor,
  matter: Matter,
  mediators: readonly string[],
  units: UnitRegistry,
): boolean {
  if (actor.kind === 'system' || mediators.includes(actor.id)) return true;
  const centre = holdsOn(actor, matter, units).some(
    ({ relation, permissions }) => relation === 'centre' && permissions.has('matter:dispatch'),
  );
  const holds = (permission: string, unit: string) =>
    actor.grants.some((grant) => grant.permission === permission && grant.unit === unit);
  return (
    centre ||
    matter.tasks.some(
      ({ role, unit, account, state }) =>
        (role === 'main' || role === 'co') &&
        !GONE.includes(state) &&
        (account === actor.id ||
          (unit !== null && holds('matter:handle', unit) && holds('matter:view-unit', unit))),
    )
  );
}

export interface Seen {
  matter: Matter;
  inside: boolean;
  units: UnitRegistry;
  areas: AreaTree;
}

/** The mediators that have an account. */
export async function mediatorAccounts(db: Db, matter: string): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from dispute_mediator where matter_id = ${matter}::uuid and account_id is not null and removed_at is null`.execute(
    db,
  );
  return rows.map((row) => row.account_id);
}

/** The dispute as it exists for this actor, and whether it is inside; 404 for who may not see the matter, or when it is none. */
export async function seeDispute(runtime: Runtime, db: Db, actor: Actor, id: string): Promise<Seen> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const matter = await findMatter(db, actor, areas, id);
  if (matter.type_code !== TYPE || actor.kind === 'resident') throw notFound('纠纷');
  return { matter, units, areas, inside: isInside(actor, matter, await mediatorAccounts(db, id), units) };
}

/** The same, for what only those inside may do. */
export async function enterDispute(runtime: Runtime, db: Db, actor: Actor, id: string): Promise<Seen> {
  const seen = await seeDispute(runtime, db, actor, id);
  if (!seen.inside)
    throw notAllowed('只有这件纠纷的调解员、承办单位和负责的指挥中心可以查看当事人情况和办理。');
  return seen;
}

/** One condition on a matter `m` per reason this actor has to see disputes: a list is a union of them. */
export function disputeReaches(actor: Actor, areas: AreaTree): RawBuilder<boolean>[] {
  return eachReach(reachesOf(actor, areas));
}
