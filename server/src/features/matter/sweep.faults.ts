import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { noted } from '../workflow/index.ts';
import { surroundings } from './abilities.ts';
import { applyDecision } from './apply.ts';
import { meansOf, updateMatter, workflowOf } from './commands.write.ts';
import { lockMatter } from './row.ts';

/** Tries in a row after which whoever keeps the system is told; it goes on being tried. */
const TOLD_AFTER = 3;

/** Puts a clock off for a while, longer each time, up to an hour: what fails is tried again and holds up nobody. */
async function putOff(
  runtime: Runtime,
  id: string,
): Promise<{ subject: string; faults: number } | undefined> {
  const { rows } = await sql<{ subject: string; faults: number }>`
    update workflow_clock set faults = faults + 1,
      next_at = ${runtime.clock.now()}::timestamptz + least(interval '1 hour', interval '10 seconds' * power(2, faults))
    where id = ${id}::uuid and next_at is not null returning subject, faults`.execute(runtime.db);
  return rows[0];
}

/** A clock whose rung could not be handled: put off, written to the log, and after some tries to the matter's story. */
export async function failed(runtime: Runtime, id: string, error: unknown): Promise<void> {
  const clock = await putOff(runtime, id);
  runtime.log.error(
    { err: error, clock: id, ...clock },
    'a clock could not be handled and will be tried again',
  );
  if (clock?.faults !== TOLD_AFTER) return;
  const around = await surroundings(runtime);
  await run(runtime, SYSTEM, async (ctx) => {
    const matter = await lockMatter(ctx.db, SYSTEM, around.areas, clock.subject);
    const workflow = await workflowOf(ctx, matter);
    const decision = noted(workflow, matter.state, 'stuck', {
      reason: '系统多次未能自动办理这一步，正在重试，请系统管理员检查',
      fault: error instanceof Error ? error.message : String(error),
    });
    updateMatter(ctx, applyDecision(ctx, matter, decision, meansOf(ctx, matter, decision, workflow, around)));
  }).catch((cause) =>
    runtime.log.error({ err: cause, clock: id }, 'a stuck matter could not be marked as such'),
  );
}
