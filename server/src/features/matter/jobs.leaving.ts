import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { type EventRow, record } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { loadActor } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { closeTasks, openTasks, subjectsWaitingFor } from '../task/index.ts';
import type { TaskDelta } from './apply.ts';
import { lockMatter, type Matter, scopesOf } from './row.ts';
import { type OpenedTask, workOf } from './work.ts';

type Task = Matter['tasks'][number];

const REASON = '原办理人的账号已停用，或已不再担任这项工作';

/** Whether somebody can still do what waits for them in person: as the caller, or with a right to handle for the unit or at the place. */
function canStill(actor: Actor | null, task: Task, matter: Matter): boolean {
  if (!actor) return false;
  if (task.account === matter.caller_id) return true;
  const handling = actor.grants.filter((grant) => grant.permission === 'matter:handle');
  return handling.some(({ unit, area }) =>
    task.unit ? unit === task.unit : !area || matter.areas.includes(area),
  );
}

/** Gives tasks to the unit they were done for, else to the one that answers for the matter. */
function handOver(ctx: Context, matter: Matter, left: readonly Task[]): void {
  const answering = matter.owner_unit ?? matter.centre_unit;
  const heirs = left.map((task) => ({ ...task, heir: task.unit ?? answering }));
  closeTasks(
    ctx,
    left.map(({ id }) => ({ id, state: 'transferred' })),
  );
  const ids = openTasks(
    ctx,
    heirs.map(({ kind, role, heir, due_at: dueAt }) => ({
      subjectKind: 'matter',
      subject: matter.id,
      kind,
      role,
      unit: heir,
      account: null,
      dueAt,
      note: null,
    })),
  );
  const hash = record(ctx, {
    subjectKind: 'matter',
    subject: matter.id,
    kind: 'matter.handover',
    audience: 'staff',
    scopes: scopesOf(matter),
    data: {
      from: matter.state,
      to: matter.state,
      form: { reason: REASON },
      version: matter.version + 1,
      tasks: heirs.flatMap(({ account, kind, heir }): TaskDelta[] => [
        [account!, kind, -1],
        [heir, kind, 1],
      ]),
      work: workOf(matter, matter, {
        counted: [],
        opened: heirs.map(({ kind, role, heir }, i): OpenedTask => [ids[i]!, kind, role, heir, null]),
        ended: left.map(({ id }) => [id, 'transferred']),
      }),
      notify: [{ audience: 'task_holder', template: 'transferred-task-holder' }],
    },
    prevHash: matter.event_hash,
  });
  const main = heirs.find(({ role }) => role === 'main')?.heir ?? matter.main_unit;
  ctx.write(sql`update matter set main_unit = ${main}::uuid, event_hash = ${hash}::bytea, version = version + 1,
    updated_at = ${ctx.now}::timestamptz where id = ${matter.id}::uuid`);
}

/** Hands over what waits for a person who can do it no longer. Nothing to do the second time. */
async function release(ctx: Context, account: string): Promise<void> {
  const waiting = await subjectsWaitingFor(ctx, account);
  if (waiting.length === 0) return;
  const actor = await loadActor(ctx.db, account, 'program');
  const areas = await areaTree(ctx.runtime);
  for (const id of waiting) {
    const matter = await lockMatter(ctx.db, SYSTEM, areas, id);
    const left = matter.tasks.filter(
      (task) => task.account === account && task.closed_at === null && !canStill(actor, task, matter),
    );
    if (left.length > 0) handOver(ctx, matter, left);
    // The next person of the same batch may have something on the same matter, and must find it as it now is.
    await ctx.flush();
  }
}

/** After an account was disabled or lost a role: nothing waits for somebody who is not there any more. */
export const leavingFollower: Subscriber = {
  name: 'matter.leaving',
  wants: (kind) => kind === 'account.staff.disabled' || kind === 'account.relation.ended',
  async handle(ctx: Context, events: EventRow[]) {
    for (const account of new Set(events.map(({ subject }) => subject))) await release(ctx, account);
  },
};
