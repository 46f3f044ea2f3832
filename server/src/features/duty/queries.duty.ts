import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { gridsSeen, managesIt, mustSee, sightOf, touching } from './policy.ts';
import { type Sums, sumsOf } from './queries.progress.ts';
import { DUTY, type Duty, readDuty } from './row.ts';
import type { DutyDetail, DutyItem, DutyQuery } from './schema.ts';
import { targetsOf } from './targets.ts';
import { LINES } from './words.ts';

type Item = Static<typeof DutyItem>;

async function itemsOf(runtime: Runtime, actor: Actor, duties: readonly Duty[]): Promise<Item[]> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const seen = duties.map((duty) => ({
    id: duty.id,
    grids: gridsSeen(duty, sightOf(actor, duty, areas) ?? [], areas),
  }));
  const sums = await sumsOf(runtime.db, seen);
  return duties.map((duty) => ({
    ...{ id: duty.id, line: duty.line, line_name: LINES[duty.line], title: duty.title, state: duty.state },
    unit_name: units.get(duty.unit_id)?.name ?? '',
    areas: duty.areas.map((id) => ({ id, name: areas.get(id)?.name ?? '' })),
    due_at: duty.due_at.toISOString(),
    created_at: duty.created_at.toISOString(),
    ...(sums.get(duty.id) as Sums),
  }));
}

/** The newest tasks an actor sees, with its own numbers of each. */
export async function listDuties(
  runtime: Runtime,
  actor: Actor,
  filters: Static<typeof DutyQuery>,
): Promise<Page<Item>> {
  const limit = filters.limit ?? 50;
  const after = cursorId(filters.cursor);
  const where: RawBuilder<unknown>[] = [touching(actor, await areaTree(runtime), 'd')];
  if (filters.state) where.push(sql`d.state = ${filters.state}`);
  if (filters.line) where.push(sql`d.line = ${filters.line}`);
  if (after)
    where.push(
      sql`(d.created_at, d.id) < (select k.created_at, k.id from duty k where k.id = ${after}::uuid)`,
    );
  const { rows } = await sql<Duty>`
    select ${DUTY} from duty d where ${sql.join(where, sql` and `)}
    order by d.created_at desc, d.id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return { items: await itemsOf(runtime, actor, page.items), next: page.next };
}

async function admissionOf(runtime: Runtime, id: string | null) {
  if (id === null) return null;
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from duty_admission where id = ${id}::uuid`.execute(runtime.db);
  return rows[0] ?? null;
}

/** One task as this actor sees it; 404 when it does not touch what the actor sees. */
export async function dutyDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof DutyDetail>> {
  const areas = await areaTree(runtime);
  const duty = await readDuty(runtime.db, id);
  mustSee(actor, duty, areas);
  const [item] = await itemsOf(runtime, actor, [duty]);
  const target = duty.target_kind && (targetsOf(runtime, duty.target_kind)?.name ?? duty.target_kind);
  return {
    ...item!,
    version: duty.version,
    instructions: duty.instructions,
    fields: duty.fields as Static<typeof DutyDetail>['fields'],
    photos: duty.photos,
    position: duty.position,
    target_name: target,
    admission: await admissionOf(runtime, duty.admission_id),
    limit: duty.limit_text,
    manages: managesIt(actor, duty, areas),
    urged_at: duty.urged_at?.toISOString() ?? null,
    closed_at: duty.closed_at?.toISOString() ?? null,
    closed_note: duty.closed_note,
  };
}
