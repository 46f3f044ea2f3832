import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { conflict } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { forgetBodies } from './geojson.ts';
import { forgetBoundaries } from './place.ts';
import { forgetAreaTree } from './tree.ts';

const TREE_LOCK = 4201;

/** What PostgreSQL says when the lock did not come free in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Changes of the tree and of the boundaries come one after the other: a path is made from all areas above. Refuses (409)
 * when a large import holds the tree for longer than a person waits.
 */
export async function lockAreas(ctx: Context): Promise<void> {
  await ctx.flush();
  try {
    await sql`select pg_advisory_xact_lock(${TREE_LOCK})`.execute(ctx.db);
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    throw conflict('busy', '正在导入区划或边界，请稍后再试。');
  }
}

/** This program reads areas and boundaries anew; other programs do so upon the event. */
export function forgetAreas(runtime: Runtime): void {
  forgetAreaTree(runtime);
  forgetBoundaries(runtime);
  forgetBodies(runtime);
}

/** `run` for whatever changes areas: what this program remembers of them is forgotten as soon as the change is there. */
export async function changeAreas<T>(
  runtime: Runtime,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  try {
    return await run(runtime, actor, work);
  } finally {
    forgetAreas(runtime);
  }
}

/** Cuts a list into pieces, so that no statement grows without bound. */
export function* inBatches<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size);
}
