import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notAllowed } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { keepRuling, type Ruling } from '../routing/index.ts';
import { alignDue, closeTasks, type NewTask, openTasks } from '../task/index.ts';
import { relimitClocks, workflowAt } from '../workflow/index.ts';
import { type Surroundings, surroundings } from './abilities.ts';
import { levelOf, type TaskDelta } from './apply.ts';
import { type Step, wasDone } from './commands.repeat.ts';
import {
  categoryOf,
  conditionOf,
  type Located,
  locate,
  propertyOf,
  startingCentre,
  typeOf,
} from './intake.ts';
import { addParties } from './parties.ts';
import { limitsOf } from './registry.ts';
import { rulingOnMatter } from './routing.ts';
import { lockMatter, type Matter, nextDue, scopesOf } from './row.ts';
import { fixedIn, mayAmend } from './rules.amend.ts';
import { movesInWords } from './rules.moves.ts';
import { AmendForm, priorities } from './schema.amend.ts';
import { holdsOn } from './standing.ts';
import { type OpenedTask, type Work, workOf } from './work.ts';

type Input = Static<typeof AmendForm>;

interface Amended {
  matter: Matter;
  sets: RawBuilder<unknown>[];
  said: Record<string, unknown>;
  /** Who answers by the routing rules, now that its class or place is another. */
  ruling?: Ruling;
  /** What waits for somebody else now. */
  handed: Pick<Work, 'opened' | 'ended'>;
}

function amendClass(amended: Amended, input: Input, around: Surroundings): void {
  if (input.category === undefined && input.condition === undefined) return;
  const { matter } = amended;
  const type = typeOf(around.types, matter.type_code);
  const category = categoryOf(around.types, type, input.category ?? matter.category_code ?? undefined);
  const condition = conditionOf(category, input.condition);
  amended.sets.push(sql`category_code = ${category?.code ?? null}`, sql`condition_code = ${condition}`);
  amended.said.category = category?.name ?? null;
  matter.category_code = category?.code ?? null;
  matter.condition_code = condition;
}

/** The limits are those of the class and condition it has now, from the same start; what was granted (延期, 挂起) stays granted. */
async function amendLimits(ctx: Context, amended: Amended, around: Surroundings): Promise<void> {
  const { matter, sets, said } = amended;
  if (said.category === undefined && said.priority === undefined && !amended.ruling) return;
  const workflow = await workflowAt(ctx.runtime, matter.workflow_code, matter.workflow_version);
  const type = typeOf(around.types, matter.type_code);
  const category = around.types.categories.get(matter.category_code ?? '');
  const limits = limitsOf(type, category, matter, around.calendar);
  const { running, moves } = relimitClocks(ctx, matter.clocks, workflow, limits);
  matter.clocks = running;
  sets.push(sql`due_at = ${nextDue(running)}::timestamptz`);
  Object.assign(said, movesInWords(moves));
}

function amendWords(amended: Amended, input: Input): void {
  const title = input.title?.trim();
  if (title) {
    amended.sets.push(sql`title = ${title}`);
    amended.said.title = title;
  }
  if (input.priority !== undefined && input.priority !== amended.matter.priority) {
    amended.sets.push(sql`priority = ${input.priority}`);
    amended.said.priority = priorities[input.priority];
    amended.matter.priority = input.priority;
  }
}

/** Puts a matter where it belongs; whoever is responsible there gets what the old centre and property company still had to do. */
async function amendPlace(
  ctx: Context,
  amended: Amended,
  input: Input,
  around: Surroundings,
): Promise<TaskDelta[]> {
  if (!input.point && !input.area && !input.address) return [];
  const { matter } = amended;
  const located = await locate(ctx.runtime, around.areas, input);
  const type = typeOf(around.types, matter.type_code);
  const { centre_unit: oldCentre, property_unit: oldProperty } = matter;
  matter.area_id = located.area.id;
  matter.areas = [...located.area.path];
  const workflow = await workflowAt(ctx.runtime, matter.workflow_code, matter.workflow_version);
  matter.property_unit = await propertyOf(ctx.runtime, workflow, located, around.units);
  amended.ruling = await rulingOnMatter(ctx, matter, around);
  const { level } = amended.ruling.outcome;
  matter.centre_unit = startingCentre(type, located.area, around.areas, around.units, level);
  const heirs = new Map([[oldCentre, matter.centre_unit]]);
  if (oldProperty) heirs.set(oldProperty, matter.property_unit ?? matter.centre_unit);
  const moving = matter.tasks.filter(
    (task) => task.closed_at === null && task.role === null && changes(heirs, task.unit),
  );
  const { owner_unit: owner } = matter;
  if (owner === oldCentre || moving.some((task) => task.unit === owner))
    matter.owner_unit = heirs.get(owner!) ?? owner;
  matter.level = levelOf(matter.centre_unit, around.units, around.areas);
  amended.sets.push(...placeSets(matter, located, input));
  amended.said.area = around.areas.fullName(located.area.id);
  return handOver(ctx, amended, moving, heirs);
}

function placeSets(matter: Matter, located: Located, input: Input): RawBuilder<unknown>[] {
  const columns = [1, 2, 3, 4, 5, 6].map(
    (depth) => sql`${sql.raw(`area_${depth}`)} = ${matter.areas[depth - 1] ?? null}::uuid`,
  );
  return [
    ...columns,
    sql`area_id = ${matter.area_id}::uuid`,
    sql`boundary_version = ${located.boundaryVersion}::int`,
    sql`placed_by = ${located.placedBy}`,
    sql`lng = ${located.point?.lng ?? null}::float8`,
    sql`lat = ${located.point?.lat ?? null}::float8`,
    ...(input.address ? [sql`address = ${input.address.trim()}`] : []),
    sql`centre_unit = ${matter.centre_unit}::uuid`,
    sql`owner_unit = ${matter.owner_unit}::uuid`,
    sql`property_unit = ${matter.property_unit}::uuid`,
    sql`level = ${matter.level}`,
  ];
}

const changes = (heirs: Map<string, string>, unit: string | null): boolean =>
  unit !== null && (heirs.get(unit) ?? unit) !== unit;

function handOver(
  ctx: Context,
  { matter, handed }: Amended,
  moving: Matter['tasks'],
  heirs: Map<string, string>,
): TaskDelta[] {
  closeTasks(
    ctx,
    moving.map((task) => ({ id: task.id, state: 'transferred' })),
  );
  const again = moving.map(
    (task): NewTask => ({
      subjectKind: 'matter',
      subject: matter.id,
      kind: task.kind,
      role: null,
      unit: heirs.get(task.unit!)!,
      account: null,
      dueAt: task.due_at,
      note: null,
    }),
  );
  const ids = openTasks(ctx, again);
  handed.ended = moving.map(({ id }) => [id, 'transferred']);
  handed.opened = again.map(({ kind, unit }, i): OpenedTask => [ids[i]!, kind, null, unit, null]);
  addParties(ctx, matter, [
    [matter.centre_unit, 'centre'],
    ...(matter.property_unit ? [[matter.property_unit, 'property'] as [string, string]] : []),
  ]);
  return moving.flatMap((task): TaskDelta[] => [
    [(task.account ?? task.unit)!, task.kind, -1],
    [heirs.get(task.unit!)!, task.kind, 1],
  ]);
}

/** What the rule that now holds says of urgency and limits holds as for a new call; what staff say of urgency themselves goes before. */
function amendByRule({ matter, sets, said, ruling }: Amended, input: Input): void {
  if (!ruling || matter.memory.limits_by) return;
  const { clocks, priority } = ruling.outcome;
  const { limits: _, ...memory } = matter.memory;
  matter.memory = Object.keys(clocks).length > 0 ? { ...memory, limits: clocks } : memory;
  sets.push(sql`memory = ${JSON.stringify(matter.memory)}::jsonb`);
  if (!priority || input.priority !== undefined || priority === matter.priority) return;
  matter.priority = priority;
  sets.push(sql`priority = ${priority}`);
  said.priority = priorities[priority];
}

async function amendLocked(
  ctx: Context,
  before: Matter,
  input: Input,
  clientId: string | undefined,
  around: Surroundings,
): Promise<void> {
  const amended: Amended = { matter: { ...before }, sets: [], said: {}, handed: { opened: [], ended: [] } };
  amendClass(amended, input, around);
  amendWords(amended, input);
  const tasks = await amendPlace(ctx, amended, input, around);
  if (amended.said.category !== undefined)
    amended.ruling ??= await rulingOnMatter(ctx, amended.matter, around);
  amendByRule(amended, input);
  await amendLimits(ctx, amended, around);
  if (amended.sets.length === 0)
    throw badField('category', 'nothing_changed', '没有需要更正的内容，请修改后再提交。');
  const { matter, ruling } = amended;
  if (ruling) keepRuling(ctx, matter.id, 'amended', ruling);
  const hash = record(ctx, {
    subjectKind: 'matter',
    subject: matter.id,
    kind: 'matter.amend',
    audience: 'staff',
    scopes: [...new Set([...scopesOf(before), ...scopesOf(matter)])],
    data: {
      from: matter.state,
      to: matter.state,
      form: { ...amended.said, reason: input.reason },
      version: matter.version + 1,
      ...(clientId && { client_id: clientId }),
      tasks,
      work: workOf(before, matter, { counted: [], ...amended.handed }),
      notify:
        before.centre_unit === matter.centre_unit
          ? []
          : [{ audience: 'centre', template: 'received-centre' }],
      moved:
        before.area_id === matter.area_id
          ? undefined
          : {
              type: matter.type_code,
              confidential: matter.confidential,
              state: matter.state,
              from: before.areas,
              to: matter.areas,
            },
    },
    prevHash: before.event_hash,
  });
  ctx.write(sql`update matter set ${sql.join([...amended.sets, sql`event_hash = ${hash}::bytea`])}, version = version + 1,
    updated_at = ${ctx.now}::timestamptz where id = ${matter.id}::uuid`);
  if (matter.clocks !== before.clocks) await alignDue(ctx, matter.id);
}

/**
 * Corrects what was taken down wrongly: class, condition, place, title, urgency. Only the centre that has the matter, and only
 * while it is open. A new place finds the grid, its centre and property company anew.
 */
export async function amend(runtime: Runtime, actor: Actor, id: string, step: Step): Promise<void> {
  const { version, form, clientId } = step;
  if (!Value.Check(AmendForm, form)) {
    const fault = [...Value.Errors(AmendForm, form)][0];
    throw badField(
      fault?.instancePath.slice(1).replaceAll('/', '.') ?? '',
      'invalid',
      '更正的内容不符合要求，请检查后重填。',
    );
  }
  const around = await surroundings(runtime);
  await run(runtime, actor, async (ctx) => {
    const matter = await lockMatter(ctx.db, actor, around.areas, id);
    if (await wasDone(ctx, id, 'amend', step)) return;
    if (!mayAmend(matter, holdsOn(actor, matter, around.units)))
      throw notAllowed('只有当前负责的指挥中心可以更正未办结的事项。');
    if (matter.version !== version)
      throw conflict(
        'changed_meanwhile',
        '这件事项刚刚被别人更新过，请看一下最新情况再操作。您填写的内容没有丢失。',
        { state: matter.state, version: matter.version },
      );
    const fixed = fixedIn(around.types.types.get(matter.type_code), form);
    if (fixed) throw badField(fixed, 'fixed', '这类事项的类别和位置不能更正。发错了的，请撤回后重新发起。');
    await amendLocked(ctx, matter, form, clientId, around);
  });
}
