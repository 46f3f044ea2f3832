import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notAllowed } from '../../platform/errors.ts';
import type { JobKind } from '../../platform/feature.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { Cell } from '../../platform/sheet/cells.ts';
import { readPortions } from '../../platform/sheet/read.ts';
import type { SheetCell } from '../../platform/sheet/write.cells.ts';
import { keepSheet, type WriteRow } from '../../platform/sheet/write.ts';
import { askerOf } from '../account/index.ts';
import { REPORT_JOB } from './commands.start.ts';
import { findSheet, MOST_UNPACKED, type SheetImportRow, sourceOf } from './row.ts';
import type { CellFault } from './rules.cells.ts';
import { REASON, shownCell } from './rules.head.ts';

const PAGE = 2_000;
const EACH_REPORT = 20_000;

interface Refused {
  row: number;
  faults: CellFault[];
}

/** The refused rows in their order, fetched as they are asked for. */
async function* refusedRows(
  runtime: Runtime,
  actor: Actor,
  { job_id }: SheetImportRow,
): AsyncGenerator<Refused, undefined> {
  let after = 0;
  for (;;) {
    const rows = await run(runtime, actor, async (ctx) => {
      const page = await sql<{ row: number; sealed: Buffer }>`
        select row, sealed from sheet_fault where job_id = ${job_id}::uuid and row > ${after}::int order by row limit ${sql.lit(PAGE)}`.execute(
        ctx.db,
      );
      return page.rows;
    });
    for (const { row, sealed } of rows) yield { row, faults: JSON.parse(runtime.sealer.open(sealed)) };
    if (rows.length < PAGE) return undefined;
    after = rows.at(-1)!.row;
  }
}

const asCell = (cell: Cell | undefined): string | number | boolean =>
  cell instanceof Date ? shownCell(cell) : (cell ?? '');

/** The file's rows, the faulty cells coloured, why beside them. */
function filler(
  runtime: Runtime,
  actor: Actor,
  row: SheetImportRow,
  only: boolean,
  heard: (n: number) => Promise<void>,
) {
  const first = row.head.row + row.head.lines;
  const columnOf = new Map(Object.entries(row.mapping?.columns ?? {}));
  return async (write: WriteRow): Promise<void> => {
    const refused = refusedRows(runtime, actor, row);
    const following = async (): Promise<Refused | undefined> => (await refused.next()).value ?? undefined;
    let next = await following();
    let read = 0;
    for await (const portion of readPortions(await sourceOf(runtime, row), row.reading, MOST_UNPACKED))
      for (const each of portion) {
        if (each.row < first) continue;
        read += 1;
        if (read % EACH_REPORT === 0) await heard(read);
        const faults = next?.row === each.row ? next.faults : [];
        if (next?.row === each.row) next = await following();
        if (only && faults.length === 0) continue;
        const faulty = new Set(faults.map(({ field }) => columnOf.get(field)));
        const cells = row.columns.map((name, i): SheetCell => {
          const cell = asCell(each.cells[i]);
          return faulty.has(name) ? { faulty: cell } : cell;
        });
        const why = [...new Set(faults.map(({ words }) => words))].join('\n');
        await write([...cells, why === '' ? '' : { faulty: why }]);
      }
  };
}

/** Makes the file again with its faulty cells coloured and why, to be corrected and handed in once more. */
export const reportJob: JobKind = {
  kind: REPORT_JOB,
  async work(runtime, job) {
    const actor = await askerOf(runtime, job);
    if (!actor) throw notAllowed('您的账号已没有导入的权限。');
    const row = await findSheet(runtime.db, actor, job.input.subject);
    const only = job.input.rows === 'faulty';
    const stem = row.name.replace(/\.(csv|xlsx|txt)$/i, '');
    const name = `${stem}-${only ? '有问题的行' : '已标出问题'}.xlsx`;
    const head = {
      columns: [...row.columns, REASON],
      widths: [...row.columns.map(() => 18), 60],
      mark: { who: actor.name, at: runtime.clock.now() },
    };
    const heard = (read: number) => job.report({ read, total: row.rows_about });
    const file = await keepSheet(
      runtime,
      { owner: actor.id, name },
      head,
      filler(runtime, actor, row, only, heard),
    );
    return { file: fileUrls(file).url, name };
  },
};
