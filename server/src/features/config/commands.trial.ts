import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, badFields } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { queueJob } from '../../platform/jobs.ts';
import { atMost } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { judgeText } from './judge.ts';
import { checkCode, kindOf, trialOf } from './kinds.ts';

export const TRIAL_JOB = 'config.trial';
const MONTH = 31 * 86_400_000;
const LONGEST = 400 * 86_400_000;
/** So many trials of a document are kept. */
const KEPT = 20;

export interface TrialInput {
  text: string;
  from?: string;
  until?: string;
}

function periodOf({ from: first, until: last }: TrialInput, now: Date): { from: Date; until: Date } {
  const until = last ? new Date(last) : now;
  const from = first ? new Date(first) : new Date(until.getTime() - MONTH);
  if (from >= until) throw badField('from', 'bad_period', '开始时间须早于结束时间。');
  if (until.getTime() - from.getTime() > LONGEST)
    throw badField('from', 'bad_period', '试算的时间段最长 400 天。');
  return { from, until };
}

/**
 * Starts to try a text on the past; without a period on the last 31 days. Refuses kinds that cannot be tried, texts with errors and
 * periods that are none. Older trials of the document go.
 */
export async function startTrial(
  runtime: Runtime,
  actor: Actor,
  place: { kind: string; code: string },
  input: TrialInput,
): Promise<{ trial: string; job: string }> {
  const { kind, code } = place;
  trialOf(kind);
  checkCode(code);
  const { from, until } = periodOf(input, runtime.clock.now());
  const { findings } = await judgeText(runtime, kindOf(kind), code, input.text);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw badFields(
      errors.map(({ path, code, message }) => ({ path, code, message })),
      '内容有错误，改正后才能试算。',
    );
  return run(runtime, actor, async (ctx) => {
    const trial = uuidv7(ctx.now);
    await sql`delete from config_trial where id = any (array(
      select id from config_trial where kind = ${kind} and code = ${code} order by id desc offset ${atMost(KEPT - 1)}))`.execute(
      ctx.db,
    );
    ctx.write(sql`insert into config_trial (id, kind, code, account_id, text, from_at, until_at, created_at)
      values (${trial}::uuid, ${kind}, ${code}, ${actor.id}::uuid, ${input.text}, ${from}::timestamptz, ${until}::timestamptz,
        ${ctx.now}::timestamptz)`);
    return { trial, job: queueJob(ctx, TRIAL_JOB, { subject: trial }) };
  });
}
