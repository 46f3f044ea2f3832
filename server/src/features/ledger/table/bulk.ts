import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../../platform/access.ts';
import { dayOf } from '../../../platform/day.ts';
import { badField, badFields, conflict, notFound } from '../../../platform/errors.ts';
import { record } from '../../../platform/events.ts';
import { queueJob } from '../../../platform/jobs.ts';
import { atMost } from '../../../platform/page.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { checkPersonValues, type Raw } from '../../resident/index.ts';
import { type Column, cellOf, columnsOf, wordsFor } from './columns.ts';
import { cellsOf, chosen, nextPeople } from './queries.ts';
import type { BulkBody, BulkPreview, BulkView } from './schema.ts';

export const BULK_JOB = 'ledger.bulk';
/** So many people are changed in one go: more is a source of its own, and comes as a table. */
const MOST = 5000;
const SHOWN = 20;

/** The columns a bulk edit writes, and the values as they are kept; refuses what cannot be edited in a cell and values that cannot be. */
async function changesOf(runtime: Runtime, values: Static<typeof BulkBody>['values']) {
  const columns = await columnsOf(runtime, Object.keys(values), 'values');
  const sealed = columns.find((column) => !column.editable);
  if (sealed)
    throw badField(
      `values.${sealed.code}`,
      'not_editable',
      `“${sealed.name}”不能批量修改，请在人员页面逐个修改。`,
    );
  const { values: kept, faults } = await checkPersonValues(runtime, values, dayOf(runtime.clock.now()));
  if (faults.length > 0) throw badFields(faults.map((fault) => ({ ...fault, path: `values.${fault.path}` })));
  return { columns, kept };
}

/** Whom a bulk edit is of: the people named, or everybody the rule holds for. */
async function peopleOf(runtime: Runtime, actor: Actor, body: Static<typeof BulkBody>): Promise<string[]> {
  if (body.people) return body.people;
  if (!body.rule?.trim()) throw badField('people', 'required', '请先选中要修改的人员，或写明条件。');
  const found = await nextPeople(runtime, await chosen(runtime, actor, body), null, MOST + 1);
  if (found.length > MOST)
    throw badField('rule', 'too_many', `一次最多修改 ${MOST} 人，请缩小范围，或用表格导入。`);
  return found.map(({ id }) => id);
}

/** What an edit of many would change: how many people, and the first of them before and after. Nothing is written. */
export async function previewBulk(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof BulkBody>,
): Promise<Static<typeof BulkPreview>> {
  const { columns, kept } = await changesOf(runtime, body.values);
  const people = await peopleOf(runtime, actor, body);
  const [name] = await columnsOf(runtime, ['name']);
  const rows = await cellsOf(runtime, actor, people.slice(0, SHOWN), [name!, ...columns]);
  const words = await wordsFor(runtime);
  return {
    people: people.length,
    columns: columns.map((column) => column.name),
    items: rows.map(({ id, cells: [who, ...before] }) => ({
      ...{ id, name: String(who ?? ''), before },
      after: columns.map((column) => cellOf(column, kept[column.code], words)),
    })),
  };
}

/** Begins an edit of many people in the background. The same submission again begins one. */
export async function startBulk(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof BulkBody>,
): Promise<Static<typeof BulkView>> {
  const { columns } = await changesOf(runtime, body.values);
  const people = await peopleOf(runtime, actor, body);
  const id = body.client_id;
  await run(runtime, actor, async (ctx) => {
    const known = await sql`select from ledger_bulk where id = ${id}::uuid`.execute(ctx.db);
    if (known.rows.length > 0) return;
    // Read within the fence: whoever is not the actor's is not there.
    const { rows } = await sql<{ id: string }>`
      select p.id from resident_person p where p.id = any (${people}::uuid[]) and p.state not in ('merged', 'erased')`.execute(
      ctx.db,
    );
    if (rows.length === 0) throw badField('people', 'nobody', '没有符合条件的人员。');
    await sql`
      insert into ledger_bulk (id, account_id, changes, total, created_at)
      values (${id}::uuid, ${actor.id}::uuid, ${JSON.stringify(body.values)}::jsonb, ${rows.length}::int, ${ctx.now}::timestamptz)`.execute(
      ctx.db,
    );
    await sql`
      insert into ledger_bulk_person (bulk_id, person_id)
      select ${id}::uuid, p.id from unnest(${rows.map((row) => row.id)}::uuid[]) as p(id)`.execute(ctx.db);
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

/** Begins taking an edit back: what was there before holds again, for everybody who was changed. */
export async function undoBulk(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof BulkView>> {
  await run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ state: string; changes: object }>`
      select state, changes from ledger_bulk where id = ${id}::uuid and account_id = ${actor.id}::uuid for update`.execute(
      ctx.db,
    );
    const [bulk] = rows;
    if (!bulk) throw notFound('批量修改');
    if (bulk.state !== 'done') throw conflict('not_done', '这次批量修改还没有完成，或已经撤销。');
    await sql`update ledger_bulk set state = 'undoing' where id = ${id}::uuid`.execute(ctx.db);
    await queue(ctx, id, 'ledger.bulk.undone', await columnsOf(runtime, Object.keys(bulk.changes)));
  });
  return readBulk(runtime, actor, id);
}

interface Row {
  id: string;
  state: string;
  total: number;
  done: number;
  undone: number;
  changes: Record<string, unknown>;
  created_at: Date;
  refused: number;
}
const BULK = sql.raw(`b.id, b.state, b.total, b.done, b.undone, b.changes, b.created_at,
  (select count(*)::int from ledger_bulk_person q where q.bulk_id = b.id and q.refused is not null) as refused`);

async function viewOf(
  runtime: Runtime,
  { changes, created_at, ...row }: Row,
): Promise<Static<typeof BulkView>> {
  const columns = await columnsOf(runtime, Object.keys(changes));
  return { ...row, columns: columns.map((column) => column.name), created_at: created_at.toISOString() };
}

/** One edit of many people, of the actor's own. */
export async function readBulk(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof BulkView>> {
  const { rows } = await sql<Row>`
    select ${BULK} from ledger_bulk b where b.id = ${id}::uuid and b.account_id = ${actor.id}::uuid`.execute(
    runtime.db,
  );
  if (!rows[0]) throw notFound('批量修改');
  return viewOf(runtime, rows[0]);
}

/** The actor's own edits of many people, newest first. */
export async function listBulks(
  runtime: Runtime,
  actor: Actor,
): Promise<{ items: Static<typeof BulkView>[] }> {
  const { rows } = await sql<Row>`
    select ${BULK} from ledger_bulk b where b.account_id = ${actor.id}::uuid order by b.id desc limit ${atMost(50)}`.execute(
    runtime.db,
  );
  return { items: await Promise.all(rows.map((row) => viewOf(runtime, row))) };
}

/** The values of a bulk edit as they were given, and where it stands; for the job. */
export async function lockBulk(
  runtime: Runtime,
  id: string,
): Promise<{ state: string; changes: Raw } | null> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{
      state: string;
      changes: Raw;
    }>`select state, changes from ledger_bulk where id = ${id}::uuid`.execute(db),
  );
  return rows[0] ?? null;
}
