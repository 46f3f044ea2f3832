import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { recordNext } from '../../platform/events.ts';
import type { JobKind, JobRun } from '../../platform/feature.ts';
import { run } from '../../platform/runtime.ts';
import { sendMessages } from '../message/index.ts';
import { WORK_JOB } from './commands.start.ts';
import type { Progress } from './row.ts';
import { chunksAfter, openWork, type Working } from './work.ts';
import { START, writeChunk } from './work.write.ts';

/** What an earlier work on the file refused is of no more use. */
async function forgetOldFaults({ runtime, actor, row, job }: Working): Promise<void> {
  await run(runtime, actor, async (ctx) =>
    ctx.write(sql`delete from sheet_fault where import_id = ${row.id}::uuid and job_id <> ${job}::uuid`),
  );
}

/** Works through the file from where the last run came to. The next chunk is read and checked while one is written. */
async function through(working: Working, job: JobRun): Promise<Progress> {
  let progress: Progress = { ...START, ...working.row.progress };
  const source = chunksAfter(working, progress.position);
  let ahead = source.next();
  try {
    for (let chunk = await ahead; !chunk.done; chunk = await ahead) {
      ahead = source.next();
      // Whatever is wrong with the next chunk is said when its turn comes.
      ahead.catch(() => undefined);
      progress = await writeChunk(working, chunk.value, progress);
      await job.report({
        read: progress.read,
        total: Math.max(working.row.rows_about, progress.read),
        refused: progress.outcomes.refused,
      });
    }
  } finally {
    await source.return(undefined);
  }
  return progress;
}

function inWords({ outcomes }: Progress): string {
  const { same, changed, waiting, refused } = outcomes;
  return [
    `新增 ${outcomes.new} 行`,
    `相同 ${same} 行`,
    `有变化 ${changed} 行`,
    ...(waiting > 0 ? [`待核对 ${waiting} 行`] : []),
    `退回 ${refused} 行`,
  ].join('，');
}

/** The end of the work: it is in the log, and the importer finds it in the inbox. */
async function tell({ runtime, row, actor }: Working, progress: Progress): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    ctx.write(sql`update sheet_import set rows_about = ${progress.read}::int where id = ${row.id}::uuid`);
    await recordNext(ctx, {
      subjectKind: 'sheet',
      subject: row.id,
      kind: 'sheet.finished',
      audience: 'staff',
      scopes: [actor.id],
      data: { name: row.name, target: row.target, trial: row.trial, ...progress.outcomes },
    });
  });
  await run(runtime, SYSTEM, (ctx) =>
    sendMessages(ctx, {
      template: 'import-finished',
      accounts: [actor.id],
      subjectKind: 'sheet',
      subject: row.id,
      values: {
        title: row.name,
        state: row.trial ? '检查' : '导入',
        reason: inWords(progress),
        url: `/sheets/${row.id}`,
      },
    }),
  );
}

/** Checks or imports the rows of a file. Killed at any row and run again it does none twice and leaves none out. */
export const sheetJob: JobKind = {
  kind: WORK_JOB,
  async work(runtime, job) {
    const working = await openWork(runtime, job);
    await forgetOldFaults(working);
    const progress = await through(working, job);
    await tell(working, progress);
    return { trial: working.row.trial, read: progress.read, ...progress.outcomes };
  },
};
