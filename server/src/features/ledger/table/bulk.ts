import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../../platform/access.ts';
import { badField, conflict, notFound } from '../../../platform/errors.ts';
import { record } from '../../../platform/events.ts';
import { queueJob } from '../../../platform/jobs.ts';
import { atMost } from '../../../platform/page.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import type { Values } from '../../source/index.ts';
import { columnsOf, Words } from './columns.ts';
import { changesOf } from './commands.ts';
import type { Column, Ledger } from './ledger.ts';
import { LEDGERS, ledgerFor } from './ledgers.ts';
import { amongRows, cellsOf, nextRows } from './queries.ts';
import type { BulkBody, BulkPreview, BulkView } from './schema.ts';

export const BULK_JOB = 'ledger.bulk';
/** So many rows are changed in one go: more is a source of its own, and comes as a table. */
const MOST = 5000;
const SHOWN = 20;

/** Which rows a bulk edit is of: those named, as far as the actor sees them, or everything the rule holds for. */
async function rowsOf(
  runtime: Runtime,
  actor: Actor,
  ledger: Ledger,
  body: Static<typeof BulkBody>,
): Promise<string[]> {
  if (body.rows) return amongRows(runtime, await ledger.rows(runtime, actor, {}), body.rows);
  if (!body.rule?.trim()) throw badField('rows', 'required', '请先选中要修改的行，或写明条件。');
  const found = await nextRows(runtime, await ledger.rows(runtime, actor, body), null, MOST + 1);
  if (found.length > MOST)
    throw badField('rule', 'too_many', `一次最多修改 ${MOST} 条，请缩小范围，或用表格导入。`);
  return found.map(({ id }) => id);
}

/** What an edit of many would change: how many rows, and the first of them before and after. Nothing is written. */
export async function previewBulk(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof BulkBody>,
): Promise<Static<typeof BulkPreview>> {
  const ledger = ledgerFor(actor, body.subject, true);
  const { columns, kept } = await changesOf(runtime, ledger, body.values);
  const ids = await rowsOf(runtime, actor, ledger, body);
  const [title] = await columnsOf(runtime, ledger, [ledger.title]);
  const rows = await cellsOf(runtime, actor, ledger, ids.slice(0, SHOWN), [title!, ...columns]);
  const words = await Words.of(runtime);
  const warnings = await run(runtime, actor, async (ctx) => ledger.strange?.(ctx, ids, kept));
  return {
    ...{ rows: ids.length, warnings: warnings ?? [] },
    columns: columns.map((column) => column.name),
    items: rows.map(({ id, cells: [who, ...before] }) => ({
      ...{ id, name: String(who ?? ''), before },
      after: columns.map((column) => words.cell(column, kept[column.code])),
    })),
  };
}

/** Begins an edit of many rows in the background. The same submission again begins one. */
export async function startBulk(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof BulkBody>,
): Promise<Static<typeof BulkView>> {
  const ledger = ledgerFor(actor, body.subject, true);
  const { columns } = await changesOf(runtime, ledger, body.values);
  const ids = await rowsOf(runtime, actor, ledger, body);
  const id = body.client_id;
  await run(runtime, actor, async (ctx) => {
    const known = await sql`select from ledger_bulk where id = ${id}::uuid`.execute(ctx.db);
    if (known.rows.length > 0) return;
    if (ids.length === 0) throw badField('rows', 'nobody', '没有符合条件的内容，请重新选择。');
    await sql`
      insert into ledger_bulk (id, subject, account_id, changes, total, created_at)
      values (${id}::uuid, ${ledger.subject}, ${actor.id}::uuid, ${JSON.stringify(body.values)}::jsonb, ${ids.length}::int,
        ${ctx.now}::timestamptz)`.execute(ctx.db);
    await sql`
      insert into ledger_bulk_row (bulk_id, row_id)
      select ${id}::uuid, r.id from unnest(${ids}::uuid[]) as r(id)`.execute(ctx.db);
    await queue(ctx, id, 'ledger.bulk.started', columns);
  });
  return readBulk(runtime, actor, id);
}

async function queue(ctx: Context, id: string, kind: string, columns: readonly Column[]): Promise<void> {
  const job = queueJob(ctx, BULK_JOB, { bulk: id });
  ctx.write(sql`update ledger_bulk set job_id = ${job}::uuid where id = ${id}::uuid`);
  record(ctx, {
    ...{ subjectKind: 'ledger_bulk', subject: job, kind, audience: 'staff' as const },
    ...{ scopes: [ctx.actor.id], data: { bulk: id, items: columns.map(({ code }) => code) }, prevHash: null },
  });
  await ctx.flush();
}

/** Begins taking an edit back: what was there before holds again, for every row that was changed. */
export async function undoBulk(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof BulkView>> {
  await run(runtime, actor, async (ctx) => {
    const { rows } = await sql<Row>`
      select ${BULK} where b.id = ${id}::uuid and b.account_id = ${actor.id}::uuid for update of b`.execute(
      ctx.db,
    );
    const [bulk] = rows;
    if (!bulk) throw notFound('批量修改');
    if (!['done', 'failed', 'undo_failed'].includes(bulk.state))
      throw conflict('not_done', '这次批量修改还没有完成，或已经撤销。');
    await sql`update ledger_bulk set state = 'undoing' where id = ${id}::uuid`.execute(ctx.db);
    await queue(ctx, id, 'ledger.bulk.undone', await columnsIn(runtime, bulk));
  });
  return readBulk(runtime, actor, id);
}

interface Row {
  id: string;
  subject: string;
  state: string;
  total: number;
  done: number;
  undone: number;
  changes: Values;
  created_at: Date;
  refused: number;
}
/** Work that ended before its time is neither running nor done; what it wrote can be taken back. An edit and its undo end so each by its own name. */
const BULK = sql.raw(`b.id, b.subject,
  case when j.state in ('failed', 'cancelled') and b.state = 'running' then 'failed'
    when j.state in ('failed', 'cancelled') and b.state = 'undoing' then 'undo_failed'
    else b.state end as state,
  b.total, b.done, b.undone, b.changes, b.created_at,
  (select count(*)::int from ledger_bulk_row q where q.bulk_id = b.id and q.refused is not null
    and (q.statement is not null) = (b.state in ('undoing', 'undone'))) as refused
  from ledger_bulk b left join job j on j.id = b.job_id`);

/** The columns that were written, as far as there still are such. */
async function columnsIn(
  runtime: Runtime,
  { subject, changes }: Pick<Row, 'subject' | 'changes'>,
): Promise<Column[]> {
  const ledger = LEDGERS.find((each) => each.subject === subject);
  return ((await ledger?.columns(runtime)) ?? []).filter(({ code }) => code in changes);
}

async function viewOf(runtime: Runtime, row: Row): Promise<Static<typeof BulkView>> {
  const { changes: _, created_at, ...rest } = row;
  const columns = (await columnsIn(runtime, row)).map((column) => column.name);
  return { ...rest, columns, created_at: created_at.toISOString() };
}

/** One edit of many rows, of the actor's own. */
export async function readBulk(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof BulkView>> {
  const { rows } = await sql<Row>`
    select ${BULK} where b.id = ${id}::uuid and b.account_id = ${actor.id}::uuid`.execute(runtime.db);
  if (!rows[0]) throw notFound('批量修改');
  return viewOf(runtime, rows[0]);
}

/** The actor's own edits of many rows of a ledger, newest first. */
export async function listBulks(
  runtime: Runtime,
  actor: Actor,
  subject: string | undefined,
): Promise<{ items: Static<typeof BulkView>[] }> {
  const ledger = ledgerFor(actor, subject);
  const { rows } = await sql<Row>`
    select ${BULK} where b.account_id = ${actor.id}::uuid and b.subject = ${ledger.subject}
    order by b.id desc limit ${atMost(50)}`.execute(runtime.db);
  return { items: await Promise.all(rows.map((row) => viewOf(runtime, row))) };
}

/** The values of a bulk edit as they were given, and where it stands; for the job. */
export async function bulkFor(
  runtime: Runtime,
  id: string,
): Promise<Pick<Row, 'subject' | 'state' | 'changes'> | null> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<
      Pick<Row, 'subject' | 'state' | 'changes'>
    >`select subject, state, changes from ledger_bulk where id = ${id}::uuid`.execute(db),
  );
  return rows[0] ?? null;
}
