import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../../platform/access.ts';
import { notAllowed, type Refusal } from '../../../platform/errors.ts';
import type { JobKind, JobRun } from '../../../platform/feature.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { askerOf, runFor } from '../../account/index.ts';
import { changeAll, type Raw, takeBackAll } from '../../resident/index.ts';
import { BULK_JOB, lockBulk } from './bulk.ts';

/** People changed in one transaction together with how far it is: a program that dies goes on at the next. */
const CHUNK = 50;

interface Step {
  runtime: Runtime;
  actor: Actor;
  bulk: string;
}

async function nextOf(
  ctx: Context,
  bulk: string,
  open: string,
): Promise<{ person_id: string; statement: string | null }[]> {
  const { rows } = await sql<{ person_id: string; statement: string | null }>`
    select person_id, statement from ledger_bulk_person where bulk_id = ${bulk}::uuid and ${sql.raw(open)}
    order by person_id limit ${sql.lit(CHUNK)} for update`.execute(ctx.db);
  return rows;
}

const refuse = (ctx: Context, bulk: string, person: string, error: Refusal): Promise<unknown> =>
  sql`update ledger_bulk_person set refused = ${error.message} where bulk_id = ${bulk}::uuid and person_id = ${person}::uuid`.execute(
    ctx.db,
  );

/** Writes the values on the next people. One who may not be changed any more is left out and said so. */
function writeNext({ runtime, actor, bulk }: Step, values: Raw): Promise<number> {
  return runFor(runtime, actor, async (ctx) => {
    const rows = await nextOf(ctx, bulk, 'statement is null and refused is null');
    const ids = rows.map(({ person_id }) => person_id);
    const { statements, refused } = await changeAll(ctx, ids, values);
    for (const [person, error] of refused) await refuse(ctx, bulk, person, error);
    const written = [...statements].map(([person, statement]) => ({ person, statement }));
    await sql`
      update ledger_bulk_person b set statement = w.statement
      from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as w(person uuid, statement uuid)
      where b.bulk_id = ${bulk}::uuid and b.person_id = w.person`.execute(ctx.db);
    await sql`update ledger_bulk set done = done + ${written.length}::int where id = ${bulk}::uuid`.execute(
      ctx.db,
    );
    return rows.length;
  });
}

/** Takes the values back from the next people. */
function undoNext({ runtime, actor, bulk }: Step): Promise<number> {
  return runFor(runtime, actor, async (ctx) => {
    const rows = await nextOf(ctx, bulk, 'statement is not null and not undone');
    await takeBackAll(
      ctx,
      rows.map(({ person_id, statement }) => ({ person: person_id, statement: statement! })),
    );
    await sql`
      update ledger_bulk_person set undone = true
      where bulk_id = ${bulk}::uuid and person_id = any (${rows.map(({ person_id }) => person_id)}::uuid[])`.execute(
      ctx.db,
    );
    await sql`update ledger_bulk set undone = undone + ${rows.length}::int where id = ${bulk}::uuid`.execute(
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

/** Edits many people, or takes such an edit back, fifty at a time. */
export const bulkJob: JobKind = {
  kind: BULK_JOB,
  async work(runtime, job) {
    const { bulk } = job.input as { bulk: string };
    const actor = await askerOf(runtime, job);
    if (!actor) throw notAllowed('您的账号已停用。');
    const row = await lockBulk(runtime, bulk);
    if (!row) return { rows: 0 };
    const undoing = row.state === 'undoing';
    const step = { runtime, actor, bulk };
    const rows = await all(job, () => (undoing ? undoNext(step) : writeNext(step, row.changes)));
    await run(runtime, SYSTEM, ({ db }) =>
      sql`update ledger_bulk set state = ${undoing ? 'undone' : 'done'} where id = ${bulk}::uuid`.execute(db),
    );
    return { rows };
  },
};
