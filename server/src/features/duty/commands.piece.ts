import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badFields, conflict, type FieldFault, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { closeGridTasks, gridHolders, openGridTasks } from '../task/index.ts';
import { checkAnswers, limitEnd, newestCalendar, parseLimit } from '../workflow/index.ts';
import { mustManage, sightOf, WORK, worksIt } from './policy.ts';
import { addCounts, type Duty, type Piece, readDuty, readPiece, type Sealed } from './row.ts';
import type { AnswerBody, ReturnBody } from './schema.piece.ts';

type Answered = Static<typeof AnswerBody>;

/** The answers as they are kept, or every fault at once: questions, photos that are missing, a position that is missing. */
function check(duty: Duty, body: Answered): Record<string, unknown> {
  const { values, problems } = checkAnswers(duty.fields, body.answers);
  const faults: FieldFault[] = problems.map(({ path, ...rest }) => ({ path: `answers.${path}`, ...rest }));
  const photos = body.files?.length ?? 0;
  if (photos < duty.photos)
    faults.push({
      path: 'files',
      code: 'too_few',
      message: `这项任务至少要 ${duty.photos} 张照片，现有 ${photos} 张。`,
    });
  if (duty.position && !body.point)
    faults.push({
      path: 'point',
      code: 'not_position',
      message: '这项任务须在现场填报：请打开定位后再提交。',
    });
  if (faults.length > 0) throw badFields(faults);
  return values;
}

const scopesOf = (duty: Duty, grid: string, areas: AreaTree): string[] => [
  ...new Set([duty.unit_id, ...(areas.get(grid)?.path ?? [])]),
];

function writeAnswer(ctx: Context, piece: Piece, duty: Duty, body: Answered, sealed: Sealed, path: string[]) {
  ctx.write(sql`
    insert into duty_answer (id, piece_id, duty_id, grid_id, areas, giver_id, client_id, by, at, photos, sealed)
    values (${uuidv7(ctx.now)}::uuid, ${piece.id}::uuid, ${duty.id}::uuid, ${piece.grid_id}::uuid, ${path}::uuid[], ${duty.unit_id}::uuid,
      ${body.client_id}::uuid, ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz, ${body.files?.length ?? 0}::int, ${ctx.runtime.sealer.seal(JSON.stringify(sealed))}::bytea)`);
}

function writeDone(ctx: Context, piece: Piece, duty: Duty, areas: AreaTree): void {
  // Done after it fell due counts as late even where the timer has not looked yet.
  const late = piece.late || piece.due_at <= ctx.now;
  const hash = record(ctx, {
    subjectKind: 'duty_piece',
    subject: piece.id,
    kind: 'duty.done',
    audience: 'staff',
    scopes: scopesOf(duty, piece.grid_id, areas),
    data: { duty: duty.id, grid: piece.grid_id, late },
    prevHash: piece.event_hash,
  });
  ctx.write(sql`
    update duty_piece set state = 'done', done_at = ${ctx.now}::timestamptz, done_by = ${ctx.actor.id}::uuid,
      late = ${late}::boolean, version = version + 1, event_hash = ${hash}::bytea
    where id = ${piece.id}::uuid`);
  ctx.write(
    addCounts([
      {
        ...{ duty: duty.id, grid: piece.grid_id, done: 1 },
        ...{ open_late: piece.late ? -1 : 0, done_late: late ? 1 : 0 },
      },
    ]),
  );
  closeGridTasks(ctx, 'duty', [piece], 'done');
}

async function sentBefore(ctx: Context, piece: string, clientId: string): Promise<boolean> {
  const { rows } = await sql`
    select from duty_answer where piece_id = ${piece}::uuid and client_id = ${clientId}::uuid and by = ${ctx.actor.id}::uuid`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

/**
 * Takes the answer of a piece from whoever works its grid, or has it as a stand-in. The same submission sent again (a phone without
 * signal) counts once; another one on a piece that is done is refused.
 */
export async function answerPiece(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Answered,
): Promise<{ id: string }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const piece = await readPiece(ctx.db, id, true);
    if (!worksIt(actor, piece, areas)) throw notFound('网格任务');
    if (await sentBefore(ctx, id, body.client_id)) return { id };
    if (piece.state !== 'open')
      throw conflict(
        'not_now',
        piece.state === 'done' ? '这份任务已经提交过。' : '这项任务已经结束，不用再填。',
      );
    const duty = await readDuty(ctx.db, piece.duty_id);
    const sealed = { answers: check(duty, body), note: body.note?.trim() || null, point: body.point ?? null };
    await attachFiles(ctx, body.files ?? [], { subjectKind: 'duty', subject: id, stage: 'duty' });
    writeAnswer(ctx, piece, duty, body, sealed, [...(areas.get(piece.grid_id)?.path ?? [])]);
    writeDone(ctx, piece, duty, areas);
    return { id };
  });
}

/** A piece that is asked for again has a working day at least. */
async function againDue(ctx: Context, piece: Piece): Promise<Date> {
  const { calendar } = await newestCalendar(ctx.runtime);
  const next = limitEnd(calendar, parseLimit('1wd')!, ctx.now.getTime());
  return new Date(Math.max(piece.due_at.getTime(), next));
}

/** Returns an answer for rework (退回重做): whoever has it gets it again, with the reason and a working day at least. */
export async function returnPiece(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof ReturnBody>,
): Promise<{ version: number }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const piece = await readPiece(ctx.db, id, true);
    const duty = await readDuty(ctx.db, piece.duty_id);
    if (!sightOf(actor, duty, areas)?.some((top) => areas.within(piece.grid_id, top)))
      throw notFound('网格任务');
    mustManage(actor, duty, areas);
    if (piece.version !== body.version)
      throw conflict('changed_meanwhile', '这份任务刚刚被更新过，请看一下最新情况。', {
        version: piece.version,
      });
    if (piece.state !== 'done' || duty.state === 'closed')
      throw conflict('not_now', duty.state === 'closed' ? '这项任务已经结束。' : '只有已提交的才能退回。');
    const due = await againDue(ctx, piece);
    const held = (await gridHolders(ctx, WORK, [piece.grid_id], duty.unit_id))(piece.grid_id);
    const [task] = openGridTasks(ctx, 'duty', [{ subject: id, due, note: body.reason.trim(), ...held }]);
    const hash = record(ctx, {
      subjectKind: 'duty_piece',
      subject: id,
      kind: 'duty.returned',
      audience: 'staff',
      scopes: scopesOf(duty, piece.grid_id, areas),
      data: { duty: duty.id, grid: piece.grid_id, reason: body.reason.trim() },
      prevHash: piece.event_hash,
    });
    ctx.write(sql`
      update duty_piece set state = 'open', due_at = ${due}::timestamptz, late = false, reworks = reworks + 1, rework_reason = ${body.reason.trim()},
        done_at = null, done_by = null, account_id = ${held.account}::uuid, unit_id = ${held.unit}::uuid, task_id = ${task}::uuid, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`);
    ctx.write(
      addCounts([
        {
          ...{ duty: duty.id, grid: piece.grid_id, done: -1, reworks: 1 },
          done_late: piece.late ? -1 : 0,
        },
      ]),
    );
    return { version: piece.version + 1 };
  });
}
