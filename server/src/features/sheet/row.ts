import { sql } from 'kysely';
import { type Actor, holds } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Reading } from '../../platform/sheet/cells.ts';
import { type SheetSource, storedSheet } from '../../platform/sheet/source.ts';
import { type Outcome, type SheetTarget, sheetTargets } from '../../platform/sheet/target.ts';
import type { Head } from './rules.head.ts';
import type { Mapping } from './schema.ts';

/** How far the work on a file is. */
export interface Progress {
  /** The last row of the file that is done with. */
  position: number;
  read: number;
  outcomes: Record<Outcome, number>;
  /** By `field:code`: how many rows, and the words of one. */
  faults: Record<string, { rows: number; words: string }>;
}

export interface SheetImportRow {
  id: string;
  target: string;
  account_id: string;
  file_id: string;
  name: string;
  reading: Reading;
  head: Head;
  columns: string[];
  header_hash: Buffer;
  rows_about: number;
  mapping: Mapping | null;
  trial: boolean;
  job_id: string | null;
  report_job_id: string | null;
  progress: Partial<Progress>;
  created_at: Date;
}

export const COLUMNS =
  sql.raw(`id, target, account_id, file_id, name, reading, head, columns, header_hash, rows_about, mapping, trial, job_id,
  report_job_id, progress, created_at`);

/** A spreadsheet of a million rows and its texts, unpacked, in bytes. */
export const MOST_UNPACKED = 1024 * 1024 * 1024;

/** What an actor may hand tables in for. */
export const targetsOf = (runtime: Runtime, actor: Actor): SheetTarget[] =>
  sheetTargets(runtime).filter(({ permission }) => holds(actor, permission));

/** What rows become; 404 for what no table is of, 403 for whoever may not hand that in. */
export function targetFor(runtime: Runtime, actor: Actor, subject: string): SheetTarget {
  const target = sheetTargets(runtime).find((each) => each.subject === subject);
  if (!target) throw notFound('表格种类');
  if (!holds(actor, target.permission)) throw notAllowed('您的账号不能导入这种表格。');
  return target;
}

/** One's own import; 404 for anybody else's. */
export async function findSheet(db: Db, actor: Actor, id: string): Promise<SheetImportRow> {
  const { rows } = await sql<SheetImportRow>`
    select ${COLUMNS} from sheet_import where id = ${id}::uuid and account_id = ${actor.id}::uuid`.execute(
    db,
  );
  if (!rows[0]) throw notFound('导入');
  return rows[0];
}

/** The file of an import; 404 once it is no longer kept. */
export async function sourceOf(runtime: Runtime, row: SheetImportRow): Promise<SheetSource> {
  const source = await storedSheet(runtime, row.file_id);
  if (!source) throw notFound('导入文件（只保存七天，请重新上传）');
  return source;
}
