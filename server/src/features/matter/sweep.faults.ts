import { SYSTEM } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { noted, putOffClock } from '../workflow/index.ts';
import { surroundings } from './abilities.ts';
import { applyDecision } from './apply.ts';
import { meansOf, updateMatter, workflowOf } from './commands.write.ts';
import { lockMatter } from './row.ts';

/** Tries in a row after which whoever keeps the system is told; it goes on being tried. */
const TOLD_AFTER = 3;

/** A clock whose rung could not be handled: put off, written to the log, and after some tries to the matter's story. */
export async function failed(runtime: Runtime, id: string, error: unknown): Promise<void> {
  const clock = await putOffClock(runtime, id);
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
