import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, badFields, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { subjectOf } from '../workflow/index.ts';
import { judgeRules, STANDARD_RULES } from './store.ts';

export const TRIAL_JOB = 'routing.trial';
const MONTH = 31 * 86_400_000;
const LONGEST = 400 * 86_400_000;

/** Starts to try rules on the past; without a period on the last 31 days. Refuses rules with errors and periods that are none. */
export async function startTrial(
  runtime: Runtime,
  actor: Actor,
  input: { text: string; from?: string; until?: string },
): Promise<{ trial: string; job: string }> {
  const until = input.until ? new Date(input.until) : runtime.clock.now();
  const from = input.from ? new Date(input.from) : new Date(until.getTime() - MONTH);
  if (from >= until) throw badField('from', 'bad_period', '开始时间须早于结束时间。');
  if (until.getTime() - from.getTime() > LONGEST)
    throw badField('from', 'bad_period', '试算的时间段最长 400 天。');
  const { findings } = await judgeRules(runtime, input.text);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw badFields(
      errors.map(({ path, code, message }) => ({ path, code, message })),
      '规则有错误，改正后才能试算。',
    );
  return run(runtime, actor, async (ctx) => {
    const trial = uuidv7(ctx.now);
    ctx.write(sql`insert into routing_trial (id, account_id, text, from_at, until_at, created_at)
      values (${trial}::uuid, ${actor.id}::uuid, ${input.text}, ${from}::timestamptz, ${until}::timestamptz, ${ctx.now}::timestamptz)`);
    return { trial, job: queueJob(ctx, TRIAL_JOB, { subject: trial }) };
  });
}

/** Marks an alarm as dealt with: should it come again, it is told again. Ended twice it stays ended once. */
export async function endAlarm(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ ended_at: Date | null; rule: string; problem: string }>`
      select ended_at, rule, problem from routing_alarm where id = ${id}::uuid for update`.execute(ctx.db);
    const alarm = rows[0];
    if (!alarm) throw notFound('报警');
    if (alarm.ended_at) return;
    ctx.write(sql`update routing_alarm set ended_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
    await recordNext(ctx, {
      subjectKind: 'routing',
      subject: subjectOf(`routing ${STANDARD_RULES}`),
      kind: 'routing.ended',
      audience: 'staff',
      scopes: [],
      data: { alarm: id, rule: alarm.rule, problem: alarm.problem },
    });
  });
}
