import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { CoordinateSystem } from '../../platform/coordinates.ts';
import { anew } from '../../platform/database/anew.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { decodeText } from '../area/index.ts';
import { NOTHING, sumOf, type Taken, takeOutlines } from './commands.import.ts';
import { editOf } from './policy.ts';
import { type OutlineFault, type Outlines, parseOutlines } from './rules.outline.ts';

/** So many buildings are one transaction: what a crash may undo, and does again. */
const BATCH = 500;
/** So many faults are listed; all are counted. */
const LISTED = 200;
/** A larger file is divided by whoever has it: somebody waits while it is tried, in one transaction that is taken back. */
const MOST = 10_000;

interface Row {
  content: string | null;
  options: { system: CoordinateSystem };
  state: string;
  position: number;
  report: Partial<OutlineReport>;
}

export interface OutlineReport extends Taken {
  total: number;
  /** Features that are no building of their own: labels, repeats, faulty ones. */
  left: number;
  errors: number;
  warnings: number;
  faults: OutlineFault[];
}

function reportOf({ rows, faults, total }: Outlines, taken: Taken): OutlineReport {
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  return {
    ...taken,
    ...{ total, left: total - rows.length, errors, warnings: faults.length - errors },
    faults: faults.slice(0, LISTED),
  };
}

async function rowOf(ctx: Context, id: string): Promise<Row> {
  const { rows } = await sql<Row>`
    select content, options, state, position, report from housing_import
    where id = ${id}::uuid and account_id = ${ctx.actor.id}::uuid for update`.execute(ctx.db);
  if (!rows[0]) throw notFound('导入');
  return rows[0];
}

/** The import itself, taken back at the end: what it reports is what would happen. */
function tried(runtime: Runtime, actor: Actor, outlines: Outlines): Promise<Taken> {
  const work = async (ctx: Context): Promise<Taken> => {
    const edit = await editOf(runtime, actor);
    let taken = NOTHING;
    for (let at = 0; at < outlines.rows.length; at += BATCH)
      taken = sumOf(taken, await takeOutlines(ctx, outlines.rows.slice(at, at + BATCH), edit, false));
    return ctx.undo(taken);
  };
  return anew(() => run(runtime, actor, work));
}

/** Takes a file in and checks it by doing all of it and taking it back. Nothing is changed until `applyOutlines`. Returns the import's id. */
export async function uploadOutlines(
  runtime: Runtime,
  actor: Actor,
  file: { name: string; bytes: Uint8Array; system: CoordinateSystem },
): Promise<string> {
  const text = decodeText(file.bytes);
  if (text.includes('\0'))
    throw badField('file', 'not_text', '这不是文本文件。请在 GIS 软件中导出为 GeoJSON 后再上传。');
  const outlines = parseOutlines(text, file.system);
  if (outlines.rows.length > MOST)
    throw badField(
      'file',
      'too_many_rows',
      `文件里有 ${outlines.rows.length} 栋建筑，一次最多 ${MOST} 栋，请分成几个文件。`,
    );
  const report = reportOf(outlines, await tried(runtime, actor, outlines));
  return run(runtime, actor, async (ctx) => {
    const id = uuidv7(ctx.now);
    await sql`
      delete from housing_import where state = 'checked' and created_at < ${ctx.now}::timestamptz - interval '7 days'`.execute(
      ctx.db,
    );
    ctx.write(sql`
      insert into housing_import (id, file_name, options, content, state, report, account_id, created_at)
      values (${id}::uuid, ${file.name.replaceAll('\0', '').slice(-200)}, ${JSON.stringify({ system: file.system })}::jsonb, ${text}, 'checked',
        ${JSON.stringify(report)}::jsonb, ${actor.id}::uuid, ${ctx.now}::timestamptz)`);
    return id;
  });
}

/**
 * One step of taking a checked file in; true when it was the last. A crash between two steps loses nothing: the next call goes on. What
 * collides with somebody at the same buildings is done again.
 */
async function step(runtime: Runtime, actor: Actor, id: string, outlines: Outlines): Promise<boolean> {
  const work = async (ctx: Context): Promise<boolean> => {
    const row = await rowOf(ctx, id);
    if (row.state === 'applied') return true;
    const part = outlines.rows.slice(row.position, row.position + BATCH);
    const before = row.position === 0 ? NOTHING : (row.report as Taken);
    const taken = sumOf(before, await takeOutlines(ctx, part, await editOf(runtime, actor)));
    const position = row.position + part.length;
    const last = position >= outlines.rows.length;
    ctx.write(sql`
      update housing_import set state = ${last ? 'applied' : 'applying'}, position = ${position}::int,
        content = ${last ? null : row.content}, report = ${JSON.stringify(reportOf(outlines, taken))}::jsonb,
        applied_at = ${last ? ctx.now : null}::timestamptz where id = ${id}::uuid`);
    return last;
  };
  return anew(() => run(runtime, actor, work));
}

/** Takes a checked file in, or goes on where it was left. Refuses (409) what was taken in already. */
export async function applyOutlines(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const row = await run(runtime, actor, (ctx) => rowOf(ctx, id));
  if (row.content === null) throw conflict('not_checked', '这个文件已经导入过了。');
  const outlines = parseOutlines(row.content, row.options.system);
  while (!(await step(runtime, actor, id, outlines)));
}
