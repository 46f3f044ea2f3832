import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { notAllowed, notFound } from '../../platform/errors.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { accountsWith, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { createMatter } from '../matter/index.ts';
import { homeIn } from './queries.home.ts';
import type { CallBody } from './schema.team.ts';
import { TEAM_ROLES } from './words.ts';

/** The matter type of calls to a member: help that is asked for (微心愿), which the centre accepts or a unit takes. */
const TYPE = 'wish';

interface Called {
  area_id: string;
  role: keyof typeof TEAM_ROLES;
  name: string;
  unit_id: string | null;
}

async function memberNow(runtime: Runtime, id: string): Promise<Called> {
  const today = dayOf(runtime.clock.now());
  const { rows } = await sql<Called>`
    select area_id, role, name, unit_id from duty_member
    where id = ${id}::uuid and from_on <= ${today}::date and (to_on is null or to_on >= ${today}::date)`.execute(
    runtime.db,
  );
  if (!rows[0]) throw notFound('成员');
  return rows[0];
}

/** The unit that takes a call to this member: the member's, when somebody there handles matters; else none, and the community sends it on. */
async function takerOf(runtime: Runtime, unit: string | null): Promise<string | null> {
  if (!unit || (await unitRegistry(runtime)).get(unit)?.retired !== false) return null;
  const handlers = await accountsWith(runtime.db, { permission: 'matter:handle', unit });
  return handlers.length > 0 ? unit : null;
}

/**
 * A resident asks a member of the own grid's team for help: a matter of the grid, which goes to the member's unit when that handles
 * matters, and otherwise waits for the community. The same submission sent again is one call.
 */
export async function callMember(runtime: Runtime, actor: Actor, id: string, body: Static<typeof CallBody>) {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const member = await memberNow(runtime, id);
  const home = await run(runtime, actor, homeIn);
  if (!home || !areas.within(home.grid_id, member.area_id))
    throw notAllowed('只能呼叫您自己网格的服务团队。请先在“我的网格”里选好网格。');
  const unit = await takerOf(runtime, member.unit_id);
  const title = `找${TEAM_ROLES[member.role]}${member.name}`;
  const call = {
    client_id: body.client_id,
    type: TYPE,
    title,
    text: body.text,
    area: home.grid_id,
    ...(body.files && { files: body.files }),
  };
  const made = await createMatter(runtime, actor, call, {
    keep: (ctx, matter) =>
      ctx.write(sql`
        insert into duty_call (matter_id, member_id, unit_id, state, at)
        values (${matter}::uuid, ${id}::uuid, ${unit}::uuid, ${unit ? 'waiting' : 'centre'}, ${ctx.now}::timestamptz)`),
  });
  return {
    matter: made.id,
    number: await numberOf(runtime, made.id),
    to: units.get(unit ?? '')?.name ?? '社区',
  };
}

async function numberOf(runtime: Runtime, id: string): Promise<string> {
  const { rows } = await run(runtime, SYSTEM, (ctx) =>
    sql<{ number: string }>`select number from matter where id = ${id}::uuid`.execute(ctx.db),
  );
  return rows[0]!.number;
}
