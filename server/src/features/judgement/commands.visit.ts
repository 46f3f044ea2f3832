import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badFields, conflict } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import {
  actIn,
  findMatter,
  lockMatter,
  type Surroundings,
  surroundings,
  type Told,
  tell,
} from '../matter/index.ts';
import { VISIT } from './people.ts';
import { findVisit, type VisitRow } from './queries.visit.ts';
import type { AttemptBody } from './schema.ts';
import { endFor } from './tasks.ts';

type Input = Static<typeof AttemptBody>;

const ASKED = { contacted: '是否联系', solved: '是否解决', satisfied: '是否满意' } as const;

/** A call that was answered asks three questions, and all of them count or none. */
function checkAnswers(input: Input): void {
  if (input.result !== 'answered') return;
  const missing = (Object.keys(ASKED) as (keyof typeof ASKED)[]).filter((name) => input[name] === undefined);
  if (missing.length > 0)
    throw badFields(
      missing.map((path) => ({ path, code: 'required', message: `请记下“${ASKED[path]}”的回答` })),
    );
}

async function alreadyKept(ctx: Context, input: Input): Promise<boolean> {
  const { rows } = await sql`
    select from judgement_attempt where actor = ${ctx.actor.id}::uuid and client_id = ${input.client_id}::uuid`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

/** What becomes of a call-back by an attempt; null when it stays open. */
function endedBy(input: Input, attempts: number, most: number): 'effective' | 'refused' | 'unreached' | null {
  if (input.result === 'answered') return 'effective';
  if (input.result === 'refused') return 'refused';
  return attempts >= most || input.result === 'wrong_number' ? 'unreached' : null;
}

/**
 * The caller's answers become the matter's own rating, by the rules of its flow: dissatisfied or unsolved takes it up again. Refuses
 * when there is nothing to rate any more.
 */
async function rate(ctx: Context, visit: VisitRow, input: Input, around: Surroundings): Promise<void> {
  const { version } = await findMatter(ctx.db, ctx.actor, around.areas, visit.matter_id);
  const { contacted, solved, satisfied, note } = input;
  const step = {
    version,
    form: { contacted, solved, satisfied, ...(note && { comment: note }) },
    clientId: input.client_id,
    also: [{ relation: 'visitor' as const, permissions: new Set([VISIT] as const) }],
  };
  await actIn(ctx, visit.matter_id, 'rate', step, around);
  await ctx.flush();
}

function keep(ctx: Context, visit: VisitRow, input: Input): Told {
  const attempts = visit.attempts + 1;
  const ended = endedBy(input, attempts, visit.most_attempts);
  const { result, note, client_id } = input;
  ctx.write(sql`
    insert into judgement_attempt (id, visit_id, n, result, note, client_id, actor, at)
    values (${uuidv7(ctx.now)}::uuid, ${visit.id}::uuid, ${attempts}::int, ${result}, ${note ?? null}, ${client_id}::uuid,
      ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz)`);
  ctx.write(sql`
    update judgement_visit set attempts = ${attempts}::int, version = version + 1, state = ${ended ?? 'open'},
      closed_at = ${ended && ctx.now}::timestamptz, closed_by = ${ended && ctx.actor.id}::uuid where id = ${visit.id}::uuid`);
  const tasks = ended ? [endFor(ctx, { id: visit.task_id, kind: 'visit', unit: visit.unit_id }, 'done')] : [];
  return { kind: 'visit_attempt', audience: 'staff', form: { result, ...(note && { note }) }, tasks };
}

/**
 * Keeps an attempt to call back and what came of it. Answered: the three answers are the matter's rating and an effective call-back.
 * Not reached in all its attempts, or at a wrong number: ended, and not an effective one. Sent twice (`client_id`) it counts once.
 */
export async function attempt(runtime: Runtime, actor: Actor, id: string, input: Input): Promise<void> {
  checkAnswers(input);
  const around = await surroundings(runtime);
  await run(runtime, actor, async (ctx) => {
    const seen = await findVisit(ctx, actor, id);
    await lockMatter(ctx.db, actor, around.areas, seen.matter_id);
    const visit = await findVisit(ctx, actor, id, true);
    if (await alreadyKept(ctx, input)) return;
    if (visit.state !== 'open')
      throw conflict('visit_ended', '这件回访已经结束，请看一下最新情况。', { state: visit.state });
    if (input.result === 'answered') await rate(ctx, visit, input, around);
    const told = keep(ctx, visit, input);
    tell(ctx, await lockMatter(ctx.db, actor, around.areas, visit.matter_id), [told]);
  });
}
