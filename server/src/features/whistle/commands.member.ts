import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { lockMatter, type Matter, tell } from '../matter/index.ts';
import { musters } from './policy.ts';
import { hasMembers } from './queries.member.ts';
import { readWhistle } from './row.ts';
import { MEMBER_KINDS } from './rules.ts';
import type { MemberInput } from './schema.ts';

/** Who calls people together: the whistler and the centre that coordinates. */
async function lockOwn(ctx: Context, id: string): Promise<Matter> {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  const matter = await lockMatter(ctx.db, ctx.actor, areas, id);
  await readWhistle(ctx.db, id);
  if (!musters(ctx.actor, matter, units)) throw notAllowed('只有吹哨方和负责的指挥中心可以编组力量。');
  if (!matter.open || matter.closed_at) throw conflict('not_now', '这个哨已经办结，不能再变动力量编组。');
  return matter;
}

/** What the story says of a member: kind, unit and number of people; never a name or phone. */
async function wordsOf(ctx: Context, members: readonly MemberInput[]): Promise<string> {
  const units = await unitRegistry(ctx.runtime);
  return members
    .map(({ kind, unit, people }) => {
      const name = unit ? `（${units.get(unit)?.name ?? ''}）` : '';
      return `${MEMBER_KINDS[kind]}${name} ${people ?? 1} 人`;
    })
    .join('，');
}

/** Refuses people whom nobody could find: neither a name nor a unit, or a unit that is none. */
export async function checkMembers(runtime: Runtime, members: readonly MemberInput[]): Promise<void> {
  const units = await unitRegistry(runtime);
  members.forEach(({ unit, name }, i) => {
    const known = unit ? units.get(unit) : undefined;
    if (unit && (!known || known.retired))
      throw badField(`members.${i}.unit`, 'unknown_unit', '所选单位不存在或已停用，请重新选择。');
    if (!unit && !name?.trim())
      throw badField(`members.${i}.name`, 'required', '请写明姓名或队伍名称，或选择单位。');
  });
}

async function write(ctx: Context, matter: Matter, members: readonly MemberInput[]): Promise<void> {
  const { sealer } = ctx.runtime;
  for (const { kind, unit, name, phone, people } of members)
    ctx.write(sql`
      insert into whistle_member (id, matter_id, kind, unit_id, name_sealed, phone_sealed, people, added_by, added_at)
      values (${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, ${kind}, ${unit ?? null}::uuid, ${name?.trim() ? sealer.seal(name.trim()) : null}::bytea,
        ${phone ? sealer.seal(phone) : null}::bytea, ${people ?? 1}::int, ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz)`);
  tell(ctx, matter, [{ kind: 'muster', audience: 'staff', form: { members: await wordsOf(ctx, members) } }]);
}

/** Calls people of several kinds beside the departments (力量编组); names and phones are kept sealed. */
export async function addMembers(
  runtime: Runtime,
  actor: Actor,
  id: string,
  members: readonly MemberInput[],
): Promise<void> {
  await checkMembers(runtime, members);
  await run(runtime, actor, async (ctx) => write(ctx, await lockOwn(ctx, id), members));
}

/** The team that a whistle is blown with: once, however often the submission comes. */
export async function addFirstMembers(
  runtime: Runtime,
  actor: Actor,
  id: string,
  members: readonly MemberInput[],
): Promise<void> {
  const areas = await areaTree(runtime);
  await run(runtime, actor, async (ctx) => {
    await lockMatter(ctx.db, actor, areas, id);
    if (await hasMembers(ctx.db, id)) return;
    await write(ctx, await lockOwn(ctx, id), members);
  });
}

/** Notes that a member of the team has come; a second note changes nothing. */
export async function noteMember(runtime: Runtime, actor: Actor, id: string, member: string): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const matter = await lockOwn(ctx, id);
    const { rows } = await sql<MemberInput & { arrived_at: Date | null; unit_id: string | null }>`
      select kind, people, unit_id, arrived_at from whistle_member where id = ${member}::uuid and matter_id = ${id}::uuid`.execute(
      ctx.db,
    );
    const row = rows[0];
    if (!row) throw notFound('力量');
    if (row.arrived_at) return;
    ctx.write(sql`
      update whistle_member set arrived_at = ${ctx.now}::timestamptz, noted_by = ${actor.id}::uuid where id = ${member}::uuid`);
    const words = await wordsOf(ctx, [{ ...row, unit: row.unit_id ?? undefined }]);
    tell(ctx, matter, [{ kind: 'muster-arrived', audience: 'staff', form: { members: words } }]);
  });
}
