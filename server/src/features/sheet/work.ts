import type { Actor } from '../../platform/access.ts';
import { holds } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import type { JobRun } from '../../platform/feature.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { readPortions } from '../../platform/sheet/read.ts';
import { type Judged, type SheetFault, type SheetTarget, sheetTargets } from '../../platform/sheet/target.ts';
import { askerOf } from '../account/index.ts';
import { dictionaries } from '../dictionary/index.ts';
import { findSheet, MOST_UNPACKED, type SheetImportRow, sourceOf } from './row.ts';
import { type CellFault, constantsOf, type MadeRow, rowMaker } from './rules.cells.ts';
import { Seen } from './rules.seen.ts';

/** Rows that are written together: one transaction, and in it few statements for all of them. */
const CHUNK = 2_000;

/** One file at work, with the importer's rights as they are now. */
export interface Working {
  runtime: Runtime;
  actor: Actor;
  job: string;
  row: SheetImportRow;
  target: SheetTarget;
  session: unknown;
  make: ReturnType<typeof rowMaker>;
}

/** A row ready to be written; or why it cannot be; or one that says again what an earlier one said. */
export type Prepared =
  | { row: number; plan: unknown }
  | { row: number; faults: CellFault[] }
  | { row: number; again: true };

export interface Chunk {
  rows: Prepared[];
  /** The last row of the file in it. */
  position: number;
}

/** Makes ready for the work on an import. Refuses when the importer has lost the right since. */
export async function openWork(runtime: Runtime, job: JobRun): Promise<Working> {
  const actor = await askerOf(runtime, job);
  if (!actor) throw notAllowed('您的账号已没有导入的权限。');
  const row = await findSheet(runtime.db, actor, job.input.subject);
  const target = sheetTargets(runtime).find(({ subject }) => subject === row.target);
  if (!target || !holds(actor, target.permission)) throw notAllowed('您的账号已没有导入的权限。');
  if (!row.mapping) throw badField('mapping', 'required', '请先选择列的对应。');
  const fields = await target.fields(runtime, actor);
  const by = {
    words: await dictionaries(runtime),
    today: dayOf(runtime.clock.now()),
    ...(row.mapping.from && { from: row.mapping.from }),
  };
  const { values } = constantsOf(target.subject, fields, row.mapping, by);
  const session = await target.open(runtime, actor, values);
  const make = rowMaker(target.subject, fields, row.columns, row.mapping, by);
  return { runtime, actor, job: job.id, row, target, session, make };
}

/** The rows under the headings, checked cell by cell, in chunks. */
async function* madeChunks({ runtime, row, make }: Working): AsyncGenerator<MadeRow[]> {
  const first = row.head.row + row.head.lines;
  const source = await sourceOf(runtime, row);
  let chunk: MadeRow[] = [];
  for await (const portion of readPortions(source, row.reading, MOST_UNPACKED))
    for (const each of portion) {
      if (each.row < first) continue;
      chunk.push(make(each));
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
  if (chunk.length > 0) yield chunk;
}

const wrongCell = ({ field = '', code, words }: SheetFault): CellFault => ({ field, code, words, shown: '' });

/** Rows that speak of what an earlier row of the file spoke of: said again, or said otherwise. */
function repeated({ target }: Working, seen: Seen, made: MadeRow): Prepared | null {
  const key = target.key(made.values);
  const before = key === null ? null : seen.add(key, made.row, made.hash);
  if (!before) return null;
  if (before.same) return { row: made.row, again: true };
  const words = `与第 ${before.row} 行说的是同一个，但内容不同；请合并成一行，或删去其中一行。`;
  return { row: made.row, faults: [{ field: '', code: 'repeated_row', words, shown: '' }] };
}

/** Rows with faulty cells, each with all that is wrong with it: who mends what was told is not refused again for the rest. */
async function faultyRows(
  { target, session }: Working,
  made: readonly MadeRow[],
): Promise<Map<number, CellFault[]>> {
  const wrong = made.filter(({ faults }) => faults.length > 0);
  const rows = wrong.map((each) => ({ ...each, faulty: new Set(each.faults.map(({ field }) => field)) }));
  const more = rows.length > 0 ? await target.judgeFaulty?.(session, rows) : undefined;
  return new Map(wrong.map(({ row, faults }, i) => [row, [...faults, ...(more?.[i] ?? []).map(wrongCell)]]));
}

async function prepareChunk(working: Working, seen: Seen, made: readonly MadeRow[]): Promise<Prepared[]> {
  const faulty = await faultyRows(working, made);
  const prepared = made.map((each): Prepared | MadeRow => {
    const faults = faulty.get(each.row);
    return faults ? { row: each.row, faults } : (repeated(working, seen, each) ?? each);
  });
  const good = prepared.filter((each): each is MadeRow => 'values' in each);
  const judged: Judged<unknown>[] = await working.target.prepare(working.session, good);
  const byRow = new Map(good.map(({ row }, i) => [row, judged[i]!]));
  return prepared.map((each): Prepared => {
    if (!('values' in each)) return each;
    const answer = byRow.get(each.row)!;
    return 'plan' in answer
      ? { row: each.row, plan: answer.plan }
      : { row: each.row, faults: answer.faults.map(wrongCell) };
  });
}

/** The chunks after a row of the file. Those before are gone through too: which things stood in them must be known. */
export async function* chunksAfter(working: Working, after: number): AsyncGenerator<Chunk> {
  const seen = new Seen();
  for await (const made of madeChunks(working)) {
    const position = made.at(-1)!.row;
    const fresh = made.filter(({ row }) => row > after);
    for (const each of made) if (each.row <= after && each.faults.length === 0) repeated(working, seen, each);
    if (fresh.length > 0) yield { rows: await prepareChunk(working, seen, fresh), position };
  }
}
