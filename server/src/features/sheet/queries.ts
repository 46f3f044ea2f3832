import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { FileRow } from '../../platform/sheet/cells.ts';
import { storedSheet } from '../../platform/sheet/source.ts';
import { type SheetField, type SheetTarget, sheetTargets } from '../../platform/sheet/target.ts';
import { dictionaries } from '../dictionary/index.ts';
import { betterTarget } from './queries.fit.ts';
import { topRows } from './queries.top.ts';
import { findSheet, type Progress, type SheetImportRow, targetsOf } from './row.ts';
import type { CellFault } from './rules.cells.ts';
import { headingsOf, renewedColumns, shownCell, suggestColumns } from './rules.head.ts';
import type { FaultItem, Mapping, SheetItem, SheetLine, SheetProgress, TargetItem } from './schema.ts';

const SAMPLE = 8;
const SHOWN = 12;

/** What the actor may hand tables in for, with the fields that columns may be. */
export async function listTargets(
  runtime: Runtime,
  actor: Actor,
): Promise<{ items: Static<typeof TargetItem>[] }> {
  const words = await dictionaries(runtime);
  const foreign = new Set(
    words.all().flatMap(({ items }) => items.flatMap((item) => Object.keys(item.foreign))),
  );
  const items = await Promise.all(
    targetsOf(runtime, actor).map(async (target) => ({
      subject: target.subject,
      name: target.name,
      fields: (await target.fields(runtime, actor)).map(({ code, name, required, hint, choices }) => ({
        ...{ code, name, required: required ?? false, hint: hint ?? null },
        choices: choices ? [...choices] : null,
      })),
      foreign: [...foreign].sort(),
    })),
  );
  return { items };
}

interface Remembered {
  mapping: Mapping;
  /** The fields in another's place that could be chosen then. */
  successors: string[];
}

/** How a table of the same headings was read last time: by this account, else by somebody of its unit. */
async function lastMapping(
  runtime: Runtime,
  actor: Actor,
  row: SheetImportRow,
  permission: string,
): Promise<Remembered | null> {
  const { rows } = await sql<Remembered>`
    select mapping, successors from sheet_import
    where target = ${row.target} and header_hash = ${row.header_hash}::bytea and started_at is not null and mapping is not null
      and account_id in (select ${actor.id}::uuid union select account_id from account_relation
        where ended_at is null and unit_id = any (${unitsOf(actor, permission)}::uuid[]))
    order by account_id = ${actor.id}::uuid desc, started_at desc limit 1`.execute(runtime.db);
  return rows[0] ?? null;
}

const linesOf = (rows: readonly FileRow[], width: number) =>
  rows.map(({ row, cells }) => ({
    row,
    cells: Array.from({ length: width }, (_, i) => shownCell(cells[i]).slice(0, 200)),
  }));

function progressOf(
  { faults = {}, outcomes, read }: Partial<Progress>,
  fields: readonly SheetField[],
): Static<typeof SheetProgress> | null {
  if (!outcomes) return null;
  const names = new Map(fields.map(({ code, name }) => [code, name]));
  const list = Object.entries(faults).map(([key, { rows, words }]) => {
    const [field = '', code = ''] = key.split(':');
    return { field: field || null, name: names.get(field) ?? '整行', code, words, rows };
  });
  return { read: read ?? 0, outcomes, faults: list.sort((a, b) => b.rows - a.rows) };
}

async function suggestion(
  runtime: Runtime,
  actor: Actor,
  row: SheetImportRow,
  target: SheetTarget | undefined,
  fields: readonly SheetField[],
) {
  const last = row.mapping || !target ? null : await lastMapping(runtime, actor, row, target.permission);
  const find = headingsOf(fields);
  const proposed = last
    ? { ...last.mapping, columns: renewedColumns(last.mapping.columns, last.successors, find) }
    : { columns: suggestColumns(row.columns, find) };
  return { suggested: row.mapping ?? proposed, remembered: last !== null };
}

/** An import with its first rows, read anew from the file: what it holds of people is kept nowhere else. */
export async function readSheet(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof SheetItem>> {
  const row = await findSheet(runtime.db, actor, id);
  const target = sheetTargets(runtime).find(({ subject }) => subject === row.target);
  const fields = (await target?.fields(runtime, actor)) ?? [];
  const source = await storedSheet(runtime, row.file_id);
  const top = source ? await topRows(source, row.reading) : [];
  const proposed = await suggestion(runtime, actor, row, target, fields);
  const chosen = row.mapping !== null || proposed.remembered;
  const better = chosen ? null : await betterTarget(runtime, actor, row.target, fields, top);
  const data = top.filter((each) => each.row >= row.head.row + row.head.lines).slice(0, SAMPLE);
  return {
    id: row.id,
    target: row.target,
    target_name: target?.name ?? row.target,
    name: row.name,
    format: row.reading.format,
    encoding: row.reading.encoding,
    head: row.head,
    rows_about: row.rows_about,
    columns: row.columns,
    top: linesOf(
      top.slice(0, SHOWN),
      Math.min(12, Math.max(0, ...top.slice(0, SHOWN).map((each) => each.cells.length))),
    ),
    sample: linesOf(data, row.columns.length),
    ...proposed,
    better: better && { subject: better.subject, name: better.name },
    trial: row.trial,
    job: row.job_id,
    report_job: row.report_job_id,
    progress: progressOf(row.progress, fields),
    kept: source !== null,
    created_at: row.created_at.toISOString(),
  };
}

interface LineRow {
  id: string;
  target: string;
  name: string;
  trial: boolean;
  rows_about: number;
  state: string | null;
  progress: Partial<Progress>;
  created_at: Date;
}

/** One's own imports, the newest first. */
export async function listSheets(
  runtime: Runtime,
  actor: Actor,
  { cursor, limit = 50 }: { cursor?: string; limit?: number },
): Promise<Page<Static<typeof SheetLine>>> {
  const after = cursorId(cursor);
  const { rows } = await sql<LineRow>`
    select s.id, s.target, s.name, s.trial, s.rows_about, j.state, s.progress, s.created_at
    from sheet_import s left join job j on j.id = s.job_id
    where s.account_id = ${actor.id}::uuid ${after ? sql`and s.id < ${after}::uuid` : sql``}
    order by s.id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const names = new Map(sheetTargets(runtime).map(({ subject, name }) => [subject, name]));
  const page = toPage(rows, limit, (row) => row.id);
  return {
    items: page.items.map(({ target, progress, created_at, ...row }) => ({
      ...row,
      target_name: names.get(target) ?? target,
      read: progress.read ?? 0,
      refused: progress.outcomes?.refused ?? 0,
      created_at: created_at.toISOString(),
    })),
    next: page.next,
  };
}

/** The refused rows of the last work on a file, in the file's order; of one kind of fault, if asked. */
export async function listFaults(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { kind, cursor, limit = 50 }: { kind?: string; cursor?: string; limit?: number },
): Promise<Page<Static<typeof FaultItem>>> {
  const row = await findSheet(runtime.db, actor, id);
  const target = sheetTargets(runtime).find(({ subject }) => subject === row.target);
  const names = new Map(
    ((await target?.fields(runtime, actor)) ?? []).map((field) => [field.code, field.name]),
  );
  const after = Math.min(Number(/^\d{1,9}$/.exec(cursor ?? '')?.[0] ?? 0), 2_000_000_000);
  const rows = await run(runtime, actor, async (ctx) => {
    const found = await sql<{ row: number; sealed: Buffer }>`
      select row, sealed from sheet_fault where job_id = ${row.job_id}::uuid and row > ${after}::int
        ${kind ? sql`and ${kind} = any (keys)` : sql``}
      order by row limit ${atMost(limit + 1)}`.execute(ctx.db);
    return found.rows;
  });
  const page = toPage(rows, limit, (each) => String(each.row));
  const items = page.items.map((each) => ({
    id: String(each.row),
    row: each.row,
    faults: (JSON.parse(runtime.sealer.open(each.sealed)) as CellFault[]).map(({ field, ...fault }) => ({
      ...fault,
      field: field || null,
      name: names.get(field) ?? '整行',
      column: row.mapping?.columns[field] ?? null,
    })),
  }));
  return { items, next: page.next };
}
