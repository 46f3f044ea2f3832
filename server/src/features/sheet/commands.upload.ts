import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { badField, Refusal } from '../../platform/errors.ts';
import { fileKey, keepExport } from '../../platform/files/files.ts';
import type { PartStream } from '../../platform/files/upload.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Reading } from '../../platform/sheet/cells.ts';
import { headerKey } from '../../platform/sheet/heads.ts';
import { detect } from '../../platform/sheet/read.ts';
import { type SheetSource, storedSheet } from '../../platform/sheet/source.ts';
import { lockIdle } from './lock.ts';
import { rowsAbout, topRows } from './queries.top.ts';
import { findSheet, MOST_UNPACKED, sourceOf, targetFor } from './row.ts';
import { columnsAt, guessHead, type Head, headingsOf } from './rules.head.ts';

/** The largest table, in bytes. */
export const SHEET_LIMIT = 300 * 1024 * 1024;

const tooLarge = () =>
  new Refusal(413, 'too_large', '文件太大：导入文件最大 300 MB。请分成几个文件后再上传。');

/** An upload as it comes; fails when it was cut at the limit, so that nothing half is ever kept. */
async function* whole(part: PartStream): AsyncGenerator<Uint8Array> {
  part.once('limit', () => part.destroy(tooLarge()));
  yield* part as AsyncIterable<Uint8Array>;
  if (part.truncated) throw tooLarge();
}

const noHead = () =>
  badField('head', 'bad_head', '这里没有表头：请选择列名所在的行，最多 200 列，下面要有数据行。');

interface Looked {
  reading: Reading;
  head: Head;
  columns: string[];
  rows: number;
}

async function look(source: SheetSource, find: Parameters<typeof guessHead>[1]): Promise<Looked> {
  const reading = await detect(source, MOST_UNPACKED);
  const top = await topRows(source, reading);
  if (top.length === 0) throw badField('file', 'empty_file', '文件里没有内容，请重新选择。');
  const head = guessHead(top, find);
  const columns = head && columnsAt(top, head);
  if (!head || !columns)
    throw badField('file', 'no_head', '没有找到表头：表格要有一行（或两行）列名，下面是数据。');
  if (top.at(-1)!.row < head.row + head.lines)
    throw badField('file', 'no_rows', '除表头外没有数据行；表头下面的行是数据。');
  return { reading, head, columns, rows: rowsAbout(source, reading, top, head) };
}

/** Takes a table: kept for its account alone and for seven days, its headings found, and a proposal made how to read it. Returns its id. */
export async function takeSheet(
  runtime: Runtime,
  actor: Actor,
  subject: string,
  part: PartStream,
  name: string,
): Promise<string> {
  const target = targetFor(runtime, actor, subject);
  const find = headingsOf(await target.fields(runtime, actor));
  const mediaType = 'application/octet-stream';
  const fileId = await keepExport(runtime, { owner: actor.id, name, mediaType, content: whole(part) });
  const id = uuidv7(runtime.clock.now());
  try {
    const source = await storedSheet(runtime, fileId);
    const looked = await look(source!, find);
    await run(runtime, actor, async (ctx) =>
      ctx.write(sql`
        insert into sheet_import (id, target, account_id, file_id, name, reading, head, columns, header_hash, rows_about, created_at)
        values (${id}::uuid, ${subject}, ${actor.id}::uuid, ${fileId}::uuid, ${name}, ${JSON.stringify(looked.reading)}::jsonb,
          ${JSON.stringify(looked.head)}::jsonb, ${looked.columns}::text[], ${sha256(headerKey(looked.columns))}::bytea,
          ${looked.rows}::int, ${ctx.now}::timestamptz)`),
    );
  } catch (error) {
    await runtime.files.remove(fileKey(fileId, 'full'));
    throw error;
  }
  return id;
}

interface Read {
  target: string;
  head: Head;
  columns: string[];
}

/** A file is read otherwise from now on: what was chosen for its columns, and what was found by it, no longer holds. */
function readOtherwise(ctx: Context, id: string, { target, head, columns }: Read): void {
  ctx.write(sql`
    update sheet_import set target = ${target}, head = ${JSON.stringify(head)}::jsonb, columns = ${columns}::text[],
      header_hash = ${sha256(headerKey(columns))}::bytea, mapping = null, job_id = null, report_job_id = null, progress = '{}',
      started_at = null where id = ${id}::uuid`);
}

/** Takes a file for another kind of table, its headings looked for anew. Not while work goes on. */
export async function chooseTarget(
  runtime: Runtime,
  actor: Actor,
  id: string,
  subject: string,
): Promise<void> {
  const before = await findSheet(runtime.db, actor, id);
  const target = targetFor(runtime, actor, subject);
  const find = headingsOf(await target.fields(runtime, actor));
  const { head, columns } = await look(await sourceOf(runtime, before), find);
  await run(runtime, actor, async (ctx) => {
    await lockIdle(ctx, actor, id);
    readOtherwise(ctx, id, { target: subject, head, columns });
  });
}

/** Takes other lines for the headings. Not while work goes on. */
export async function chooseHead(runtime: Runtime, actor: Actor, id: string, head: Head): Promise<void> {
  const before = await findSheet(runtime.db, actor, id);
  const top = await topRows(await sourceOf(runtime, before), before.reading);
  const columns = columnsAt(top, head);
  if (!columns || top.at(-1)!.row < head.row + head.lines) throw noHead();
  await run(runtime, actor, async (ctx) => {
    const { target } = await lockIdle(ctx, actor, id);
    readOtherwise(ctx, id, { target, head, columns });
  });
}
