import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../../platform/access.ts';
import { notAllowed } from '../../../platform/errors.ts';
import type { JobKind, JobRun } from '../../../platform/feature.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { askerOf } from '../../account/index.ts';
import { runPeople } from '../../resident/index.ts';
import type { Values } from '../../source/index.ts';
import { BULK_JOB, bulkFor } from './bulk.ts';
import type { Ledger } from './ledger.ts';
import { ledgerFor } from './ledgers.ts';

/** Rows changed in one transaction together with how far it is: a program that dies goes on at the next. */
const CHUNK = 50;

interface Step {
  runtime: Runtime;
  actor: Actor;
  ledger: Ledger;
  bulk: string;
}

interface Row {
  row_id: string;
  statement: string | null;
  before: Values | null;
}

/** The next rows of an edit that is still in this state: one that was cancelled may be taken back while its last rows are on their way. */
async function nextOf(
  ctx: Context,
  bulk: string,
  state: 'running' | 'undoing',
  open: string,
): Promise<Row[]> {
  const still = sql`select from ledger_bulk where id = ${bulk}::uuid and state = ${state} for update`;
  if ((await still.execute(ctx.db)).rows.length === 0) return [];
  const { rows } = await sql<Row>`
    select row_id, statement, before from ledger_bulk_row where bulk_id = ${bulk}::uuid and ${sql.raw(open)}
    order by row_id limit ${sql.lit(CHUNK)} for update`.execute(ctx.db);
  return rows;
}

/** Writes the values on the next rows. One that may not be changed any more is left out and said so. */
function writeNext({ runtime, actor, ledger, bulk }: Step, values: Values): Promise<number> {
  return runPeople(runtime, actor, async (ctx) => {
    const rows = await nextOf(ctx, bulk, 'running', 'statement is null and refused is null');
    if (rows.length === 0) return 0;
    // In one order for all, so that two who change the same rows wait for each other.
    const { statements, before, refused } = await ledger.change(
      ctx,
      rows.map(({ row_id: id }) => ({ id })),
      values,
    );
    const done = [
      ...[...statements].map(([id, statement]) => ({ id, statement, before: before?.get(id) ?? null })),
      ...[...refused].map(([id, { message }]) => ({ id, refused: message })),
    ];
    await sql`
      update ledger_bulk_row b set statement = w.statement, before = w.before, refused = w.refused
      from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as w(id uuid, statement uuid, before jsonb, refused text)
      where b.bulk_id = ${bulk}::uuid and b.row_id = w.id`.execute(ctx.db);
    await sql`update ledger_bulk set done = done + ${statements.size}::int where id = ${bulk}::uuid`.execute(
      ctx.db,
    );
    return rows.length;
  });
}

/** Takes the values back from the next rows. Where that cannot be done any more it is said so. */
function undoNext({ runtime, actor, ledger, bulk }: Step): Promise<number> {
  return runPeople(runtime, actor, async (ctx) => {
    const rows = await nextOf(
      ctx,
      bulk,
      'undoing',
      'statement is not null and not undone and refused is null',
    );
    if (rows.length === 0) return 0;
    const taken = await ledger.takeBack(
      ctx,
      rows.map(({ row_id, statement, before }) => ({ id: row_id, statement: statement!, before })),
    );
    await sql`
      update ledger_bulk_row set undone = row_id = any (${taken}::uuid[]),
        refused = case when row_id <> all (${taken}::uuid[]) then '已不能撤销' end
      where bulk_id = ${bulk}::uuid and row_id = any (${rows.map(({ row_id }) => row_id)}::uuid[])`.execute(
      ctx.db,
    );
    await sql`update ledger_bulk set undone = undone + ${taken.length}::int where id = ${bulk}::uuid`.execute(
      ctx.db,
    );
    return rows.length;
  });
}

async function all(job: JobRun, next: () => Promise<number>): Promise<number> {
  let rows = 0;
  for (let taken = await next(); taken > 0; taken = await next()) {
    rows += taken;
    await job.report({ rows });
  }
  return rows;
}

/** Edits many rows, or takes such an edit back, fifty at a time. */
export const bulkJob: JobKind = {
  kind: BULK_JOB,
  async work(runtime, job) {
    const { bulk } = job.input as { bulk: string };
    const actor = await askerOf(runtime, job);
    if (!actor) throw notAllowed('您的账号已停用。');
    const row = await bulkFor(runtime, bulk);
    if (!row) return { rows: 0 };
    const undoing = row.state === 'undoing';
    const [from, to] = undoing ? ['undoing', 'undone'] : ['running', 'done'];
    const step = { runtime, actor, ledger: ledgerFor(actor, row.subject, true), bulk };
    const rows = await all(job, () => (undoing ? undoNext(step) : writeNext(step, row.changes)));
    await run(runtime, SYSTEM, ({ db }) =>
      sql`update ledger_bulk set state = ${to} where id = ${bulk}::uuid and state = ${from}`.execute(db),
    );
    return { rows };
  },
};
