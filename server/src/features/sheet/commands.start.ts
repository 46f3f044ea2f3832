import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badFields, conflict, type FieldFault } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { fileKey } from '../../platform/files/files.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { SheetField } from '../../platform/sheet/target.ts';
import { dictionaries } from '../dictionary/index.ts';
import { lockIdle } from './lock.ts';
import { type SheetImportRow, targetFor } from './row.ts';
import { constantsOf } from './rules.cells.ts';
import type { Mapping, StartInput } from './schema.ts';

export const WORK_JOB = 'sheet.work';
export const REPORT_JOB = 'sheet.report';

function columnFaults(row: SheetImportRow, fields: readonly SheetField[], mapping: Mapping): FieldFault[] {
  const byCode = new Map(fields.map((field) => [field.code, field]));
  const faults: FieldFault[] = [];
  const fault = (code: string, kind: string, message: string) =>
    faults.push({ path: `mapping.columns.${code}`, code: kind, message });
  for (const [code, column] of Object.entries(mapping.columns)) {
    if (!byCode.has(code) || byCode.get(code)!.choices)
      fault(code, 'unknown_field', `没有「${code}」这一项可以对应，请重新选择。`);
    else if (!row.columns.includes(column))
      fault(code, 'unknown_column', `文件里没有「${column}」这一列，请重新选择。`);
  }
  for (const { code, name, required } of fields)
    if (required && !mapping.columns[code] && !mapping.constants?.[code])
      fault(code, 'required', `请选择“${name}”所在的列，或为整个文件填写。`);
  return faults;
}

/** Refuses a mapping that could make no row right, naming each fault. */
async function checkMapping(
  runtime: Runtime,
  row: SheetImportRow,
  fields: readonly SheetField[],
  mapping: Mapping,
): Promise<void> {
  const faults = columnFaults(row, fields, mapping);
  const by = { words: await dictionaries(runtime), today: dayOf(runtime.clock.now()) };
  for (const { field, words } of constantsOf(row.target, fields, mapping, by).faults)
    faults.push({ path: `mapping.constants.${field.code}`, code: 'bad_value', message: words });
  if (faults.length > 0) throw badFields(faults);
}

/**
 * Queues the check of all rows, or their import. 409 while work on the file goes on. An import that was ended, or died for good, goes on
 * with whatever rows are not there yet: the same row again changes nothing.
 */
export function startSheet(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { mapping, trial }: StartInput,
): Promise<{ job: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockIdle(ctx, actor, id);
    const fields = await targetFor(runtime, actor, row.target).fields(runtime, actor);
    await checkMapping(runtime, row, fields, mapping);
    const successors = fields.flatMap(({ code, succeeds }) => (succeeds ? code : []));
    const job = queueJob(ctx, WORK_JOB, { subject: id });
    ctx.write(sql`
      update sheet_import set mapping = ${JSON.stringify(mapping)}::jsonb, successors = ${successors}::text[],
        trial = ${trial}::boolean, job_id = ${job}::uuid, report_job_id = null, progress = '{}', started_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
    await recordNext(ctx, {
      subjectKind: 'sheet',
      subject: id,
      kind: 'sheet.started',
      audience: 'staff',
      scopes: [actor.id],
      data: { name: row.name, target: row.target, trial },
    });
    return { job };
  });
}

/** Queues the making of the file with its faulty cells coloured. 409 while the rows are being worked on. */
export function startReport(
  runtime: Runtime,
  actor: Actor,
  id: string,
  rows: 'all' | 'faulty',
): Promise<{ job: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockIdle(ctx, actor, id);
    targetFor(runtime, actor, row.target);
    if (!row.job_id) throw conflict('not_checked', '请先检查这个文件。');
    const job = queueJob(ctx, REPORT_JOB, { subject: id, rows });
    ctx.write(sql`update sheet_import set report_job_id = ${job}::uuid where id = ${id}::uuid`);
    return { job };
  });
}

/** Forgets a file, what was wrong in it and how far it was; what was imported stays. 409 while work on it goes on. */
export async function forgetSheet(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const file = await run(runtime, actor, async (ctx) => {
    const { file_id } = await lockIdle(ctx, actor, id);
    ctx.write(sql`delete from sheet_import where id = ${id}::uuid`);
    return file_id;
  });
  await runtime.files.remove(fileKey(file, 'full'));
}
