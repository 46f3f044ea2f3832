import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountsWith } from '../account/index.ts';
import { sendMessages } from '../message/index.ts';
import { clocksFailing, noted, type PutOff, putOffClock } from '../workflow/index.ts';
import { surroundings } from './abilities.ts';
import { applyDecision } from './apply.ts';
import { meansOf, updateMatter, workflowOf } from './commands.write.ts';
import { lockMatter } from './row.ts';

/** Tries in a row after which whoever keeps the system is told; it goes on being tried. */
const TOLD_AFTER = 3;
/** Each of so many is told by itself; of more, the hundredth, the thousandth: one broken flow is not ten thousand messages. */
const TOLD_EACH = 10;

const isTold = (alike: number): boolean => alike <= TOLD_EACH || Number.isInteger(Math.log10(alike));

/** By number only: who keeps the system has no sight of matters. */
async function tellKeepers(ctx: Context, { subject }: PutOff): Promise<void> {
  const alike = await clocksFailing(ctx, TOLD_AFTER);
  if (!isTold(alike)) return;
  const { rows } = await sql<{
    number: string;
  }>`select number from matter where id = ${subject}::uuid`.execute(ctx.db);
  const others = alike > 1 ? `，这样的时限现有 ${alike} 个` : '';
  await sendMessages(ctx, {
    template: 'clock-stuck',
    accounts: await accountsWith(ctx.db, { permission: 'workflow:manage' }),
    values: { number: rows[0]?.number, reason: `系统多次未能自动办理到期的步骤${others}` },
  });
}

/** A clock whose rung could not be handled: put off, written to the log; after some tries, once, told to whoever keeps the system and in the matter's story. */
export async function failed(runtime: Runtime, id: string, error: unknown): Promise<void> {
  const clock = await run(runtime, SYSTEM, async (ctx) => {
    const put = await putOffClock(ctx, id);
    if (put?.faults === TOLD_AFTER) await tellKeepers(ctx, put);
    return put;
  });
  runtime.log.error(
    { err: error, clock: id, ...clock },
    'a clock could not be handled and will be tried again',
  );
  if (clock?.faults === TOLD_AFTER) await mark(runtime, clock.subject, id, error);
}

/** In the matter's story; what broke the clock may break this too. */
async function mark(runtime: Runtime, id: string, clock: string, error: unknown): Promise<void> {
  const around = await surroundings(runtime);
  await run(runtime, SYSTEM, async (ctx) => {
    const matter = await lockMatter(ctx.db, SYSTEM, around.areas, id);
    const workflow = await workflowOf(ctx, matter);
    const decision = noted(workflow, matter.state, 'stuck', {
      reason: '系统多次未能自动办理这一步，正在重试，已通知系统管理员',
      fault: error instanceof Error ? error.message : String(error),
    });
    updateMatter(ctx, applyDecision(ctx, matter, decision, meansOf(ctx, matter, decision, workflow, around)));
  }).catch((cause) => runtime.log.error({ err: cause, clock }, 'a stuck matter could not be marked as such'));
}
