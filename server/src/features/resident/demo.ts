import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type Folding, foldingOf } from './folded.ts';
import type { Arrival } from './receive.entries.ts';
import { receive } from './receive.ts';
import { checkValues, type Raw } from './values.ts';

/** Who lives in one home of the fictional city, as its pack says it. */
export interface DemoHousehold {
  members: Raw[];
  kind: 'owner' | 'tenant';
  landlord: Raw | null;
}

interface Home {
  id: string;
  area_id: string;
}
const CHUNK = 150;
/** So many homes are lived in, and at most so many of one grid: whoever walks one meets people, and nobody waits for the start. */
const HOMES = 3000;
const HOMES_OF_GRID = 220;

/** Refuses made-up values that the product itself would refuse: the demo comes through the same door. */
function checked(ctx: Context, folding: Folding, raw: Raw): Arrival['values'] {
  const { values, faults } = checkValues(raw, folding, { today: dayOf(ctx.now) });
  if (faults[0]) throw new Error(`demo person: ${faults[0].path}: ${faults[0].message}`);
  return values;
}

function arrivalsOf(
  ctx: Context,
  folding: Folding,
  { id, area_id }: Home,
  household: DemoHousehold,
): Arrival[] {
  const { members, kind, landlord } = household;
  const lives = members.map(
    (raw, at): Arrival => ({
      values: checked(ctx, folding, raw),
      ...{ area: area_id, house: id, kinds: at === 0 ? [kind, 'lives'] : ['lives'] },
    }),
  );
  const owner = landlord && {
    values: checked(ctx, folding, landlord),
    area: area_id,
    house: id,
    kinds: ['owner' as const],
  };
  return owner ? [...lives, owner] : lives;
}

/** Civil affairs' own list differs on some old people's phones, and knows somebody without an ID number who may be one of them. */
async function disagree(ctx: Context, folding: Folding, said: readonly Arrival[]): Promise<void> {
  const old = said.filter(({ values }) => values.phone && String(values.birth_date) < '1950').slice(0, 3);
  const differs = old.map(({ values: { name, id_number, phone }, area }, i) => ({
    values: { name: name!, id_number: id_number!, phone: `${String(phone).slice(0, 7)}${4000 + i}` },
    area,
  }));
  const unnumbered = old.slice(0, 1).map(({ values, area }) => ({
    values: checked(ctx, folding, {
      name: values.name!,
      birth_date: values.birth_date!,
      care_kind: '独居老人',
    }),
    area,
  }));
  await receive(ctx, 'civil', [...differs, ...unnumbered]);
}

/** Lets people live in the homes of the fictional city; `next` says who lives in one home, null for nobody. Returns how many. */
export async function loadDemoPeople(runtime: Runtime, next: () => DemoHousehold | null): Promise<number> {
  const folding = await foldingOf(runtime);
  // Ids of one moment are in no order: by their addresses the same people live behind the same doors each time.
  const { rows } = await sql<Home>`
    select h.id, h.area_id from (
      select h.id, h.area_id, a.code, row_number() over (partition by a.id order by h.building_id, h.address collate "C") as nth
      from housing_house h join area a on a.id = h.area_id where h.use = 'residential') h
    where h.nth <= ${sql.lit(HOMES_OF_GRID)} order by h.code, h.nth limit ${atMost(HOMES)}`.execute(
    runtime.db,
  );
  let people = 0;
  for (let at = 0; at < rows.length; at += CHUNK)
    await run(runtime, SYSTEM, async (ctx) => {
      const homes = rows.slice(at, at + CHUNK);
      const arrivals = homes.flatMap((home) => {
        const household = next();
        return household ? arrivalsOf(ctx, folding, home, household) : [];
      });
      people += (await receive(ctx, 'demo', arrivals)).length;
      if (at % (CHUNK * 4) === 0) await disagree(ctx, folding, arrivals);
    });
  return people;
}
