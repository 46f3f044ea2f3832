import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { dayOf, isDay } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { MANUAL, personFor, presenceOf, say } from './commands.change.ts';
import { houseFor } from './commands.create.ts';
import { HOME, PRESENCE } from './folded.ts';
import { EDIT } from './policy.ts';
import { runPeople } from './run.ts';
import { tellHomes } from './told.ts';
import { countHouses, type HomeKind, writeHome } from './write.homes.ts';

function dayFor(ctx: Context, on: string | undefined): string {
  const day = on ?? dayOf(ctx.now);
  if (!isDay(day)) throw badField('on', 'bad_day', '没有这一天，请重新选择日期。');
  if (day > dayOf(ctx.now)) throw badField('on', 'future_day', '日期不能晚于今天，搬家当天再办理即可。');
  return day;
}

/** Moves a person to a house, or away when none is given (`why` left or dead): what was before ends on that day. */
export async function movePerson(
  runtime: Runtime,
  actor: Actor,
  id: string,
  move: {
    house: string | null;
    on?: string;
    kind?: HomeKind;
    why?: 'left' | 'away' | 'dead';
    version?: number;
  },
): Promise<void> {
  const areas = await areaTree(runtime);
  await runPeople(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, areas, id, { permission: EDIT, version: move.version });
    const on = dayFor(ctx, move.on);
    const grid = move.house ? await houseFor(ctx, actor, areas, move.house) : null;
    if (move.house && move.house === person.house_id)
      throw conflict('lives_there', '这个人员已经登记在这套房屋里。');
    if (move.house && move.kind && move.kind !== 'lives') {
      const area = grid ?? person.area_id;
      writeHome(ctx, { person: id, house: move.house, area, kind: move.kind, source: MANUAL, from: on });
    }
    const presence = move.house || !move.why ? presenceOf(move.house) : { [PRESENCE]: move.why };
    const away = move.why === 'away';
    await say(ctx, [{ person, values: { ...presence, ...(away ? {} : { [HOME]: move.house }) }, from: on }]);
  });
}

/** Notes that somebody owns, rents or is registered at a house, from a day on; where the person lives stays as it is. The same again changes nothing. */
export async function addHome(
  runtime: Runtime,
  actor: Actor,
  id: string,
  home: { house: string; kind: Exclude<HomeKind, 'lives'>; on?: string },
): Promise<void> {
  const areas = await areaTree(runtime);
  await runPeople(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, areas, id, { permission: EDIT });
    const area = (await houseFor(ctx, actor, areas, home.house)) ?? person.area_id;
    const { house, kind } = home;
    const { rows } = await sql`
      select from resident_home where person_id = ${id}::uuid and house_id = ${house}::uuid and kind = ${kind} and to_on is null`.execute(
      ctx.db,
    );
    if (rows.length > 0) return;
    writeHome(ctx, { person: id, house, kind, area, source: MANUAL, from: dayFor(ctx, home.on) });
    tellHomes(ctx, [person], MANUAL);
    await countHouses(ctx, [house]);
  });
}

/** Ends what a person has to do with a house, other than living there. */
export async function endHome(
  runtime: Runtime,
  actor: Actor,
  id: string,
  home: string,
  { on }: { on?: string },
): Promise<void> {
  const areas = await areaTree(runtime);
  await runPeople(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, areas, id, { permission: EDIT });
    const { rows } = await sql<{ house_id: string; kind: HomeKind }>`
      select house_id, kind from resident_home where id = ${home}::uuid and person_id = ${id}::uuid and to_on is null for update`.execute(
      ctx.db,
    );
    const [row] = rows;
    if (!row) throw notFound('房屋关系');
    if (row.kind === 'lives') throw conflict('lives_there', '居住关系请用“迁出”办理，这样会一并更新住址。');
    ctx.write(sql`
      update resident_home set to_on = greatest(${dayFor(ctx, on)}::date, from_on) where id = ${home}::uuid`);
    tellHomes(ctx, [person], MANUAL);
    await countHouses(ctx, [row.house_id]);
  });
}
