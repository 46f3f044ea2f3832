import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badFields, type FieldFault } from '../../platform/errors.ts';
import type { JobRun } from '../../platform/feature.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { readRows } from '../../platform/sheet/read.ts';
import { surroundings } from './abilities.ts';
import { columnFaults, lockUnstarted } from './commands.import.start.ts';
import { findImport, type ImportRow, openFile } from './commands.import.ts';
import { questionsOf } from './import.cells.ts';
import { buildLookups } from './import.lookup.ts';
import { type Counted, countKey, ValueCounter, valuesFound } from './import.values.ts';
import type { ImportValues, Mapping } from './schema.import.ts';

export const VALUES_JOB = 'matter.import.values';
/** Files up to so many rows are counted while one waits; larger ones by a job. */
const AT_ONCE = 5_000;
const EACH_REPORT = 5_000;

/** Counts what stands in the closed columns of a file, reading it once to its end. */
async function count(
  runtime: Runtime,
  row: ImportRow,
  mapping: Mapping,
  heard: (rows: number) => Promise<void> | void = () => undefined,
): Promise<Counted> {
  const { types } = await surroundings(runtime);
  const counter = new ValueCounter(mapping, row.columns, questionsOf(types));
  let rows = -1;
  for await (const each of readRows(await openFile(runtime, row.file_id), {
    format: row.format,
    ...row.reading,
  })) {
    rows += 1;
    if (rows === 0) continue;
    counter.add(each.cells);
    if (rows % EACH_REPORT === 0) await heard(rows);
  }
  return counter.result();
}

/** One update for both: two of the same row in one statement would leave only one of them. */
const keep = (ctx: Context, id: string, mapping: Mapping, found: ImportRow['found']) =>
  ctx.write(sql`
    update matter_import set mapping = ${JSON.stringify(mapping)}::jsonb, found = ${JSON.stringify(found)}::jsonb
    where id = ${id}::uuid`);

/** The job that counts a file's values: the one that waits or runs, else a new one. */
async function atWork(ctx: Context, row: ImportRow): Promise<string> {
  const job = row.found?.job;
  if (job) {
    const { rows } = await sql`
      select from job where id = ${job}::uuid and state in ('waiting', 'running')`.execute(ctx.db);
    if (rows.length > 0) return job;
  }
  return queueJob(ctx, VALUES_JOB, { subject: row.id });
}

/**
 * Keeps how a file is read, as far as it is decided, and tells which values stand in its columns of closed sets. A large
 * file is counted by a job; ask again with the same mapping when it is done. 409 once the file is being imported.
 */
export async function mapImport(
  runtime: Runtime,
  actor: Actor,
  id: string,
  mapping: Mapping,
): Promise<Static<typeof ImportValues>> {
  const before = await findImport(runtime.db, actor, id);
  const around = await surroundings(runtime);
  const questions = questionsOf(around.types);
  const faults: FieldFault[] = columnFaults(before, mapping, questions);
  if (faults.length > 0) throw badFields(faults);
  const key = countKey(mapping, questions);
  const small = before.row_count <= AT_ONCE && before.found?.key !== key;
  const fresh = small ? await count(runtime, before, mapping) : null;
  const { job, counted } = await run(runtime, actor, async (ctx) => {
    const row = await lockUnstarted(ctx, actor, id);
    const counted = fresh ?? (row.found?.key === key ? row.found.counted : undefined);
    const job = counted ? null : await atWork(ctx, row);
    keep(ctx, id, mapping, counted ? { key, counted } : { job: job! });
    return { job, counted };
  });
  const lookups = buildLookups(around.types, around.areas, around.units);
  return { job, fields: counted ? valuesFound(counted, { mapping, questions, lookups, around }) : [] };
}

/** Counts the values of a large file for the mapping as it is when the work begins. */
export async function countValues(runtime: Runtime, actor: Actor, job: JobRun): Promise<unknown> {
  const row = await findImport(runtime.db, actor, job.input.subject);
  const mapping = row.mapping ?? { columns: {} };
  const total = row.row_count;
  const counted = await count(runtime, row, mapping, (read) => job.report({ read, total }));
  const { types } = await surroundings(runtime);
  const key = countKey(mapping, questionsOf(types));
  await run(runtime, actor, async (ctx) =>
    ctx.write(
      sql`update matter_import set found = ${JSON.stringify({ key, counted })}::jsonb where id = ${row.id}::uuid and found is not null`,
    ),
  );
  return { read: total, total };
}
