import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import {
  clockStarting,
  type Decision,
  insertClocks,
  type Limits,
  type RunningClock,
  stopClocks,
} from '../workflow/index.ts';

/**
 * Units that come to a matter later than the others have a signing clock (签收) of their own, from then on; it ends when they sign or
 * give the task away. Queues both and returns the clocks that run afterwards.
 */
export function joinedClocks(
  ctx: Context,
  subject: string,
  decision: Decision,
  ids: readonly string[],
  { running, limits }: { running: readonly RunningClock[]; limits: Limits },
): RunningClock[] {
  const over = new Set([...decision.tasks.close, ...decision.tasks.update].map(({ id }) => id));
  const ended = running.filter(({ kind, limits: { task } }) => kind === 'sign' && task && over.has(task));
  const started = decision.tasks.open.flatMap(({ sign }, i): RunningClock[] => {
    const clock = sign && clockStarting(uuidv7(ctx.now), sign, limits, ctx.now);
    return clock ? [{ ...clock, limits: { ...clock.limits, task: ids[i]! } }] : [];
  });
  stopClocks(ctx, ended);
  insertClocks(ctx, subject, started);
  return [...running.filter((clock) => !ended.includes(clock)), ...started];
}
