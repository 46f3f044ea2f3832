import type { DemoPeople } from '../../../packs/demo/households.ts';
import { loadDemoRegistrations } from '../features/registration/index.ts';
import type { Runtime } from '../platform/runtime.ts';
import { actorNamed } from './demo.people.ts';

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
