import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { badField } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';

/** The names of these persons as the actor may read them; whoever is out of the actor's reach is not among them. */
export type HolderNames = (ctx: Context, people: readonly string[]) => Promise<ReadonlyMap<string, string>>;

const known = new WeakMap<Runtime['db'], HolderNames>();

/** Lets the feature that knows the people say who owns or runs something. Call it where it adds its routes. */
export function registerHolders(runtime: Runtime, names: HolderNames): void {
  known.set(runtime.db, names);
}

/** The name of a person as the actor may read it; null for whoever is out of reach. */
export const holderName = async (ctx: Context, person: string): Promise<string | null> =>
  (await known.get(ctx.runtime.db)?.(ctx, [person]))?.get(person) ?? null;

/** Refuses an owner whom the actor may not see. */
export async function requireHolder(ctx: Context, person: string): Promise<void> {
  if ((await holderName(ctx, person)) === null)
    throw badField('holder', 'unknown', '没有这位居民，或不在您可查看的范围内，请重新选择。');
}

/**
 * What one person owns or runs is another's from now on, or nobody's; `only`: as far as it is among these. Returns what it was. Needs the
 * program's scope.
 */
export async function passOn(
  { db }: { db: Db },
  from: string,
  to: string | null,
  only?: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update place set holder_id = ${to}::uuid, holder_kind = ${to && 'person'}, version = version + 1
    where holder_id = ${from}::uuid and holder_kind = 'person' ${only ? sql`and id = any (${only as string[]}::uuid[])` : sql``}
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}
