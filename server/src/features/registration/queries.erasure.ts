import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Page } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import {
  ERASE_RESIDENTS,
  inReach,
  mayAt,
  PERSON,
  type Person,
  personItems,
  reachOf,
} from '../resident/index.ts';
import { type Row, waitingRows } from './row.ts';
import type { ErasureRequest, ErasureRequestQuery } from './schema.ts';

type Item = Static<typeof ErasureRequest>;

async function itemsOf(ctx: Context, rows: readonly Row[], areas: AreaTree): Promise<Item[]> {
  const ids = rows.flatMap(({ person_id }) => person_id ?? []);
  const people = await sql<Person>`
    select ${PERSON} from resident_person p where p.id = any (${ids}::uuid[])`.execute(ctx.db);
  const shown = new Map((await personItems(ctx, people.rows)).map((item) => [item.id, item]));
  const accounts = new Map(people.rows.map(({ id, account_id }) => [id, account_id]));
  const names = await accountNames(ctx.db, [...new Set(rows.map(({ account_id }) => account_id))]);
  return rows.flatMap((row) => {
    const person = shown.get(row.person_id ?? '');
    if (!person) return [];
    const own = accounts.get(person.id) === row.account_id;
    return [
      {
        ...{ id: row.id, person, version: row.version, created_at: row.created_at.toISOString() },
        reason: ctx.runtime.sealer.open(row.sealed),
        ...{ own, by: own ? '本人' : (names.get(row.account_id) ?? '工作人员') },
        abilities: {
          decide: mayAt(ctx.actor, ERASE_RESIDENTS, row.area_id, areas),
          withdraw: row.account_id === ctx.actor.id,
        },
      },
    ];
  });
}

/** Who asks to be erased and waits for the answer, where the actor sees people, the longest waiting first; of one person when one is named. */
export async function erasureRequests(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof ErasureRequestQuery>,
): Promise<Page<Item>> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const one = query.person ? sql`and r.person_id = ${query.person}::uuid` : sql``;
    const reach = inReach(sql`r.area_id`, reachOf(actor, areas, query.area));
    const page = await waitingRows(ctx, sql`r.kind = 'erasure' and ${reach} ${one}`, query);
    return { items: await itemsOf(ctx, page.items, areas), next: page.next };
  });
}
