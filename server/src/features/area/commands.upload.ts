import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notFound, Refusal } from '../../platform/errors.ts';
import type { JobKind } from '../../platform/feature.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import {
  type BoundaryFileOptions,
  type FileReport,
  importBoundariesFile,
  importCodesFile,
} from './commands.file.ts';
import { changeAreas } from './context.ts';
import { decodeText } from './import.parse.ts';

export type ImportKind = 'codes' | 'boundaries';
export interface Upload {
  kind: ImportKind;
  fileName: string;
  bytes: Uint8Array;
  options: BoundaryFileOptions;
}
type Step = 'check' | 'apply';
interface Row {
  kind: ImportKind;
  content: string | null;
  options: BoundaryFileOptions;
  state: string;
  report: Partial<FileReport>;
}

const JOB = 'area.import';
/** Files up to this many characters are worked off at once, larger ones as a job. */
const SMALL = 300_000;
const KEPT = '7 days';

async function rowOf(ctx: Context, id: string): Promise<Row> {
  const { rows } = await sql<Row>`
    select kind, content, options, state, report from area_import where id = ${id}::uuid for update`.execute(
    ctx.db,
  );
  if (!rows[0]) throw notFound('导入');
  return rows[0];
}

const work = (ctx: Context, { kind, content, options }: Row): Promise<FileReport> =>
  kind === 'codes' ? importCodesFile(ctx, content!) : importBoundariesFile(ctx, content!, options);

/** The import itself, undone at the end: what it reports is what would happen. */
async function check(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const report = await run(runtime, actor, async (ctx): Promise<FileReport> => {
    const row = await rowOf(ctx, id);
    return ctx.undo(await work(ctx, row));
  });
  await run(runtime, actor, async (ctx) =>
    ctx.write(sql`update area_import set state = 'checked', report = ${JSON.stringify(report)}::jsonb
      where id = ${id}::uuid and state = 'checking'`),
  );
}

/** Applies what was confirmed, once: whoever comes second finds it applied. */
async function apply(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await changeAreas(runtime, actor, async (ctx) => {
    const row = await rowOf(ctx, id);
    if (row.state !== 'applying') return;
    const report = await work(ctx, row);
    ctx.write(sql`update area_import set state = 'applied', content = null, report = ${JSON.stringify(report)}::jsonb,
      boundary_version = ${report.version}::int, applied_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
  });
}

async function fail(runtime: Runtime, actor: Actor, id: string, error: unknown): Promise<void> {
  const message = error instanceof Refusal ? error.message : '处理这个文件时系统出错，请重新上传。';
  await run(runtime, actor, async (ctx) =>
    ctx.write(sql`update area_import set state = 'failed', content = null,
      report = report || ${JSON.stringify({ error: message })}::jsonb where id = ${id}::uuid and state <> 'applied'`),
  );
}

async function perform(runtime: Runtime, actor: Actor, id: string, step: Step): Promise<void> {
  try {
    await (step === 'check' ? check : apply)(runtime, actor, id);
  } catch (error) {
    await fail(runtime, actor, id, error);
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Works off large files beside the requests; safe to run again after a crash. */
export const importJob: JobKind = {
  kind: JOB,
  async work(runtime, job) {
    const { id, step } = job.input as { id: string; step: Step };
    const actor: Actor = { id: job.accountId, kind: 'staff', name: '', grants: [] };
    await job.report({ step });
    await perform(runtime, actor, id, step);
  },
};

function start(ctx: Context, id: string, step: Step, size: number): boolean {
  const large = size > SMALL;
  const job = large ? queueJob(ctx, JOB, { id, step }) : null;
  ctx.write(sql`update area_import set job_id = ${job}::uuid where id = ${id}::uuid`);
  return large;
}

/**
 * Takes a file in and checks it: at once when it is small, else as a job. Nothing changes until `confirmImport`. Refuses
 * what is no text. Files that nobody confirmed are thrown away after a week. Returns the import's id.
 */
export async function takeFile(runtime: Runtime, actor: Actor, upload: Upload): Promise<string> {
  const { kind, fileName, bytes, options } = upload;
  if (bytes.length === 0) throw badField('file', 'empty_file', '文件是空的，请重新选择。');
  const text = decodeText(bytes);
  if (text.includes('\0'))
    throw badField(
      'file',
      'not_text',
      kind === 'codes'
        ? '这不是文本文件。请在表格软件中另存为 CSV（UTF-8）后再上传。'
        : '这不是文本文件。请在 GIS 软件中导出为 GeoJSON 后再上传。',
    );
  const id = await run(runtime, actor, async (ctx) => {
    const made = uuidv7(ctx.now);
    await sql`delete from area_import where state in ('checked', 'failed') and created_at < ${ctx.now}::timestamptz - ${KEPT}::interval`.execute(
      ctx.db,
    );
    await sql`
      insert into area_import (id, kind, file_name, options, content, state, account_id, created_at)
      values (${made}::uuid, ${kind}, ${fileName.replaceAll('\0', '').slice(-200)}, ${JSON.stringify(options)}::jsonb, ${text},
        'checking', ${actor.id}::uuid, ${ctx.now}::timestamptz)`.execute(ctx.db);
    start(ctx, made, 'check', text.length);
    return made;
  });
  if (text.length <= SMALL) await perform(runtime, actor, id, 'check');
  return id;
}

/** Puts a checked file in force; refuses (409) one that is not checked, is applied already, or holds nothing to apply. */
export async function confirmImport(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const large = await run(runtime, actor, async (ctx) => {
    const { state, report, content } = await rowOf(ctx, id);
    if (state !== 'checked')
      throw conflict('not_checked', '这个文件还没有检查完，或已经导入。请刷新后查看。', { state });
    if (!report.accepted)
      throw conflict('nothing_to_apply', '文件中没有可以导入的内容，请按报告改正后重新上传。');
    await sql`update area_import set state = 'applying' where id = ${id}::uuid`.execute(ctx.db);
    return start(ctx, id, 'apply', content!.length);
  });
  if (!large) await perform(runtime, actor, id, 'apply');
}
