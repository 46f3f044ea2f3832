import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { chainOf } from '../../platform/chain.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { SUBJECT } from './folded.ts';
import { ERASE, inReach, reachOf } from './policy.ts';
import type { ErasureProof, ErasureView, QueueQuery } from './schema.queue.ts';

interface ErasureRow {
  id: string;
  person_id: string;
  area_id: string;
  reason: string;
  erased: Record<string, number>;
  actor: string;
  at: Date;
  event_hash: Buffer;
}

const ROW = sql.raw('e.id, e.person_id, e.area_id, e.reason, e.erased, e.actor, e.at, e.event_hash');

async function viewsOf(
  ctx: Context,
  rows: readonly ErasureRow[],
  areas: AreaTree,
): Promise<Static<typeof ErasureView>[]> {
  const names = await accountNames(ctx.db, [...new Set(rows.map((row) => row.actor))]);
  return rows.map((row) => ({
    ...{ id: row.id, person: row.person_id, area_name: areas.fullName(row.area_id), reason: row.reason },
    ...{ erased: row.erased, by: names.get(row.actor) ?? '系统', at: row.at.toISOString() },
    hash: row.event_hash.toString('hex'),
  }));
}

/** Proofs of erasures, newest first, for whoever erases where they happened. */
export async function erasures(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof QueueQuery>,
): Promise<Page<Static<typeof ErasureView>>> {
  const areas = await areaTree(runtime);
  const [limit, after] = [query.limit ?? 50, cursorId(query.cursor)];
  return run(runtime, actor, async (ctx) => {
    const behind = after ? sql`and e.id < ${after}::uuid` : sql``;
    const { rows } = await sql<ErasureRow>`
      select ${ROW} from resident_erasure e
      where ${inReach(sql`e.area_id`, reachOf(actor, areas, query.area, ERASE))} ${behind} order by e.id desc limit ${atMost(limit + 1)}`.execute(
      ctx.db,
    );
    const page = toPage(rows, limit, (row) => row.id);
    return { items: await viewsOf(ctx, page.items, areas), next: page.next };
  });
}

/** One proof, compared with the log: true to it when nothing was changed in the record's story and it ends with this erasure. */
export async function erasure(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof ErasureProof>> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<ErasureRow>`
      select ${ROW} from resident_erasure e
      where e.id = ${id}::uuid and ${inReach(sql`e.area_id`, reachOf(actor, areas, undefined, ERASE))}`.execute(
      ctx.db,
    );
    const [row] = rows;
    if (!row) throw notFound('删除证明');
    const { broken } = await chainOf(ctx.db, row.person_id, row.event_hash, SUBJECT);
    const [view] = await viewsOf(ctx, [row], areas);
    return { ...view!, proven: broken === null };
  });
}
