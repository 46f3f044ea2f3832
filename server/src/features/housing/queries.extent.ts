import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { reached, viewOf } from './policy.ts';

export interface Extent {
  /** West, south, east, north. */
  box: [number, number, number, number] | null;
}

/** Where the buildings lie that an actor sees: what a map shows first. Null when there are none. */
export async function extentOf(runtime: Runtime, actor: Actor): Promise<Extent> {
  const view = await viewOf(runtime, actor);
  const { rows } = await sql<Extent>`
    select array[min(b.lng), min(b.lat), max(b.lng), max(b.lat)] as box from housing_building b
    where b.retired_at is null and b.lng is not null and ${reached(view)} having count(*) > 0`.execute(
    runtime.db,
  );
  return rows[0] ?? { box: null };
}
