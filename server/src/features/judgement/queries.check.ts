import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { registry, seesMatter } from '../matter/index.ts';
import { CHECK } from './people.ts';
import { isMoment, keyOf } from './queries.visit.ts';
import { matterRefs, unitNames } from './refs.ts';
import type { Check, Sample } from './schema.check.ts';

/** Under which name the photos of a check lie. */
export const FILES_OF_CHECK = 'judgement_check';

export interface CheckRow {
  id: string;
  sample_id: string;
  matter_id: string;
  unit_id: string;
  task_id: string;
  state: 'open' | 'confirmed' | 'false_closing' | 'cancelled';
  closed_unit: string | null;
  closed_actor: string | null;
  note: string | null;
  lng: number | null;
  lat: number | null;
  due_at: Date;
  actor: string | null;
  at: Date | null;
  version: number;
}

export const CHECK_STATES: Record<CheckRow['state'], string> = {
  open: '待核实',
  confirmed: '属实',
  false_closing: '虚假办结',
  cancelled: '已复开，无需核实',
};

/** A check of one of the actor's units; 404 for everybody else's. */
export async function findCheck(ctx: Context, actor: Actor, id: string, lock = false): Promise<CheckRow> {
  const { rows } = await sql<CheckRow>`
    select * from judgement_check where id = ${id}::uuid and unit_id = any (${unitsOf(actor, CHECK)}::uuid[])
    ${sql.raw(lock ? 'for update' : '')}`.execute(ctx.db);
  if (!rows[0]) throw notFound('抽查');
  return rows[0];
}

async function photosOf(ctx: Context, checks: readonly string[]) {
  const { rows } = await sql<{ id: string; subject: string }>`
    select id, subject from file where subject_kind = ${FILES_OF_CHECK} and subject = any (${checks as string[]}::uuid[])
    order by id`.execute(ctx.db);
  return Map.groupBy(rows, ({ subject }) => subject);
}

async function toChecks(ctx: Context, rows: readonly CheckRow[]): Promise<Static<typeof Check>[]> {
  const matters = await matterRefs(
    ctx.runtime,
    ctx.db,
    rows.map(({ matter_id }) => matter_id),
  );
  const photos = await photosOf(
    ctx,
    rows.map(({ id }) => id),
  );
  const names = await accountNames(
    ctx.db,
    rows.flatMap(({ actor }) => actor ?? []),
  );
  const unitOf = await unitNames(ctx.runtime);
  return rows.map((row) => ({
    id: row.id,
    sample: row.sample_id,
    state: row.state,
    state_name: CHECK_STATES[row.state],
    version: row.version,
    unit: unitOf(row.unit_id),
    closed_by: row.closed_unit === null ? null : unitOf(row.closed_unit),
    due_at: row.due_at.toISOString(),
    overdue: row.state === 'open' && row.due_at < ctx.now,
    note: row.note,
    point: row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat },
    files: (photos.get(row.id) ?? []).map(({ id }) => ({ id, ...fileUrls(id) })),
    by: row.actor === null ? null : (names.get(row.actor) ?? ''),
    at: row.at?.toISOString() ?? null,
    matter: matters.get(row.matter_id)!,
  }));
}

function part(
  unit: string,
  done: boolean,
  after: [string, string] | null,
  limit: number,
): RawBuilder<unknown> {
  if (done) {
    const later = after ? sql`and (at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
    return sql`(select * from judgement_check where unit_id = ${unit}::uuid and state <> 'open' ${later}
      order by at desc, id desc limit ${atMost(limit)})`;
  }
  const later = after ? sql`and (due_at, id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
  return sql`(select * from judgement_check where unit_id = ${unit}::uuid and state = 'open' ${later}
    order by due_at, id limit ${atMost(limit)})`;
}

/** The checks of the actor's units: those to make, first due first, or those made, newest first. */
export async function listChecks(
  runtime: Runtime,
  actor: Actor,
  query: { done?: boolean; cursor?: string; limit?: number },
): Promise<Page<Static<typeof Check>>> {
  const limit = query.limit ?? 50;
  const done = query.done === true;
  const units = unitsOf(actor, CHECK);
  if (units.length === 0) return { items: [], next: null };
  const after = keyOf(query.cursor, isMoment);
  const parts = units.map((unit) => part(unit, done, after, limit + 1));
  const order = done ? sql`at desc, id desc` : sql`due_at, id`;
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<CheckRow>`
      select * from (${sql.join(parts, sql` union all `)}) c order by ${order} limit ${atMost(limit + 1)}`.execute(
      ctx.db,
    );
    const page = toPage(rows, limit, ({ at, due_at, id }) => `${(done ? at! : due_at).toISOString()}_${id}`);
    return { items: await toChecks(ctx, page.items), next: page.next };
  });
}

/** One check as an item of the list. */
export function readCheck(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof Check>> {
  return run(runtime, actor, async (ctx) => (await toChecks(ctx, [await findCheck(ctx, actor, id)]))[0]!);
}

interface SampleRow {
  id: string;
  unit_id: string;
  area_id: string;
  judged_unit: string | null;
  type_code: string | null;
  closed_from: Date;
  closed_to: Date;
  size: number;
  seed: string;
  population: number;
  drawn: number;
  actor: string;
  at: Date;
  open: number;
  confirmed: number;
  false_closing: number;
}

/** The spot checks that the actor's units drew, newest first, with what became of each. */
export async function listSamples(
  runtime: Runtime,
  actor: Actor,
  query: { cursor?: string; limit?: number; id?: string },
): Promise<Page<Static<typeof Sample>>> {
  const limit = query.limit ?? 20;
  const before = cursorId(query.cursor);
  const [areas, types, unitOf] = await Promise.all([
    areaTree(runtime),
    registry(runtime),
    unitNames(runtime),
  ]);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<SampleRow>`
      select s.*, c.open, c.confirmed, c.false_closing from judgement_sample s cross join lateral (
        select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'confirmed')::int as confirmed,
          count(*) filter (where state = 'false_closing')::int as false_closing from judgement_check where sample_id = s.id) c
      where s.unit_id = any (${unitsOf(actor, CHECK)}::uuid[]) ${before ? sql`and s.id < ${before}::uuid` : sql``}
        ${query.id ? sql`and s.id = ${query.id}::uuid` : sql``}
      order by s.id desc limit ${atMost(limit + 1)}`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => row.id);
    const names = await accountNames(
      ctx.db,
      page.items.map((row) => row.actor),
    );
    const items = page.items.map(
      ({ unit_id, area_id, judged_unit, type_code, closed_from, closed_to, actor, at, ...row }) => ({
        ...row,
        unit: unitOf(unit_id),
        by: names.get(actor) ?? '',
        area: areas.fullName(area_id),
        judged_unit: judged_unit === null ? null : unitOf(judged_unit),
        type: type_code === null ? null : (types.types.get(type_code)?.name ?? type_code),
        from: closed_from.toISOString(),
        to: closed_to.toISOString(),
        at: at.toISOString(),
      }),
    );
    return { items, next: page.next };
  });
}

/** Staff who see the matter see what a check found there, photos included. */
export async function seesCheck(runtime: Runtime, actor: Actor, id: string): Promise<boolean> {
  if (actor.kind === 'resident') return false;
  const { rows } = await sql<{ matter_id: string; at: Date | null }>`
    select matter_id, at from judgement_check where id = ${id}::uuid`.execute(runtime.db);
  return rows[0] !== undefined && seesMatter(runtime, actor, rows[0].matter_id, rows[0].at ?? undefined);
}
