import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, badFields, conflict, type FieldFault } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { findImport, type Identity, type ImportRow } from './commands.import.ts';
import { type Questions, questionsOf } from './import.cells.ts';
import { isDateFormat, isZone } from './import.dates.ts';
import { fieldCodes, type QuestionKey } from './import.fields.ts';
import { registry } from './registry.ts';
import type { Mapping, StartInput } from './schema.import.ts';

export const IMPORT_JOB = 'matter.import';

/** Columns that the file does not have, and questions that no type asks. */
export function columnFaults(row: ImportRow, mapping: Mapping, questions: Questions): FieldFault[] {
  const named = [
    ...fieldCodes.map((field) => [`mapping.columns.${field}`, mapping.columns[field]] as const),
    ...Object.entries(mapping.answers ?? {}).map(
      ([key, names]) => [`mapping.answers.${key}`, names] as const,
    ),
  ];
  const unknown = named.flatMap(([path, columns = []]) =>
    columns
      .filter((column) => !row.columns.includes(column))
      .map((column) => ({
        path,
        code: 'unknown_column',
        message: `文件里没有「${column}」这一列，请重新选择。`,
      })),
  );
  const { answers = {}, constants, values } = mapping;
  const asked = new Set(
    [answers, constants?.answers, values?.answers].flatMap((each) => Object.keys(each ?? {})),
  );
  const unasked = [...asked].filter((key) => !questions.has(key as QuestionKey));
  return [
    ...unknown,
    ...unasked.map((key) => ({
      path: `mapping.answers.${key}`,
      code: 'unknown_question',
      message: `没有「${key.slice(0, 60)}」这个补充问题，请重新选择。`,
    })),
  ];
}

/** Refuses a mapping that could make no row right, naming each fault. */
function checkMapping(row: ImportRow, mapping: Mapping, questions: Questions): void {
  const faults = columnFaults(row, mapping, questions);
  const fault = (path: string, code: string, message: string) => faults.push({ path, code, message });
  if (!mapping.columns.text && !mapping.columns.title)
    fault('mapping.columns.text', 'required', '请选择“内容”所在的列。');
  if (!mapping.columns.type && !mapping.constants?.type)
    fault('mapping.columns.type', 'required', '请选择“事项类型”所在的列，或为整个文件指定一种。');
  if (
    !['lng', 'address', 'area'].some((field) => mapping.columns[field as 'lng']) &&
    !mapping.constants?.area
  )
    fault('mapping.columns.address', 'required', '请选择经纬度、地址或区域所在的列，或为整个文件指定区域。');
  if (Boolean(mapping.columns.lng) !== Boolean(mapping.columns.lat))
    fault('mapping.columns.lat', 'required', '经度和纬度要一起选择。');
  if (mapping.date_format && !isDateFormat(mapping.date_format))
    fault('mapping.date_format', 'bad_format', '时间格式应包含 YYYY、MM、DD，如 YYYY-MM-DD HH:mm:ss。');
  if (mapping.time_zone && !isZone(mapping.time_zone))
    fault('mapping.time_zone', 'bad_zone', '没有这个时区，如 Asia/Shanghai。');
  if (faults.length > 0) throw badFields(faults);
}

const identityOf = ({ key, columns }: Mapping): Identity => ({
  key: key ?? null,
  reference: columns.reference ?? [],
});

/** How the rows must go on being told apart, since some of them are matters already; null while none is. */
const writtenAs = ({ options, progress }: ImportRow): Identity | null =>
  options.written ?? ((progress.created && !options.dry_run && options.starting) || null);

/** Refuses to tell rows apart in another way than those that are matters: these would be made a second time. */
function checkIdentity(written: Identity | null, mapping: Mapping): void {
  const now = identityOf(mapping);
  if (!written || isDeepStrictEqual(written, now)) return;
  throw badField(
    written.key === now.key ? 'mapping.columns.reference' : 'mapping.key',
    'rows_exist',
    '这个文件已有一部分行建成了事项，来源系统和编号列不能再改，否则同一行会建成两件。请改回原来的选择。',
  );
}

/** One's own import, locked; 409 when it runs or is done. After a trial run, a failure or a stop it may be changed. */
export async function lockUnstarted(ctx: Context, actor: Actor, id: string): Promise<ImportRow> {
  await sql`select from matter_import where id = ${id}::uuid and account_id = ${actor.id}::uuid for update`.execute(
    ctx.db,
  );
  const row = await findImport(ctx.db, actor, id);
  if (!row.job_id) return row;
  const { rows } = await sql<{
    state: string;
  }>`select state from job where id = ${row.job_id}::uuid`.execute(ctx.db);
  const state = rows[0]?.state;
  if (state === 'waiting' || state === 'running' || (state === 'done' && !row.options.dry_run))
    throw conflict(
      'import_started',
      '这个文件已经导入或正在导入。要再导一次，请重新上传；来源系统和编号列不变，本单位已建的事项就不会重复。',
      { job: row.job_id },
    );
  return row;
}

/** Queues the work on an import. One that runs, or is done, is 409; after a trial run, a failure or a stop it may start again. */
export function startImport(
  runtime: Runtime,
  actor: Actor,
  id: string,
  input: StartInput,
): Promise<{ job: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockUnstarted(ctx, actor, id);
    checkMapping(row, input.mapping, questionsOf(await registry(runtime)));
    const written = writtenAs(row);
    checkIdentity(written, input.mapping);
    const options = { dispatch: input.dispatch ?? false, dry_run: input.dry_run ?? false };
    const told = {
      ...(written && { written }),
      ...(!options.dry_run && { starting: identityOf(input.mapping) }),
    };
    const job = queueJob(ctx, IMPORT_JOB, { subject: id });
    ctx.write(sql`delete from matter_import_refusal where import_id = ${id}::uuid`);
    ctx.write(sql`
      update matter_import set mapping = ${JSON.stringify(input.mapping)}::jsonb, options = ${JSON.stringify({ ...options, ...told })}::jsonb,
        job_id = ${job}::uuid, progress = '{}', found = case when ${options.dry_run}::boolean then found end, started_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
    await recordNext(ctx, {
      subjectKind: 'import',
      subject: id,
      kind: 'import.started',
      audience: 'staff',
      scopes: [actor.id],
      data: { name: row.name, rows: row.row_count, ...options },
    });
    return { job };
  });
}
