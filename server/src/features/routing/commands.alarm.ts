import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { subjectOf } from '../workflow/index.ts';
import { STANDARD_RULES } from './store.ts';

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
