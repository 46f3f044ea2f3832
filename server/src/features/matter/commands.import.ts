import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import type { Db } from '../../platform/database/open.ts';
import { badField, notFound, Refusal } from '../../platform/errors.ts';
import { fileKey, keepExport } from '../../platform/files/files.ts';
import type { PartStream } from '../../platform/files/upload.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { Cell, FileRow, Reading } from '../../platform/sheet/cells.ts';
import { columnNames, headerKey } from '../../platform/sheet/heads.ts';
import { detect, readRows } from '../../platform/sheet/read.ts';
import { type SheetSource, storedSheet } from '../../platform/sheet/source.ts';
import { questionsOf } from './import.cells.ts';
import { fieldCodes, importFields, suggestAnswers, suggestColumns } from './import.fields.ts';
import type { Counted } from './import.values.ts';
import { registry } from './registry.ts';
import type { ImportItem, ImportProgress, Mapping } from './schema.import.ts';

/** The largest file of many, in bytes, and the most rows it may have. */
export const IMPORT_LIMIT = 50 * 1024 * 1024;
export const MOST_ROWS = 500_000;
const MOST_COLUMNS = 200;
const SAMPLE = 5;

/** What of a mapping decides which rows are the same: changed, every row would be a new one. */
export interface Identity {
  key: string | null;
  reference: string[];
}

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
  /** `starting`: how rows are told apart since the last real start; `written`: how they were when the first matters were made. */
  options: { dispatch?: boolean; dry_run?: boolean; starting?: Identity; written?: Identity };
  job_id: string | null;
  /** The values in its closed columns, and for which columns (`key`); or the job that counts them. */
  found: { key?: string; counted?: Counted; job?: string } | null;
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

/** The stored file; 404 when it is no longer kept. */
export async function openFile(runtime: Runtime, fileId: string): Promise<SheetSource> {
  const found = await storedSheet(runtime, fileId);
  if (!found) throw notFound('导入文件');
  return found;
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
  job_id, found, progress, created_at`);

/** One's own import; 404 for anybody else's. */
export async function findImport(db: Db, actor: Actor, id: string): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from matter_import where id = ${id}::uuid and account_id = ${actor.id}::uuid`.execute(
    db,
  );
  if (!rows[0]) throw notFound('导入');
  return rows[0];
}

/** How a file of the same columns was mapped last time: by this account, else by somebody of its unit. */
async function lastMapping(db: Db, actor: Actor, headerHash: Buffer): Promise<Mapping | null> {
  const { rows } = await sql<{ mapping: Mapping }>`
    select mapping from matter_import where header_hash = ${headerHash}::bytea and started_at is not null
      and account_id in (select ${actor.id}::uuid union select account_id from account_relation
        where ended_at is null and unit_id = any (${unitsOf(actor, 'matter:import')}::uuid[]))
    order by account_id = ${actor.id}::uuid desc, started_at desc limit 1`.execute(db);
  return rows[0]?.mapping ?? null;
}

/** A proposal from the headers alone. */
async function proposed(runtime: Runtime, columns: string[]): Promise<Mapping> {
  const fields = suggestColumns(columns);
  const questions = [...questionsOf(await registry(runtime))].map(
    ([key, { label }]) => [key, label] as const,
  );
  const answers = suggestAnswers(columns, questions, fields);
  return { columns: fields, ...(Object.keys(answers).length > 0 && { answers }) };
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
    suggested: row.mapping ?? last ?? (await proposed(runtime, row.columns)),
    remembered: row.mapping === null && last !== null,
    fields: fieldCodes.map((code) => ({ code, name: importFields[code] })),
    job: row.job_id,
    dry_run: row.options.dry_run ?? false,
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
    found: null,
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
