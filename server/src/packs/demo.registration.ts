import { sql } from 'kysely';
import type { DemoPeople } from '../../../packs/demo/households.ts';
import { loadActor } from '../features/account/index.ts';
import { loadDemoRegistrations } from '../features/registration/index.ts';
import type { Actor } from '../platform/access.ts';
import type { Runtime } from '../platform/runtime.ts';

async function actorNamed(runtime: Runtime, username: string): Promise<Actor | null> {
  const { rows } = await sql<{ id: string }>`select id from account where username = ${username}`.execute(
    runtime.db,
  );
  return rows[0] ? loadActor(runtime.db, rows[0].id, 'program') : null;
}

/** Two residents of the demo fill in their households: one is in the registry already, one waits for the grid worker. */
export async function loadRegistrations(runtime: Runtime, people: DemoPeople): Promise<void> {
  const [settled, waiting, worker] = [
    await actorNamed(runtime, 'citizen'),
    await actorNamed(runtime, 'citizen2'),
    await actorNamed(runtime, 'grid1'),
  ];
  const families = Array.from({ length: 12 }, () => people.household()?.members ?? []);
  const [first, second] = families.filter((members) => members.length > 0);
  if (!settled || !waiting || !worker || !first || !second) return;
  await loadDemoRegistrations(runtime, { settled, waiting, worker }, [first, second]);
}
