import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, conflict, notAllowed } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { areaTree, gridAt } from '../area/index.ts';
import { myGrid } from './queries.home.ts';
import type { HomeBody } from './schema.team.ts';

/** Enough to mend a mistake, too few to read the phones of a city by moving house. */
const MOST_CHANGES_A_DAY = 3;

async function gridOf(runtime: Runtime, { grid, point }: Static<typeof HomeBody>) {
  if (point) {
    const found = (await gridAt(runtime, point.lng, point.lat)).grid;
    if (!found) throw badField('point', 'no_grid_here', '您所在的位置不在任何网格里，请从列表中选择网格。');
    return { id: found, how: 'position' };
  }
  const node = grid ? (await areaTree(runtime)).get(grid) : undefined;
  if (!node || node.retired || node.level !== 'grid')
    throw badField('grid', 'unknown_area', '请从列表中选择您的网格。');
  return { id: node.id, how: 'chosen' };
}

/** A resident says which grid is the own one, at most three times a day: work phones are whole only for who lives there. */
export async function setMyGrid(runtime: Runtime, actor: Actor, body: Static<typeof HomeBody>) {
  if (actor.kind !== 'resident') throw notAllowed('工作人员看自己负责的网格，不用选择。');
  const { id, how } = await gridOf(runtime, body);
  await run(runtime, actor, async (ctx) => {
    const today = dayOf(ctx.now);
    const { rows } = await sql<{ grid_id: string; day: string; changes: number }>`
      select grid_id, day::text as day, changes from duty_home where account_id = ${actor.id}::uuid for update`.execute(
      ctx.db,
    );
    const before = rows[0];
    if (before?.grid_id === id) return;
    const changes = before?.day === today ? before.changes : 0;
    if (changes >= MOST_CHANGES_A_DAY)
      throw conflict('moved_too_often', `一天最多更换 ${MOST_CHANGES_A_DAY} 次网格，请明天再试。`);
    ctx.write(sql`
      insert into duty_home (account_id, grid_id, how, day, changes, at)
      values (${actor.id}::uuid, ${id}::uuid, ${how}, ${today}::date, ${changes + 1}::int, ${ctx.now}::timestamptz)
      on conflict (account_id) do update set grid_id = excluded.grid_id, how = excluded.how, day = excluded.day,
        changes = excluded.changes, at = excluded.at`);
    // Where somebody lives is personal: the event says only that it was said.
    await recordNext(ctx, {
      subjectKind: 'duty_home',
      subject: actor.id,
      kind: 'duty.home.said',
      audience: 'caller',
      scopes: [actor.id],
      data: { how },
    });
  });
  return myGrid(runtime, actor);
}
