import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Timer } from '../../platform/feature.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { act } from './commands.act.ts';

const BATCH = 100;

interface Due {
  subject: string;
  action: string;
  version: number;
}

async function dueNow(runtime: Runtime): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select c.subject, c.limits ->> 'action' as action, m.version
    from workflow_clock c join matter m on m.id = c.subject
    where c.stopped_at is null and c.limits ->> 'action' is not null and c.due_at <= ${runtime.clock.now()}::timestamptz
    order by c.due_at limit ${BATCH}`.execute(runtime.db);
  return rows;
}

/** Performs the automatic actions whose time has come (确认期满结案、评价期满归档). One that somebody forestalled is left alone. */
export async function performDue(runtime: Runtime): Promise<number> {
  const due = await dueNow(runtime);
  let done = 0;
  for (const { subject, action, version } of due) {
    try {
      await act(runtime, SYSTEM, subject, action, { version, form: {} });
      done += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code !== 'changed_meanwhile')
        runtime.log.error({ err: error, subject, action }, 'an automatic action was refused');
    }
  }
  return done;
}

export const autoTimer: Timer = {
  name: 'matter.auto',
  everySeconds: 20,
  async tick(runtime) {
    while ((await performDue(runtime)) === BATCH);
  },
};
