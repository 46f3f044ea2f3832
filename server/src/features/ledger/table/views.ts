import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf } from '../../../platform/access.ts';
import { conflict, notAllowed, notFound } from '../../../platform/errors.ts';
import { recordNext } from '../../../platform/events.ts';
import { atMost } from '../../../platform/page.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { accountNames } from '../../account/index.ts';
import { areaTree } from '../../area/index.ts';
import { columnsOf } from './columns.ts';
import type { Ledger } from './ledger.ts';
import { ledgerFor } from './ledgers.ts';
import type { ColumnsQuery, ViewBody, ViewChange, ViewItem } from './schema.ts';

interface Row {
  id: string;
  subject: string;
  name: string;
  columns: string[];
  rule: string;
  group_by: string | null;
  area_id: string | null;
  owner_id: string;
  shared: boolean;
  version: number;
}

/** Views of a ledger: one's own, and those shared whose area lies above or within where one sees its rows. */
export async function listViews(
  runtime: Runtime,
  actor: Actor,
  { subject: asked }: Static<typeof ColumnsQuery>,
): Promise<{ items: Static<typeof ViewItem>[] }> {
  const { subject, view } = ledgerFor(actor, asked);
  const areas = await areaTree(runtime);
  const tops = areasOf(actor, view);
  const above = [...new Set(tops.flatMap((top) => [...(areas.get(top)?.path ?? []), top]))];
  return run(runtime, actor, async ({ db }) => {
    const { rows } = await sql<Row>`
      select v.id, v.subject, v.name, v.columns, v.rule, v.group_by, v.area_id, v.owner_id, v.shared, v.version from ledger_view v
      where v.subject = ${subject} and v.retired_at is null and (v.owner_id = ${actor.id}::uuid or (v.shared and (v.area_id is null or v.area_id = any (${above}::uuid[])
        or v.area_id in (select a.id from area a where a.path && ${tops}::uuid[]))))
      order by v.id limit ${atMost(300)}`.execute(db);
    const names = await accountNames(db, [...new Set(rows.map((row) => row.owner_id))]);
    return {
      items: rows.map(({ owner_id, ...row }) => ({
        ...{ ...row, mine: owner_id === actor.id, owner: names.get(owner_id) ?? '系统' },
      })),
    };
  });
}

async function checked(
  runtime: Runtime,
  actor: Actor,
  ledger: Ledger,
  body: Static<typeof ViewBody> | Static<typeof ViewChange>,
) {
  await columnsOf(runtime, ledger, body.columns);
  if (body.rule?.trim()) await ledger.rows(runtime, actor, { rule: body.rule });
  if (body.group_by) await columnsOf(runtime, ledger, [body.group_by], 'group_by');
  const areas = await areaTree(runtime);
  const tops = areasOf(actor, ledger.view);
  const area = body.area ?? tops[0] ?? null;
  if (area && !tops.some((top) => areas.within(area, top))) throw notAllowed('您不能为这个区域建立视图。');
  return { area, rule: body.rule?.trim() ?? '', group: body.group_by ?? null, shared: body.shared ?? false };
}

const tell = (ctx: Context, id: string, kind: string, shared: boolean): Promise<void> =>
  recordNext(ctx, {
    ...{ subjectKind: 'ledger_view', subject: id, kind, audience: 'staff' },
    ...{ scopes: [ctx.actor.id], data: { shared } },
  });

/** Keeps a view; the same submission again keeps one. */
export async function createView(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof ViewBody>,
): Promise<void> {
  const ledger = ledgerFor(actor, body.subject);
  const { area, rule, group, shared } = await checked(runtime, actor, ledger, body);
  await run(runtime, actor, async (ctx) => {
    const made = await sql`
      insert into ledger_view (id, subject, name, columns, rule, group_by, area_id, owner_id, shared, created_at)
      values (${body.client_id}::uuid, ${ledger.subject}, ${body.name.trim()}, ${body.columns}::text[], ${rule}, ${group}, ${area}::uuid, ${actor.id}::uuid,
        ${shared}::boolean, ${ctx.now}::timestamptz) on conflict (id) do nothing returning id`.execute(
      ctx.db,
    );
    if (made.rows.length > 0) await tell(ctx, body.client_id, 'ledger.view.created', shared);
  });
}

async function ownView(ctx: Context, id: string): Promise<{ subject: string; version: number }> {
  const { rows } = await sql<{ subject: string; owner_id: string; shared: boolean; version: number }>`
    select subject, owner_id, shared, version from ledger_view where id = ${id}::uuid and retired_at is null for update`.execute(
    ctx.db,
  );
  const [view] = rows;
  if (!view || (view.owner_id !== ctx.actor.id && !view.shared)) throw notFound('视图');
  if (view.owner_id !== ctx.actor.id) throw notAllowed('只有建立人可以修改这个视图；可以另存为自己的视图。');
  return view;
}

/** Changes a view of one's own. */
export async function changeView(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof ViewChange>,
): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const { subject, version } = await ownView(ctx, id);
    const { area, rule, group, shared } = await checked(runtime, actor, ledgerFor(actor, subject), body);
    if (version !== body.version) throw conflict('stale', '这个视图刚被修改过，请刷新后再改。', { version });
    ctx.write(sql`
      update ledger_view set name = ${body.name.trim()}, columns = ${body.columns}::text[], rule = ${rule}, group_by = ${group},
        area_id = ${area}::uuid, shared = ${shared}::boolean, version = version + 1 where id = ${id}::uuid`);
    await tell(ctx, id, 'ledger.view.changed', shared);
  });
}

/** Puts a view of one's own away. */
export async function retireView(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    await ownView(ctx, id);
    ctx.write(sql`update ledger_view set retired_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
    await tell(ctx, id, 'ledger.view.retired', false);
  });
}
