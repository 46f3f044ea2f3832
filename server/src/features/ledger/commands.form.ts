import { sql } from 'kysely';
import { type Actor, holds } from '../../platform/access.ts';
import { badField, conflict, notAllowed } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { openBook } from './form/book.ts';
import type { Layout } from './form/layout.ts';
import { remembered, type Said, taught } from './form/learn.ts';
import { fingerprintOf, recognise } from './form/recognise.ts';
import { findForm, openForm, wordsOf } from './row.form.ts';
import { MOST_SINGLE } from './schema.form.ts';

export const FILL_JOB = 'ledger.form';
/** The largest blank form, in bytes. */
export const FORM_LIMIT = 5 * 1024 * 1024;
/** Enough for every form a community ever gets. */
const MOST_FORMS = 300;

const nothingKnown = () =>
  badField(
    'file',
    'form_unknown',
    '没有在这张表里找到认识的表头（如姓名、身份证号）。请确认上传的是空白表，表头下面或右边有空格。',
  );

async function checkRoom(runtime: Runtime, actor: Actor): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from ledger_form where account_id = ${actor.id}::uuid limit ${MOST_FORMS}) f`.execute(
    runtime.db,
  );
  if (rows[0]!.n >= MOST_FORMS)
    throw conflict('too_many_forms', `您已有 ${MOST_FORMS} 张表格，请先删除不用的。`);
}

/** How the newest of the same form was understood by somebody who checked it. */
async function layoutBefore(runtime: Runtime, fingerprint: Buffer): Promise<Layout | null> {
  const { rows } = await sql<{ layout: Layout }>`
    select layout from ledger_form where fingerprint = ${fingerprint}::bytea and learnt
    order by changed_at desc, id desc limit 1`.execute(runtime.db);
  return rows[0]?.layout ?? null;
}

/** Takes a blank form and finds out what it asks for, as somebody understood the same form before. Refuses what is no form, naming `file`. */
export async function takeForm(
  runtime: Runtime,
  actor: Actor,
  content: Buffer,
  name: string,
): Promise<string> {
  await checkRoom(runtime, actor);
  const words = await wordsOf(runtime);
  const found = recognise(await openBook(content), words);
  if (!found || found.layout.targets.every(({ item }) => item === null)) throw nothingKnown();
  const fingerprint = fingerprintOf(found.sheet);
  const before = await layoutBefore(runtime, fingerprint);
  const layout = before ? remembered(found.layout, before) : found.layout;
  const learnt = before !== null && layout !== found.layout;
  return run(runtime, actor, async (ctx) => {
    const id = uuidv7(ctx.now);
    ctx.write(sql`
      insert into ledger_form (id, account_id, name, fingerprint, content, layout, learnt, created_at, changed_at)
      values (${id}::uuid, ${actor.id}::uuid, ${name}, ${fingerprint}::bytea, ${content}::bytea, ${JSON.stringify(layout)}::jsonb,
        ${learnt}::boolean, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz)`);
    return id;
  });
}

/** Says what cells mean, or that another sheet is meant. 409 on a version that is no longer. */
export async function changeForm(
  runtime: Runtime,
  actor: Actor,
  id: string,
  change: { version: number; sheet?: string; targets?: Said[] },
): Promise<void> {
  const words = await wordsOf(runtime);
  await run(runtime, actor, async (ctx) => {
    const row = await findForm(ctx.db, actor, id, true);
    if (row.version !== change.version)
      throw conflict('stale', '这张表的对应关系刚刚改过，请看过最新的再改。', { version: row.version });
    const { book, sheet } = await openForm(row);
    const other = change.sheet !== undefined && change.sheet !== row.layout.sheet;
    const found = other ? recognise(book, words, change.sheet) : { sheet, layout: row.layout };
    if (!found) throw badField('sheet', 'unknown_sheet', '文件里没有这张工作表，请重新选择。');
    const layout = taught(found.sheet, found.layout, change.targets ?? [], words);
    ctx.write(sql`
      update ledger_form set layout = ${JSON.stringify(layout)}::jsonb, fingerprint = ${fingerprintOf(found.sheet)}::bytea,
        learnt = true, version = version + 1, changed_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
  });
}

/** Forgets a form and that it was filled; what was filled is still on record in the log. */
export async function deleteForm(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    await findForm(ctx.db, actor, id, true);
    ctx.write(sql`delete from ledger_form where id = ${id}::uuid`);
  });
}

/** Queues the filling of a form for these people. Whole values ask for a purpose and the right to unmask. */
export async function startFill(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { people, purpose }: { people: string[]; purpose?: string },
): Promise<{ job: string }> {
  if (purpose !== undefined && !holds(actor, 'resident:unmask'))
    throw notAllowed('您不能使用人员的完整信息，请去掉用途，按遮盖后的内容填写。');
  return run(runtime, actor, async (ctx) => {
    const { layout } = await findForm(ctx.db, actor, id, true);
    if (layout.kind === 'person' && people.length > MOST_SINGLE)
      throw badField('people', 'too_many', `一人一表每次最多 ${MOST_SINGLE} 人，请分几次填。`);
    if (layout.targets.every(({ item }) => item === null))
      throw conflict('form_empty', '这张表还没有对应任何一项，请先选择空格填什么。');
    const job = queueJob(ctx, FILL_JOB, { subject: id, people, ...(purpose && { purpose }) });
    ctx.write(sql`
      insert into ledger_form_fill (id, form_id, account_id, people, purpose, created_at)
      values (${job}::uuid, ${id}::uuid, ${actor.id}::uuid, ${people.length}::int, ${purpose ?? null}, ${ctx.now}::timestamptz)`);
    ctx.write(
      sql`update ledger_form set learnt = true, changed_at = ${ctx.now}::timestamptz where id = ${id}::uuid`,
    );
    return { job };
  });
}
