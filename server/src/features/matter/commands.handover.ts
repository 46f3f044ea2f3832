import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import { accountNames, awayOf, type Heir, loadActor, presentStandIn } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import {
  closeTasks,
  noteOf,
  openTasks,
  originOf,
  type StandsIn,
  standing,
  subjectsHeldFor,
  subjectsWaitingFor,
} from '../task/index.ts';
import type { Decision } from '../workflow/index.ts';
import type { TaskDelta } from './apply.ts';
import { addParties, dropParty } from './parties.ts';
import { lockMatter, type Matter, scopesOf } from './row.ts';
import { type OpenedTask, workOf } from './work.ts';

type Task = Matter['tasks'][number];

/** A task and who has it from now on: a person, or nobody in person and the unit. */
interface Moving {
  task: Task;
  unit: string | null;
  account: string | null;
  note: string | null;
  standsIn?: StandsIn;
}

const GONE = '原办理人的账号已停用，或已不再担任这项工作';

/** Whether somebody can still do what waits for them in person: as the caller, or with a right to handle for the unit or at the place. */
function canStill(actor: Actor | null, task: Task, matter: Matter): boolean {
  if (!actor) return false;
  if (task.account === matter.caller_id) return true;
  const handling = actor.grants.filter((grant) => grant.permission === 'matter:handle');
  return handling.some(({ unit, area }) =>
    task.unit ? unit === task.unit : !area || matter.areas.includes(area),
  );
}

/** Whether somebody may do a task for a colleague: with a right to handle, for a unit's task that of the unit; never their own call. */
const canFor = (actor: Actor, task: Task, matter: Matter): boolean =>
  actor.id !== matter.caller_id &&
  actor.grants.some(
    ({ permission, unit }) => permission === 'matter:handle' && (!task.unit || unit === task.unit),
  );

/** Who stood in for somebody, and does so no more, sees a confidential matter no more; that they did stays on record. */
function endStandIns(ctx: Context, matter: Matter, heirs: readonly Moving[]): void {
  const lost = new Set(heirs.map(({ task }) => task.id));
  const tasks = matter.tasks.map((task) =>
    lost.has(task.id) ? { ...task, state: 'transferred' as const } : task,
  );
  const stay = new Set(heirs.map(({ account }) => account));
  for (const { task } of heirs)
    if (matter.confidential && task.account && standing(task) && !stay.has(task.account))
      dropParty(ctx, { ...matter, tasks }, task.account, task.role ?? 'task');
}

/** Moves tasks of a matter to others and records it; who lost them is told nothing more of it. */
function move(ctx: Context, matter: Matter, moving: readonly Moving[], reason: string): void {
  const answering = matter.owner_unit ?? matter.centre_unit;
  const heirs = moving.map((each) => ({ ...each, unit: each.unit ?? (each.account ? null : answering) }));
  closeTasks(
    ctx,
    heirs.map(({ task }) => ({ id: task.id, state: 'transferred' })),
  );
  const ids = openTasks(
    ctx,
    heirs.map(({ task, unit, account, note, standsIn }) => ({
      subjectKind: 'matter',
      subject: matter.id,
      kind: task.kind,
      role: task.role,
      unit,
      account,
      dueAt: task.due_at,
      note,
      ...(standsIn && { standsIn }),
    })),
  );
  addParties(
    ctx,
    matter,
    heirs.flatMap(({ account, task }): [string, string][] =>
      account ? [[account, task.role ?? 'task']] : [],
    ),
  );
  endStandIns(ctx, matter, heirs);
  const hash = record(ctx, {
    subjectKind: 'matter',
    subject: matter.id,
    kind: 'matter.handover',
    audience: 'staff',
    scopes: [...new Set([...scopesOf(matter), ...heirs.flatMap(({ account }) => account ?? [])])],
    data: {
      from: matter.state,
      to: matter.state,
      form: { reason },
      version: matter.version + 1,
      tasks: heirs.flatMap(({ task, unit, account }): TaskDelta[] => [
        [(task.account ?? task.unit)!, task.kind, -1],
        [(account ?? unit)!, task.kind, 1],
      ]),
      work: workOf(matter, matter, {
        counted: [],
        opened: heirs.map(
          ({ task, unit, account }, i): OpenedTask => [ids[i]!, task.kind, task.role, unit, account],
        ),
        ended: heirs.map(({ task }) => [task.id, 'transferred']),
      }),
      notify: [{ audience: 'task_holder', template: 'transferred-task-holder' }],
    },
    prevHash: matter.event_hash,
  });
  const main = heirs.find(({ task }) => task.role === 'main')?.unit ?? matter.main_unit;
  ctx.write(sql`update matter set main_unit = ${main}::uuid, event_hash = ${hash}::bytea, version = version + 1,
    updated_at = ${ctx.now}::timestamptz where id = ${matter.id}::uuid`);
}

/** Moves, matter by matter, what `choose` says; what one matter's tasks became is there before the next is looked at. */
async function moveEach(
  ctx: Context,
  matters: readonly string[],
  reason: string,
  choose: (matter: Matter) => Moving[] | Promise<Moving[]>,
): Promise<number> {
  const areas = await areaTree(ctx.runtime);
  let moved = 0;
  for (const id of matters) {
    const matter = await lockMatter(ctx.db, SYSTEM, areas, id);
    const moving = await choose(matter);
    if (moving.length > 0) move(ctx, matter, moving, reason);
    await ctx.flush();
    moved += moving.length;
  }
  return moved;
}

/**
 * Moves what waits for a person who is not there: during a leave all of it, to the stand-in who can do it and else to the unit; without
 * one what the person can do no longer. Nothing to do the second time.
 */
export async function handOverTasks(
  ctx: Context,
  account: string,
  { leave, standIn }: Heir,
): Promise<number> {
  const waiting = await subjectsWaitingFor(ctx, account, 'matter');
  if (waiting.length === 0) return 0;
  const still = leave ? null : await loadActor(ctx.db, account, 'program');
  const heir = leave ? await presentStandIn(ctx.db, account, standIn) : null;
  const name = (await accountNames(ctx.db, [account])).get(account) ?? '';
  const reason = leave ? `${name}请假，${heir ? `由${heir.name}代班` : '任务回到单位'}` : GONE;
  return moveEach(ctx, waiting, reason, (matter) =>
    Promise.all(
      matter.tasks
        .filter(
          (task) => task.account === account && task.closed_at === null && !canStill(still, task, matter),
        )
        .map(async (task): Promise<Moving> => {
          const { unit } = task;
          // What somebody had as a stand-in still goes back to whom it is for.
          if (!leave) return { task, unit, account: null, note: noteOf(task), standsIn: standing(task) };
          const standsIn = await originOf(ctx, task, leave);
          if (!heir || !canFor(heir, task, matter))
            return { task, unit, account: null, note: standsIn.note, standsIn };
          return { task, unit, account: heir.id, note: await noteFor(ctx, standsIn.for), standsIn };
        }),
    ),
  );
}

const noteFor = async (ctx: Context, account: string): Promise<string> =>
  `代${(await accountNames(ctx.db, [account])).get(account) ?? ''}办理`;

/** Gives a person who is back what a stand-in got during the leave and has not done. */
export async function takeTasksBack(ctx: Context, leave: string, account: string): Promise<number> {
  const actor = await loadActor(ctx.db, account, 'program');
  if (!actor || (await awayOf(ctx.db, [account])).has(account)) return 0;
  return moveEach(ctx, await subjectsHeldFor(ctx, leave, 'matter'), `${actor.name}销假，收回任务`, (matter) =>
    matter.tasks
      .filter((task) => task.closed_at === null && standing(task)?.leave === leave)
      // What the unit has already taken up stays there.
      .filter((task) => task.account !== null || task.state === 'pending')
      .map((task) => ({ task: { ...task, unit: standing(task)!.unit }, now: task }))
      .filter(({ task }) => canFor(actor, task, matter))
      .map(({ task, now }) => ({ task: now, unit: task.unit, account, note: noteOf(task) })),
  );
}

/** What a decision gives to somebody who is away goes to the stand-in, and else to the unit. */
export async function redirectAway(ctx: Context, decision: Decision): Promise<void> {
  const named = decision.tasks.open.flatMap(({ account }) => account ?? []);
  const away = await awayOf(ctx.db, named);
  for (const open of decision.tasks.open) {
    const { account, unit } = open;
    const leave = away.get(account ?? '');
    if (!account || !leave) continue;
    const heir = await presentStandIn(ctx.db, account, leave.standIn);
    const able = heir?.grants.some(
      (grant) => grant.permission === 'matter:handle' && (!unit || grant.unit === unit),
    );
    open.standsIn = { for: account, leave: leave.leave, unit, note: open.note };
    open.account = able ? heir!.id : null;
    if (able) open.note = await noteFor(ctx, account);
  }
}
