import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf } from '../../platform/access.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { ADMIT } from './policy.ts';
import { answersIt, OBJECTION, type ObjectionRow } from './row.objection.ts';
import type { Objection, ObjectionQuery } from './schema.admission.ts';

type Row = ObjectionRow & { duty_title: string | null; duty_unit: string | null };

/** One's own objections, and those that one answers, the newest first. */
export async function listObjections(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof ObjectionQuery>,
): Promise<Page<Static<typeof Objection>>> {
  const limit = query.limit ?? 50;
  const after = cursorId(query.cursor);
  const where: RawBuilder<unknown>[] = [
    sql`(o.by = ${actor.id}::uuid or o.paths && ${areasOf(actor, ADMIT)}::uuid[])`,
  ];
  if (query.state) where.push(sql`o.state = ${query.state}`);
  if (after)
    where.push(sql`(o.at, o.id) < (select k.at, k.id from duty_objection k where k.id = ${after}::uuid)`);
  const { rows } = await sql<Row>`
    select ${OBJECTION}, d.title as duty_title, d.unit_id as duty_unit from duty_objection o left join duty d on d.id = o.duty_id
    where ${sql.join(where, sql` and `)} order by o.at desc, o.id desc limit ${atMost(limit + 1)}`.execute(
    runtime.db,
  );
  const page = toPage(rows, limit, (row) => row.id);
  const [areas, units, names] = await Promise.all([
    areaTree(runtime),
    unitRegistry(runtime),
    accountNames(
      runtime.db,
      page.items.map(({ by }) => by),
    ),
  ]);
  const items = page.items.map((row) => ({
    id: row.id,
    duty: row.duty_id && {
      id: row.duty_id,
      title: row.duty_title ?? '',
      unit_name: units.get(row.duty_unit ?? '')?.name ?? '',
    },
    grid_name: areas.fullName(row.grid_id),
    text: row.text,
    state: row.state,
    by: names.get(row.by) ?? '',
    at: row.at.toISOString(),
    reply: row.reply,
    replied_at: row.replied_at?.toISOString() ?? null,
    version: row.version,
    answers: row.state === 'open' && answersIt(actor, row, areas),
  }));
  return { items: items as Static<typeof Objection>[], next: page.next };
}
