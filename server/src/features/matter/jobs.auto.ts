import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Timer } from '../../platform/feature.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { act } from './commands.act.ts';

const BATCH = 100;

interface Due {
  id: string;
  due_at: Date;
  subject: string;
  action: string;
  version: number;
}

/** The next ones after a clock: those that were refused stay behind, and hold up nobody. */
async function dueAfter(runtime: Runtime, last: Due | null): Promise<Due[]> {
  const after = last ? sql`and (c.due_at, c.id) > (${last.due_at}::timestamptz, ${last.id}::uuid)` : sql``;
  const { rows } = await sql<Due>`
    select c.id, c.due_at, c.subject, c.limits ->> 'action' as action, m.version
    from workflow_clock c join matter m on m.id = c.subject
    where c.stopped_at is null and c.limits ->> 'action' is not null and c.due_at <= ${runtime.clock.now()}::timestamptz
      ${after} order by c.due_at, c.id limit ${atMost(BATCH)}`.execute(runtime.db);
  return rows;
}

/** Performs the automatic actions whose time has come (确认期满结案、评价期满归档). One that somebody forestalled is left alone. */
export async function performDue(runtime: Runtime): Promise<number> {
  let done = 0;
  let due: Due[] = [];
  do {
    due = await dueAfter(runtime, due.at(-1) ?? null);
    for (const each of due) if (await perform(runtime, each)) done += 1;
  } while (due.length === BATCH);
  return done;
}

async function perform(runtime: Runtime, { subject, action, version }: Due): Promise<boolean> {
  try {
    await act(runtime, SYSTEM, subject, action, { version, form: {} });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'changed_meanwhile'))
      runtime.log.error({ err: error, subject, action }, 'an automatic action failed');
    return false;
  }
}

export const autoTimer: Timer = {
  name: 'matter.auto',
  everySeconds: 20,
  async tick(runtime) {
    await performDue(runtime);
  },
};
