import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost, cursorMoment, momentKey, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { ERASE, inReach, reachOf } from './policy.ts';
import { PERSON, type Person } from './row.ts';
import type { DueItem, QueueQuery } from './schema.queue.ts';
import { itemsOf } from './view.ts';

/** Years that a record is kept after somebody left or died, unless a law or a running matter says otherwise (PIPL art. 19: no longer than needed). */
const KEPT_YEARS = 5;

/** People who left or died so long ago that their records should be erased, the longest first: somebody decides on each. */
export async function dueForErasure(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof QueueQuery>,
): Promise<Page<Static<typeof DueItem>>> {
  const areas = await areaTree(runtime);
  const limit = query.limit ?? 50;
  const after = cursorMoment(query.cursor);
  return run(runtime, actor, async (ctx) => {
    const until = new Date(ctx.now);
    until.setUTCFullYear(until.getUTCFullYear() - KEPT_YEARS);
    const behind = after
      ? sql`and (p.changed_at, p.id) > (${after.at}::timestamptz, ${after.id}::uuid)`
      : sql``;
    const { rows } = await sql<Person>`
      select ${PERSON} from resident_person p
      where p.state in ('left', 'dead') and p.changed_at < ${until}::timestamptz ${behind}
        and ${inReach(sql`p.area_id`, reachOf(actor, areas, query.area, ERASE))}
      order by p.changed_at, p.id limit ${atMost(limit + 1)}`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => momentKey(row.changed_at, row.id));
    const people = await itemsOf(ctx, page.items);
    return {
      items: people.map((person, at) => ({
        ...person,
        changed_at: page.items[at]!.changed_at.toISOString(),
      })),
      next: page.next,
    };
  });
}
