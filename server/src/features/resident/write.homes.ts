import { type RawBuilder, sql } from 'kysely';
import { dayOf } from '../../platform/day.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { refreshBuildingStates } from '../housing/index.ts';

/** What a person has to do with a house. */
export type HomeKind = 'owner' | 'tenant' | 'lives' | 'registered';

interface HomeWrite {
  id: string;
  person: string;
  house: string;
  area: string;
  kind: HomeKind;
  from_on: string | null;
  actor: string;
  source: string;
  at: Date;
}

// Who is told twice that somebody owns a house knows it once.
const insertHomes = (rows: HomeWrite[]): RawBuilder<unknown> => sql`
  insert into resident_home (id, person_id, house_id, area_id, kind, from_on, actor, source, at)
  select id, person, house, area, kind, from_on, actor, source, at
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, person uuid, house uuid, area uuid, kind text, from_on date, actor uuid,
    source text, at timestamptz)
  on conflict (person_id, house_id, kind) where to_on is null do nothing`;

/** Queues that a person owns, rents, lives in, is registered at a house from a day on. */
export function writeHome(
  ctx: Context,
  home: { person: string; house: string; area: string; kind: HomeKind; source: string; from?: string | null },
): void {
  const { from = null, ...rest } = home;
  const row = { ...rest, from_on: from, id: uuidv7(ctx.now), actor: ctx.actor.id, at: ctx.now };
  ctx.append('resident_home', row, insertHomes);
}

interface HomeEnd {
  person: string;
  kinds: readonly HomeKind[];
  on_day: string;
  except: string | null;
}

// By a list of keys, so that the homes are found by them.
const updateEnded = (rows: HomeEnd[]): RawBuilder<unknown> => sql`
  update resident_home h set to_on = greatest(r.on_day, h.from_on)
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(person uuid, kinds text[], on_day date, "except" uuid)
  where h.person_id = any (${rows.map(({ person }) => person)}::uuid[]) and h.person_id = r.person
    and h.to_on is null and h.kind = any (r.kinds) and h.house_id is distinct from r."except"`;

/** Queues the end of what a person has to do with houses: of some kinds, at all houses or but one. */
export function endHomes(
  ctx: Context,
  person: string,
  kinds: readonly HomeKind[],
  { on, except = null }: { on?: string; except?: string | null } = {},
): void {
  ctx.append('resident_home_ended', { person, kinds, on_day: on ?? dayOf(ctx.now), except }, updateEnded);
}

/** The houses with which these persons have, or had, to do. */
export async function homesOf(ctx: Context, people: readonly string[]): Promise<string[]> {
  if (people.length === 0) return [];
  const { rows } = await sql<{ house_id: string }>`
    select distinct house_id from resident_home where person_id = any (${people as string[]}::uuid[])`.execute(
    ctx.db,
  );
  return rows.map(({ house_id }) => house_id);
}

/** Holds what is known of houses until the end, in one order for all; returns those of which something is. */
async function holdHouses(ctx: Context, houses: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ house_id: string }>`
    select house_id from resident_house_state where house_id = any (${houses as string[]}::uuid[]) order by house_id for update`.execute(
    ctx.db,
  );
  return new Set(rows.map(({ house_id }) => house_id));
}

/** Counts from the homes and writes what they come to; returns the houses of which something was known. */
async function countHomes(ctx: Context, houses: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ house_id: string; known: boolean }>`
    insert into resident_house_state as s (house_id, living, owners, tenants, registered)
    select h.id, n.living, n.owners, n.tenants, n.registered
    from unnest(${houses as string[]}::uuid[]) with ordinality as h(id, i) cross join lateral (
      -- What ended is left out by the counts and not by the where: the index of what holds now begins with the person and would be read whole.
      select count(*) filter (where kind = 'lives' and to_on is null)::int as living,
        count(*) filter (where kind = 'owner' and to_on is null)::int as owners,
        count(*) filter (where kind = 'tenant' and to_on is null)::int as tenants,
        count(*) filter (where kind = 'registered' and to_on is null)::int as registered
      from resident_home where house_id = h.id) n
    order by h.i
    on conflict (house_id) do update set living = excluded.living, owners = excluded.owners, tenants = excluded.tenants,
      registered = excluded.registered
    returning new.house_id, old.house_id is not null as known`.execute(ctx.db);
  return rows.flatMap(({ house_id, known }) => (known ? [house_id] : []));
}

/** Counts anew who lives in, owns, rents these houses; call after the homes are written. */
export async function countHouses(ctx: Context, houses: readonly string[]): Promise<void> {
  if (houses.length === 0) return;
  await ctx.flush();
  // Held before they are counted, and in one order for all: of two who move into one house at a time the second counts the first.
  const all = [...new Set(houses)].sort();
  const held = await holdHouses(ctx, all);
  const written = await countHomes(ctx, all);
  // A house of which nothing was known yet cannot be held: whoever came second finds it known now, and counts again.
  const met = written.filter((house) => !held.has(house));
  if (met.length > 0) await countHomes(ctx, met);
  await refreshBuildings(ctx, all);
}

/** Keeps how many of those who live in each house are cared for, counted once nobody else can, and brings the map up to date. */
export async function writeHouseCare(
  ctx: Context,
  houses: readonly string[],
  count: () => Promise<ReadonlyMap<string, number>>,
): Promise<void> {
  const all = [...new Set(houses)].sort();
  if (all.length === 0) return;
  await ctx.flush();
  await sql`
    insert into resident_house_state (house_id, living, owners, tenants, registered)
    select id, 0, 0, 0, 0 from unnest(${all}::uuid[]) as h(id) on conflict do nothing`.execute(ctx.db);
  await holdHouses(ctx, all);
  const care = await count();
  const rows = all.map((house) => ({ house, n: care.get(house) ?? 0 }));
  await sql`
    update resident_house_state s set care = r.n from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(house uuid, n int)
    where s.house_id = any (${all}::uuid[]) and s.house_id = r.house`.execute(ctx.db);
  await refreshBuildings(ctx, all);
}

async function refreshBuildings(ctx: Context, houses: readonly string[]): Promise<void> {
  const { rows } = await sql<{ building_id: string }>`
    select distinct building_id from housing_house where id = any (${houses as string[]}::uuid[])`.execute(
    ctx.db,
  );
  await refreshBuildingStates(
    ctx,
    rows.map((row) => row.building_id),
  );
}

interface Delta {
  area: string;
  people: number;
  households: number;
  waiting: number;
}

/** Collects what changes in the counts of areas and writes it once, in one order for all. */
export class Counts {
  readonly #deltas = new Map<string, Delta>();

  add(area: string, what: Partial<Omit<Delta, 'area'>>): void {
    const delta = this.#deltas.get(area) ?? { area, people: 0, households: 0, waiting: 0 };
    delta.people += what.people ?? 0;
    delta.households += what.households ?? 0;
    delta.waiting += what.waiting ?? 0;
    this.#deltas.set(area, delta);
  }

  write(ctx: Context): void {
    const rows = [...this.#deltas.values()]
      .filter((delta) => delta.people !== 0 || delta.households !== 0 || delta.waiting !== 0)
      .sort((a, b) => (a.area < b.area ? -1 : 1));
    if (rows.length === 0) return;
    ctx.write(sql`
      insert into resident_count as c (area_id, people, households, waiting)
      select area, people, households, waiting
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(area uuid, people int, households int, waiting int)
      on conflict (area_id) do update set people = c.people + excluded.people, households = c.households + excluded.households,
        waiting = c.waiting + excluded.waiting`);
  }
}
