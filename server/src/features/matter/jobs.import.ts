import { sql } from 'kysely';
import { holds, SYSTEM } from '../../platform/access.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { JobKind, JobRun } from '../../platform/feature.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { FileRow } from '../../platform/sheet/cells.ts';
import { readRows } from '../../platform/sheet/read.ts';
import { keepSheet } from '../../platform/sheet/write.ts';
import { askerOf } from '../account/index.ts';
import { sendMessages } from '../message/index.ts';
import { surroundings } from './abilities.ts';
import { IMPORT_JOB } from './commands.import.start.ts';
import { findImport, type ImportRow, openFile } from './commands.import.ts';
import { type Importing, type Prepared, prepare, writeBatch } from './commands.import.write.ts';
import { cellsOf, questionsOf } from './import.cells.ts';
import { buildLookups } from './import.lookup.ts';
import type { ImportProgress, RowFault } from './schema.import.ts';

/** Rows that are written together: one commit for all of them. */
const BATCH = 100;

const START: ImportProgress = {
  position: 0,
  total: 0,
  read: 0,
  created: 0,
  dispatched: 0,
  repeated: 0,
  refused: 0,
  skipped: 0,
  reasons: {},
};

/** What the work needs, with the importer's rights as they are now. */
async function open(runtime: Runtime, job: JobRun): Promise<Importing> {
  const actor = await askerOf(runtime, job);
  if (!actor || !holds(actor, 'matter:import')) throw notAllowed('您的账号已没有批量导入的权限。');
  const row = await findImport(runtime.db, actor, job.input.subject);
  if (!row.mapping) throw badField('mapping', 'required', '请先选择列的对应。');
  const around = await surroundings(runtime);
  const reader = {
    mapping: row.mapping,
    cells: cellsOf(row.mapping, row.columns),
    lookups: buildLookups(around.types, around.areas, around.units),
    questions: questionsOf(around.types),
    key: row.mapping.key ?? row.header_hash.toString('hex'),
  };
  return { runtime, actor, row, job: job.id, reader, around };
}

/** The rows of the file after its header, in batches; those up to `after` are passed over. */
async function* batches(importing: Importing, after: number): AsyncGenerator<FileRow[]> {
  const { runtime, row } = importing;
  const stream = await openFile(runtime, row.file_id);
  let header = true;
  let batch: FileRow[] = [];
  for await (const each of readRows(stream, { format: row.format, ...row.reading })) {
    if (header) {
      header = false;
      continue;
    }
    if (each.row <= after) continue;
    batch.push(each);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface Batch {
  prepared: Prepared[];
  /** The last row of the file in it. */
  position: number;
}

async function* preparedBatches(importing: Importing, after: number): AsyncGenerator<Batch> {
  for await (const rows of batches(importing, after)) {
    const now = importing.runtime.clock.now();
    const prepared: Prepared[] = [];
    for (const row of rows) prepared.push(await prepare(importing, row, now));
    yield { prepared, position: rows.at(-1)!.row };
  }
}

/** Works through the file from where the last run came to. The next batch is read and checked while one is written. */
async function through(importing: Importing, job: JobRun): Promise<ImportProgress> {
  const { row } = importing;
  const seen = row.options.dry_run ? new Set<string>() : null;
  let progress: ImportProgress = { ...START, total: row.row_count, ...row.progress };
  const source = preparedBatches(importing, progress.position);
  let ahead = source.next();
  try {
    for (let batch = await ahead; !batch.done; batch = await ahead) {
      ahead = source.next();
      // Whatever is wrong with the next batch is said when its turn comes.
      ahead.catch(() => undefined);
      const { prepared, position } = batch.value;
      progress = await writeBatch(importing, prepared, progress, position, seen);
      await job.report(progress);
    }
  } finally {
    await source.return(undefined);
  }
  return progress;
}

async function refusals(runtime: Runtime, row: ImportRow): Promise<Map<number, RowFault[]>> {
  const { rows } = await sql<{ row: number; faults: RowFault[] }>`
    select row, faults from matter_import_refusal where import_id = ${row.id}::uuid order by row`.execute(
    runtime.db,
  );
  return new Map(rows.map((each) => [each.row, each.faults]));
}

/** The refused rows as they stood in the file, what is wrong beside each. Null when none was refused. */
async function report({ runtime, row }: Importing): Promise<string | null> {
  const faults = await refusals(runtime, row);
  if (faults.size === 0) return null;
  const name = `${row.name.replace(/\.(csv|xlsx|txt)$/i, '')}-退回的行.xlsx`;
  const head = { columns: ['行号', '有问题的列', '原因', '怎么办', ...row.columns], widths: [8, 18, 44, 44] };
  return keepSheet(runtime, { owner: row.account_id, name }, head, async (write) => {
    for await (const each of readRows(await openFile(runtime, row.file_id), {
      format: row.format,
      ...row.reading,
    })) {
      const found = faults.get(each.row);
      if (!found) continue;
      const join = (key: keyof RowFault) =>
        [...new Set(found.map((fault) => fault[key]))].filter(Boolean).join('\n');
      const cells = row.columns.map((_, i) => each.cells[i] ?? '');
      await write([each.row, join('column'), join('why'), join('remedy'), ...cells]);
    }
  });
}

function inWords(
  { created, dispatched, repeated, refused, skipped }: ImportProgress,
  trial: boolean,
): string {
  const parts = [
    `${trial ? '可建单' : '新建'} ${created} 件`,
    ...(dispatched > 0 ? [`${trial ? '可派遣' : '其中已派遣'} ${dispatched} 件`] : []),
    `重复 ${repeated} 行`,
    `退回 ${refused} 行`,
    ...(skipped > 0 ? [`按对应关系不导入 ${skipped} 行`] : []),
  ];
  return parts.join('，');
}

/** The end of the work: it is in the log, and the importer finds it in the inbox. */
async function tell(importing: Importing, progress: ImportProgress): Promise<void> {
  const { runtime, row, actor } = importing;
  const { created, dispatched, repeated, refused } = progress;
  await run(runtime, actor, (ctx) =>
    recordNext(ctx, {
      subjectKind: 'import',
      subject: row.id,
      kind: 'import.finished',
      audience: 'staff',
      scopes: [actor.id],
      data: { name: row.name, dry_run: row.options.dry_run ?? false, created, dispatched, repeated, refused },
    }),
  );
  await run(runtime, SYSTEM, (ctx) =>
    sendMessages(ctx, {
      template: 'import-finished',
      accounts: [actor.id],
      subjectKind: 'import',
      subject: row.id,
      values: {
        title: row.name,
        state: row.options.dry_run ? '试运行' : '导入',
        reason: inWords(progress, row.options.dry_run ?? false),
        url: `/imports/${row.id}`,
      },
    }),
  );
}

/** Turns an uploaded file into matters. Killed at any row and run again it makes none twice and leaves none out. */
export const importJob: JobKind = {
  kind: IMPORT_JOB,
  async work(runtime, job) {
    const importing = await open(runtime, job);
    const progress = await through(importing, job);
    const reportFile = await report(importing);
    await tell(importing, progress);
    return {
      ...progress,
      import: importing.row.id,
      dry_run: importing.row.options.dry_run ?? false,
      report: reportFile ? fileUrls(reportFile).url : null,
    };
  },
};
