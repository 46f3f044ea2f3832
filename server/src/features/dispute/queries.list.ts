import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { workflowAt } from '../workflow/index.ts';
import { readCodes } from './codes.ts';
import { disputeReaches, seeDispute } from './policy.ts';
import type { DisputeItem, DisputeListQuery } from './schema.ts';

type Item = Static<typeof DisputeItem>;
type Filters = Static<typeof DisputeListQuery>;

interface Row {
  id: string;
  number: string;
  title: string;
  state: string;
  workflow_code: string;
  workflow_version: number;
  area_id: string;
  kind: string | null;
  warning: string | null;
  scale: string | null;
  people: number | null;
  mediators: number;
  next_at: Date | null;
  signed_on: string | null;
  visit_due_on: string | null;
  created_at: Date;
}

function conditions(runtime: Runtime, filters: Filters): RawBuilder<unknown>[] {
  const list: RawBuilder<unknown>[] = [];
  const after = cursorId(filters.cursor);
  if (filters.state) list.push(sql`m.state = ${filters.state}`);
  if (filters.kind) list.push(sql`d.kind = ${filters.kind}`);
  if (filters.warning) list.push(sql`d.warning = ${filters.warning}`);
  if (filters.due) list.push(sql`d.visit_due_on <= ${dayOf(runtime.clock.now())}::date`);
  if (after) list.push(sql`d.matter_id < ${after}::uuid`);
  return list;
}

/** One keyset per reason to see disputes; of one's own only the index of mediators is read. */
function parts(
  runtime: Runtime,
  actor: Actor,
  filters: Filters,
  reaches: RawBuilder<boolean>[],
  limit: number,
) {
  const rest = conditions(runtime, filters);
  const tail = sql`order by d.matter_id desc limit ${atMost(limit)}`;
  if (filters.mine) {
    const own = sql`exists (select from dispute_mediator x where x.matter_id = d.matter_id and x.account_id = ${actor.id}::uuid and x.removed_at is null)`;
    return [
      sql`(select d.matter_id from dispute d join matter m on m.id = d.matter_id
        where ${sql.join([own, ...rest], sql` and `)} ${tail})`,
    ];
  }
  return reaches.map(
    (reach) => sql`(select d.matter_id from dispute d join matter m on m.id = d.matter_id
      where ${sql.join([reach, ...rest], sql` and `)} ${tail})`,
  );
}

async function toItems(runtime: Runtime, rows: Row[]): Promise<Item[]> {
  const [areas, codes] = await Promise.all([areaTree(runtime), readCodes(runtime.db)]);
  const name = (list: string, code: string | null) =>
    codes.find((each) => each.list === list && each.code === code)?.name ?? null;
  return Promise.all(
    rows.map(async ({ workflow_code, workflow_version, area_id, kind, scale, ...row }) => {
      const state = (await workflowAt(runtime, workflow_code, workflow_version)).states.get(row.state);
      return {
        ...row,
        state_name: state?.name ?? row.state,
        phase: state?.phase ?? 'ended',
        area_name: areas.fullName(area_id),
        kind_name: name('kind', kind),
        warning_name: name('warning', row.warning),
        scale_name: name('scale', scale),
        next_at: row.next_at?.toISOString() ?? null,
        created_at: row.created_at.toISOString(),
      };
    }),
  );
}

/** The newest disputes an actor may see; nothing of the parties is in a list. */
export async function listDisputes(runtime: Runtime, actor: Actor, filters: Filters): Promise<Page<Item>> {
  const limit = filters.limit ?? 50;
  const reaches = disputeReaches(actor, await areaTree(runtime));
  const keysets = parts(runtime, actor, filters, reaches, limit + 1);
  if (keysets.length === 0) return { items: [], next: null };
  const { rows } = await sql<Row>`
    select m.id, m.number, m.title, m.state, m.workflow_code, m.workflow_version, m.area_id, d.kind, d.warning, d.scale,
      d.people, d.next_at, d.signed_on::text as signed_on, d.visit_due_on::text as visit_due_on, m.created_at,
      (select count(*)::int from dispute_mediator x where x.matter_id = d.matter_id and x.removed_at is null) as mediators
    from dispute d join matter m on m.id = d.matter_id
    where d.matter_id in (select matter_id from (${sql.join(keysets, sql` union `)}) k order by matter_id desc limit ${atMost(limit + 1)})
    order by d.matter_id desc`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return { items: await toItems(runtime, page.items), next: page.next };
}

/** The code lists, for choosing. */
export const allCodes = async (runtime: Runtime) => ({ items: await readCodes(runtime.db) });

/** Whether an actor may see the signed pages of a dispute: those inside; refused where the dispute does not exist for the actor. */
export async function seesFiles(runtime: Runtime, actor: Actor, dispute: string): Promise<boolean> {
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ matter_id: string }>`
      select matter_id from dispute where id = ${dispute}::uuid`.execute(ctx.db);
    return rows[0] !== undefined && (await seeDispute(runtime, ctx.db, actor, rows[0].matter_id)).inside;
  });
}
