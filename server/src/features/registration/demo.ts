import { sql } from 'kysely';
import { type Actor, areasOf, SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { EDIT_RESIDENTS, type Raw } from '../resident/index.ts';
import { accept } from './commands.decide.ts';
import { askErasure } from './commands.erasure.ts';
import { registerHousehold } from './commands.ts';
import { ASKED } from './items.ts';

/** Who plays: a household that a worker has checked, one that waits, and the worker of their grid. */
export interface DemoCast {
  settled: Actor;
  waiting: Actor;
  worker: Actor;
}

interface Home {
  id: string;
  building_id: string;
}

async function emptyHomes(runtime: Runtime, grid: string, count: number): Promise<Home[]> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<Home>`
    select h.id, h.building_id from housing_house h
    where h.area_id = ${grid}::uuid and h.use = 'residential' and h.retired_at is null
      and not exists (select from resident_home m where m.house_id = h.id)
    order by h.building_id, h.id limit ${sql.lit(count)}`.execute(db),
  );
  return rows;
}

/** What the form asks for, of all that is known of a member. */
const asked = (raw: Raw): Raw =>
  Object.fromEntries(
    ASKED.flatMap(({ code }) => (raw[code] === undefined || raw[code] === '' ? [] : [[code, raw[code]]])),
  );

async function register(
  runtime: Runtime,
  actor: Actor,
  home: Home,
  members: readonly Raw[],
): Promise<string> {
  const { id } = await registerHousehold(runtime, actor, {
    ...{
      client_id: uuidv7(runtime.clock.now()),
      building: home.building_id,
      house: home.id,
      relation: 'owner',
    },
    members: members.map((raw, at) => ({
      self: at === 0,
      values: { ...asked(raw), ...(at === 0 && { name: actor.name }) },
    })),
  });
  return id;
}

/** Lets two households of the fictional city fill themselves in, and somebody ask to be erased, all by the real commands. */
export async function loadDemoRegistrations(
  runtime: Runtime,
  { settled, waiting, worker }: DemoCast,
  families: readonly [Raw[], Raw[]],
): Promise<void> {
  const [grid] = areasOf(worker, EDIT_RESIDENTS);
  const homes = grid ? await emptyHomes(runtime, grid, 2) : [];
  if (!grid || homes.length < 2) return;
  const id = await register(runtime, settled, homes[0]!, families[0]);
  await accept(runtime, worker, id, { version: 1 });
  await register(runtime, waiting, homes[1]!, families[1]);
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ id: string }>`
      select id from resident_person where area_id = ${grid}::uuid and state = 'present' and account_id is null
      order by id limit 1`.execute(db),
  );
  for (const person of rows)
    await askErasure(runtime, worker, person.id, {
      client_id: uuidv7(runtime.clock.now()),
      reason: '已搬离本市，本人书面要求删除',
    });
}
