import { sql } from 'kysely';
import { type Actor, areasOf } from '../../platform/access.ts';
import { badField, conflict, notAllowed } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountsWith, unitRegistry } from '../account/index.ts';
import { areaTree, gridAt } from '../area/index.ts';
import { act, createMatter, findMatter, type Matter } from '../matter/index.ts';
import { addFirstMembers, checkMembers } from './commands.member.ts';
import { BLOW, TYPE } from './policy.ts';
import { RADIUS } from './rules.ts';
import type { BlowInput } from './schema.ts';

/** The areas around the place; refuses a place in no grid, or outside what the actor may blow for. */
async function placeOf(runtime: Runtime, actor: Actor, { lng, lat }: BlowInput['point']): Promise<string[]> {
  const areas = await areaTree(runtime);
  const { grid } = await gridAt(runtime, lng, lat);
  const area = areas.get(grid ?? '');
  if (!area) throw badField('point', 'outside_city', '这个位置不在本市任何网格内，请在地图上重新点选。');
  if (!areasOf(actor, BLOW).some((top) => areas.within(area.id, top)))
    throw badField('point', 'not_your_area', '这个位置不在您的辖区内，请重新点选，或请当地吹哨。');
  return [...area.path];
}

/** Refuses what could not be called: a unit that does not exist, has nobody, or appears twice; not exactly one lead. */
async function checkDepartments(runtime: Runtime, departments: BlowInput['departments']): Promise<void> {
  const units = await unitRegistry(runtime);
  const refuse = (code: string, message: string) => badField('departments', code, message);
  if (departments.filter(({ role }) => role === 'main').length !== 1)
    throw refuse('one_main', '须有且只有一个主办部门。');
  if (new Set(departments.map(({ unit }) => unit)).size !== departments.length)
    throw refuse('unit_twice', '同一部门只能出现一次。');
  for (const { unit } of departments) {
    const known = units.get(unit);
    if (!known || known.retired) throw refuse('unknown_unit', '所选部门不存在或已停用，请重新选择。');
    if ((await accountsWith(runtime.db, { unit, permission: 'matter:handle' })).length === 0)
      throw refuse('nobody_there', `「${known.name}」还没有可以办理的工作人员，请另选部门。`);
  }
}

/** The matter for which one whistles: seen by the actor and still open. */
async function parentOf(runtime: Runtime, actor: Actor, id: string | undefined): Promise<Matter | null> {
  if (!id) return null;
  const areas = await areaTree(runtime);
  const parent = await run(runtime, actor, (ctx) => findMatter(ctx.db, actor, areas, id));
  if (!parent.open) throw conflict('not_open', '这件事项已经结束，不能再为它吹哨。');
  if (parent.type_code === TYPE) throw conflict('not_now', '哨不能再吹哨，请在本哨中增派部门。');
  return parent;
}

function keep(ctx: Context, id: string, input: BlowInput, path: string[]): void {
  ctx.write(sql`
    insert into whistle (matter_id, kind, whistler_id, radius_m)
    values (${id}::uuid, ${input.kind}, ${ctx.actor.id}::uuid, ${input.radius ?? RADIUS}::int)`);
  ctx.write(sql`
    insert into whistle_scope (ref, matter_id, side)
    select ref, ${id}::uuid, 'area' from unnest(${path}::uuid[]) as ref
    union all select ${ctx.actor.id}::uuid, ${id}::uuid, 'whistler'`);
}

/** What this very submission opened before: whatever has changed since, it is the answer. */
async function blownBefore(runtime: Runtime, actor: Actor, client: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from matter where created_by = ${actor.id}::uuid and client_id = ${client}::uuid`.execute(
    runtime.db,
  );
  return rows[0]?.id ?? null;
}

/**
 * Blows a whistle: opens it as a matter of its own at the place and calls the departments, each by who is on call for that street. Refuses
 * a place outside the actor's areas, departments nobody works for, a parent that is unseen or ended. The same `client_id` is the same
 * whistle: one that was opened and not yet called is called then. Returns its id.
 */
export async function blow(
  runtime: Runtime,
  actor: Actor,
  input: BlowInput,
): Promise<{ id: string; repeated: boolean }> {
  if (actor.kind !== 'staff') throw notAllowed();
  const before = await blownBefore(runtime, actor, input.client_id);
  if (before) {
    await callOnce(runtime, actor, before, input);
    return { id: before, repeated: true };
  }
  const path = await placeOf(runtime, actor, input.point);
  await checkDepartments(runtime, input.departments);
  await checkMembers(runtime, input.members ?? []);
  const parent = await parentOf(runtime, actor, input.parent);
  const asked = {
    ...(input.arrive_within && { sign: input.arrive_within }),
    ...(input.finish_within && { handle: input.finish_within }),
  };
  const { client_id, title, text, point, address, files, kind, arrive_within, finish_within } = input;
  const { id, repeated } = await createMatter(
    runtime,
    actor,
    {
      client_id,
      type: TYPE,
      title: title ?? undefined,
      text,
      category: kind,
      point,
      address,
      files,
      answers: { ...(arrive_within && { arrive_within }), ...(finish_within && { finish_within }) },
      confidential: parent?.confidential ?? false,
    } as Parameters<typeof createMatter>[2],
    {
      own: { parent: parent?.id ?? null, limits: asked },
      keep: (ctx, matter) => keep(ctx, matter, input, path),
    },
  );
  await callOnce(runtime, actor, id, input);
  return { id, repeated };
}

/** Calls the departments and the team, unless that was done before the answer got lost, or is being done by the same submission. */
async function callOnce(runtime: Runtime, actor: Actor, id: string, input: BlowInput): Promise<void> {
  const areas = await areaTree(runtime);
  const read = () => run(runtime, actor, (ctx) => findMatter(ctx.db, actor, areas, id));
  const matter = await read();
  if (matter.type_code !== TYPE)
    throw conflict('not_now', '这个提交编号已用于另一件事项，请刷新页面后再吹哨。');
  if (matter.state === 'blown')
    await act(runtime, actor, id, 'call', {
      version: matter.version,
      form: { units: input.departments },
    }).catch(async (error) => {
      if ((await read()).state === 'blown') throw error;
    });
  if (input.members?.length) await addFirstMembers(runtime, actor, id, input.members);
}
