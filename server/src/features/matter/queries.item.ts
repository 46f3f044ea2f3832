import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { ITEM_COLUMNS, type Item, type ItemRow, itemRowOf, toItem } from './item.ts';
import { namesFor } from './names.ts';
import { leftAt } from './policy.left.ts';
import { visible } from './policy.ts';
import { findMatter, type Matter } from './row.ts';

/** One matter as a list shows it; 404 when it does not exist for this actor. */
export async function findItem(runtime: Runtime, actor: Actor, id: string): Promise<Item> {
  const areas = await areaTree(runtime);
  const { rows } = await sql<ItemRow>`
    select ${ITEM_COLUMNS} from matter m where m.id = ${id}::uuid and ${visible(actor, areas)}`.execute(
    runtime.db,
  );
  if (!rows[0]) throw notFound('事项');
  return toItem(rows[0], await namesFor(runtime, rows));
}

/**
 * Whether a matter exists for this actor: what its photos ask before each download. What came at a moment after the actor's
 * part in it had ended does not.
 */
export async function seesMatter(runtime: Runtime, actor: Actor, id: string, at?: Date): Promise<boolean> {
  const areas = await areaTree(runtime);
  const { rows } =
    await sql`select from matter m where m.id = ${id}::uuid and ${visible(actor, areas)}`.execute(runtime.db);
  if (rows.length === 0 || !at || actor.kind === 'resident') return rows.length > 0;
  const left = leftAt(actor, await findMatter(runtime.db, actor, areas, id), areas);
  return left === null || at <= left;
}

/** The answer to a new call; a repeated one is read anew, as it is now. */
export async function createdItem(
  runtime: Runtime,
  actor: Actor,
  { id, row }: { id: string; row: ItemRow | null },
): Promise<Item> {
  return row ? toItem(row, await namesFor(runtime, [row])) : findItem(runtime, actor, id);
}

/** The answer to an action, from the matter as the action left it. */
export async function actedItem(runtime: Runtime, matter: Matter): Promise<Item> {
  return toItem(itemRowOf(matter), await namesFor(runtime, [matter]));
}
