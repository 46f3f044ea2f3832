import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import type { Db } from '../../platform/database/open.ts';
import { badField, badFields, conflict, type FieldFault, notFound, Refusal } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { fileKey, keepExport } from '../../platform/files/files.ts';
import type { PartStream } from '../../platform/files/upload.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { isDateFormat, isZone } from './import.dates.ts';
import { columnNames, fieldCodes, headerKey, importFields, suggestColumns } from './import.fields.ts';
import { type Cell, detect, type FileRow, type Reading, readRows } from './import.read.ts';
import type { ImportItem, ImportProgress, Mapping, StartInput } from './schema.import.ts';

export const IMPORT_JOB = 'matter.import';
/** The largest file of many, in bytes, and the most rows it may have. */
export const IMPORT_LIMIT = 50 * 1024 * 1024;
export const MOST_ROWS = 500_000;
const MOST_COLUMNS = 200;
const SAMPLE = 5;

export interface ImportRow {
  id: string;
  account_id: string;
  file_id: string;
  name: string;
  format: 'csv' | 'xlsx';
  reading: { encoding: string; delimiter: string };
  columns: string[];
  header_hash: Buffer;
  row_count: number;
  mapping: Mapping | null;
  options: { dispatch?: boolean; dry_run?: boolean };
  job_id: string | null;
  progress: Partial<ImportProgress>;
  created_at: Date;
}

const tooLarge = () =>
  new Refusal(413, 'too_large', '文件太大：导入文件最大 50 MB。请分成几个文件后再上传。');

/** An upload as it comes; fails when it was cut at the limit, so that nothing half is ever kept. */
async function* whole(part: PartStream): AsyncGenerator<Uint8Array> {
  part.once('limit', () => part.destroy(tooLarge()));
  yield* part as AsyncIterable<Uint8Array>;
  if (part.truncated) throw tooLarge();
}

/** The stored file as a stream; 404 when it is no longer kept. */
export async function openFile(runtime: Runtime, fileId: string): Promise<Readable> {
  const found = await runtime.files.read(fileKey(fileId, 'full'));
  if (!found) throw notFound('导入文件');
  return found.stream;
}

interface Looked {
  reading: Reading;
  columns: string[];
  sample: string[][];
  rows: number;
}

const shown = (cell: Cell | undefined): string =>
  (cell instanceof Date ? cell.toISOString().slice(0, 19).replace('T', ' ') : String(cell ?? '')).slice(
    0,
    200,
  );

function columnsOf(first: FileRow | undefined): string[] {
  if (!first) throw badField('file', 'empty_file', '文件里没有内容，请重新选择。');
  if (first.cells.length > MOST_COLUMNS)
    throw badField('file', 'too_many_columns', `文件有 ${first.cells.length} 列，最多 ${MOST_COLUMNS} 列。`);
  return columnNames(first.cells.map((cell) => shown(cell)));
}

/** Reads a file to its end once: how it is written, its columns, its first rows, how many there are. */
async function look(runtime: Runtime, fileId: string): Promise<Looked> {
  const reading = await detect(await openFile(runtime, fileId));
  let columns: string[] | null = null;
  const sample: string[][] = [];
  let rows = 0;
  for await (const each of readRows(await openFile(runtime, fileId), reading)) {
    if (!columns) {
      columns = columnsOf(each);
      continue;
    }
    rows += 1;
    if (rows > MOST_ROWS)
      throw badField('file', 'too_many_rows', `文件超过 ${MOST_ROWS} 行，请分成几个文件后再上传。`);
    if (sample.length < SAMPLE) sample.push(columns.map((_, i) => shown(each.cells[i])));
  }
  if (rows === 0) throw badField('file', 'no_rows', '除表头外没有数据行；第一行应是列名，从第二行起是数据。');
  return { reading, columns: columns ?? columnsOf(undefined), sample, rows };
}

const COLUMNS =
  sql.raw(`id, account_id, file_id, name, format, reading, columns, header_hash, row_count, mapping, options,
  job_id, progress, created_at`);

/** One's own import; 404 for anybody else's. */
export async function findImport(db: Db, actor: Actor, id: string): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from matter_import where id = ${id}::uuid and account_id = ${actor.id}::uuid`.execute(
    db,
  );
  if (!rows[0]) throw notFound('导入');
  return rows[0];
}

/** How this account mapped a file of the same columns last time. */
async function lastMapping(db: Db, actor: Actor, headerHash: Buffer): Promise<Mapping | null> {
  const { rows } = await sql<{ mapping: Mapping }>`
    select mapping from matter_import where account_id = ${actor.id}::uuid and header_hash = ${headerHash}::bytea
      and started_at is not null order by started_at desc limit 1`.execute(db);
  return rows[0]?.mapping ?? null;
}

async function itemOf(
  runtime: Runtime,
  actor: Actor,
  row: ImportRow,
  sample: string[][],
): Promise<Static<typeof ImportItem>> {
  const last = await lastMapping(runtime.db, actor, row.header_hash);
  return {
    id: row.id,
    name: row.name,
    format: row.format,
    encoding: row.reading.encoding,
    rows: row.row_count,
    columns: row.columns,
    sample,
    suggested: row.mapping ?? last ?? { columns: suggestColumns(row.columns) },
    remembered: row.mapping === null && last !== null,
    fields: fieldCodes.map((code) => ({ code, name: importFields[code] })),
    job: row.job_id,
    created_at: row.created_at.toISOString(),
  };
}

/** Takes a file of many: kept for its account alone, read once to its end, with a proposal how to read its columns. */
export async function takeFile(
  runtime: Runtime,
  actor: Actor,
  part: PartStream,
  name: string,
): Promise<Static<typeof ImportItem>> {
  const mediaType = 'application/octet-stream';
  const fileId = await keepExport(runtime, { owner: actor.id, name, mediaType, content: whole(part) });
  const looked = await look(runtime, fileId).catch(async (error) => {
    await runtime.files.remove(fileKey(fileId, 'full'));
    throw error;
  });
  const { format, encoding, delimiter } = looked.reading;
  const row: ImportRow = {
    id: uuidv7(runtime.clock.now()),
    account_id: actor.id,
    file_id: fileId,
    name,
    format,
    reading: { encoding, delimiter },
    columns: looked.columns,
    header_hash: sha256(headerKey(looked.columns)),
    row_count: looked.rows,
    mapping: null,
    options: {},
    job_id: null,
    progress: {},
    created_at: runtime.clock.now(),
  };
  await run(runtime, actor, async (ctx) =>
    ctx.write(sql`
      insert into matter_import (id, account_id, file_id, name, format, reading, columns, header_hash, row_count, created_at)
      values (${row.id}::uuid, ${actor.id}::uuid, ${fileId}::uuid, ${name}, ${format}, ${JSON.stringify(row.reading)}::jsonb,
        ${row.columns}::text[], ${row.header_hash}::bytea, ${row.row_count}::int, ${row.created_at}::timestamptz)`),
  );
  return itemOf(runtime, actor, row, looked.sample);
}

/** An import with its first rows, read anew from the file: what it holds of people is kept nowhere else. */
export async function readImport(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof ImportItem>> {
  const row = await findImport(runtime.db, actor, id);
  const sample: string[][] = [];
  for await (const each of readRows(await openFile(runtime, row.file_id), {
    format: row.format,
    ...row.reading,
  })) {
    if (sample.length > SAMPLE) break;
    sample.push(row.columns.map((_, i) => shown(each.cells[i])));
  }
  return itemOf(runtime, actor, row, sample.slice(1));
}

/** Refuses a mapping that could make no row right, naming each fault. */
function checkMapping(row: ImportRow, mapping: Mapping): void {
  const faults: FieldFault[] = [];
  const fault = (path: string, code: string, message: string) => faults.push({ path, code, message });
  for (const field of fieldCodes)
    for (const column of mapping.columns[field] ?? [])
      if (!row.columns.includes(column))
        fault(`mapping.columns.${field}`, 'unknown_column', `文件里没有「${column}」这一列，请重新选择。`);
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

/** Queues the work on an import. One that runs, or is done, is 409; after a trial run, a failure or a stop it may start again. */
export function startImport(
  runtime: Runtime,
  actor: Actor,
  id: string,
  input: StartInput,
): Promise<{ job: string }> {
  return run(runtime, actor, async (ctx) => {
    await sql`select from matter_import where id = ${id}::uuid and account_id = ${actor.id}::uuid for update`.execute(
      ctx.db,
    );
    const row = await findImport(ctx.db, actor, id);
    checkMapping(row, input.mapping);
    if (row.job_id) {
      const { rows } = await sql<{
        state: string;
      }>`select state from job where id = ${row.job_id}::uuid`.execute(ctx.db);
      const state = rows[0]?.state;
      if (state === 'waiting' || state === 'running' || (state === 'done' && !row.options.dry_run))
        throw conflict(
          'import_started',
          '这个文件已经导入或正在导入。要再导一次，请重新上传；已建的事项不会重复。',
          {
            job: row.job_id,
          },
        );
    }
    const options = { dispatch: input.dispatch ?? false, dry_run: input.dry_run ?? false };
    const job = queueJob(ctx, IMPORT_JOB, { import: id });
    ctx.write(sql`delete from matter_import_refusal where import_id = ${id}::uuid`);
    ctx.write(sql`
      update matter_import set mapping = ${JSON.stringify(input.mapping)}::jsonb, options = ${JSON.stringify(options)}::jsonb,
        job_id = ${job}::uuid, progress = '{}', started_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
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
