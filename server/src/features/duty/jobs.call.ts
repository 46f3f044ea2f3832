import { sql } from 'kysely';
import { Refusal } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { actIn, readMatters, surroundings } from '../matter/index.ts';
import { TEAM_ROLES } from './words.ts';

interface Waiting {
  matter_id: string;
  unit_id: string;
  name: string;
  role: keyof typeof TEAM_ROLES;
}

/** That a resident called this member is what the centre would go by: the call goes to the member's unit in its name. */
const FOR_THE_CENTRE = [{ relation: 'centre' as const, permissions: new Set(['matter:dispatch' as const]) }];

async function send(ctx: Context, call: Waiting): Promise<'sent' | 'centre'> {
  const matter = (await readMatters(ctx.db, [call.matter_id])).get(call.matter_id);
  if (!matter?.open || matter.tasks.some(({ role }) => role !== null)) return 'centre';
  await sql.raw('savepoint duty_call').execute(ctx.db);
  try {
    const form = {
      units: [{ unit: call.unit_id, role: 'main' }],
      opinion: `居民在“我的网格”里找${TEAM_ROLES[call.role]}${call.name}，直接交给其单位`,
    };
    const step = { version: matter.version, form, also: FOR_THE_CENTRE };
    await actIn(ctx, matter.id, 'dispatch', step, await surroundings(ctx.runtime));
    await ctx.flush();
    return 'sent';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await sql.raw('rollback to savepoint duty_call').execute(ctx.db);
    return 'centre';
  }
}

/** Sends calls to members on to their units, right after they were opened; what is refused stays with the community. */
export const callDispatcher: Subscriber = {
  name: 'duty.calls',
  wants: (kind) => kind === 'matter.opened',
  async handle(ctx, events) {
    const { rows } = await sql<Waiting>`
      select c.matter_id, c.unit_id, m.name, m.role from duty_call c join duty_member m on m.id = c.member_id
      where c.matter_id = any (${events.map(({ subject }) => subject)}::uuid[]) and c.state = 'waiting' order by c.matter_id for update of c`.execute(
      ctx.db,
    );
    for (const call of rows) {
      const state = await send(ctx, call);
      ctx.write(sql`update duty_call set state = ${state} where matter_id = ${call.matter_id}::uuid`);
      await ctx.flush();
    }
  },
};
