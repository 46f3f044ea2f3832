import { sql } from 'kysely';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { passOn, registerHolders } from '../place/index.ts';
import { registerEraser } from './commands.erase.ts';
import { registerMergeHook } from './merge.hooks.ts';
import { inReach, reachOf } from './policy.ts';
import { PERSON, type Person } from './row.ts';
import { nameFor } from './view.ts';

/** Tells places who owns and runs them, as far as whoever asks may read it; what somebody holds goes along when records become one, and is nobody's after an erasure. */
export function knowHolders(runtime: Runtime): void {
  registerHolders(runtime, async ({ db, actor }, people) => {
    const areas = await areaTree(runtime);
    const { rows } = await sql<Person>`
      select ${PERSON} from resident_person p where p.id = any (${people as string[]}::uuid[])
        and ${inReach(sql`p.area_id`, reachOf(actor, areas))} and p.state not in ('merged', 'erased')`.execute(
      db,
    );
    return new Map(rows.map(({ id, name, area_id }) => [id, nameFor(actor, name, area_id, areas)]));
  });
  registerEraser(runtime, async (ctx, person) => ({ place: (await passOn(ctx, person, null)).length }));
  registerMergeHook(runtime, {
    name: 'place',
    async merge(ctx, { kept, gone }) {
      const held = await passOn(ctx, gone, kept);
      return held.length > 0 ? held : null;
    },
    undo: async (ctx, { kept, gone }, went) => void (await passOn(ctx, kept, gone, went as string[])),
  });
}
