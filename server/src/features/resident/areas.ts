import { sql } from 'kysely';
import { NIL } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { type AreaTree, areaTree, registerAreaUse } from '../area/index.ts';
import { tellPerson } from './told.ts';
import { moveStandings } from './write.area.ts';
import { Counts } from './write.homes.ts';

/** So many people are moved in one go. */
const BATCH = 500;

interface Standing {
  id: string;
  area_id: string;
  house_area: string | null;
  state: string;
  waiting: string[];
  account_id: string | null;
  event_hash: Buffer | null;
}
const STANDING = sql.raw(
  'p.id, p.area_id, h.area_id as house_area, p.state, p.waiting, p.account_id, p.event_hash',
);

/** Where somebody belongs now: the grid of the house; while there is none, the area above the grid where the person was. */
function belongs(areas: AreaTree, { area_id, house_area }: Standing): string {
  if (house_area) return house_area;
  let area = areas.get(area_id);
  while (area?.parentId && (area.level === 'grid' || area.retired)) area = areas.get(area.parentId);
  return area?.id ?? area_id;
}

interface Move extends Standing {
  to: string;
}

/** Moves people with all that stands behind their fence, and says so of each: tags, segments and care follow that. */
async function movePeople(ctx: Context, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const counts = new Counts();
  const rows = moves.map(({ id, area_id, to, state, waiting, account_id, event_hash }) => {
    const people = Number(state === 'present' || state === 'away');
    counts.add(area_id, { people: -people, waiting: -waiting.length });
    counts.add(to, { people, waiting: waiting.length });
    const person = { area_id, account_id, event_hash };
    const hash = tellPerson(ctx, { id, person, area: to, source: 'area', items: [] });
    return { id, to, hash: hash.toString('hex') };
  });
  await ctx.flush();
  await sql`
    update resident_person p set area_id = m."to", version = p.version + 1, event_hash = decode(m.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(id uuid, "to" uuid, hash text)
    where p.id = any (${rows.map(({ id }) => id)}::uuid[]) and p.id = m.id`.execute(ctx.db);
  counts.write(ctx);
  await moveStandings(ctx, new Map(rows.map(({ id, to }) => [id, to])));
}

/** Homes and households stand where their houses are. Held in the order in which whoever moves holds them: people, households, homes. */
async function moveHomes(ctx: Context, buildings: readonly string[]): Promise<void> {
  const standing = sql`h.building_id = any (${buildings as string[]}::uuid[]) and h.area_id is not null`;
  await sql`
    select count(*) from (
      select from housing_house h join resident_person p on p.house_id = h.id
      where ${standing} and p.area_id <> h.area_id order by p.id for no key update of p) held`.execute(
    ctx.db,
  );
  const { rows } = await sql<{ was: string; now: string; households: number }>`
    with held as (
      select r.id, h.area_id from housing_house h join resident_household r on r.house_id = h.id
      where ${standing} and r.area_id <> h.area_id order by r.id for no key update of r)
    update resident_household r set area_id = held.area_id from held where r.id = held.id
    returning old.area_id as was, new.area_id as now, (new.people > 0)::int as households`.execute(ctx.db);
  await sql`
    update resident_home m set area_id = h.area_id from housing_house h
    where ${standing} and m.house_id = h.id and m.area_id <> h.area_id`.execute(ctx.db);
  const counts = new Counts();
  for (const { was, now, households } of rows) {
    counts.add(was, { households: -households });
    counts.add(now, { households });
  }
  counts.write(ctx);
  await ctx.flush();
}

/** People of these buildings who are not where their house is: locked, in the order of ids, a batch behind `after`. */
async function astray(ctx: Context, buildings: readonly string[], after: string): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select ${STANDING} from housing_house h join resident_person p on p.house_id = h.id
    where h.building_id = any (${buildings as string[]}::uuid[]) and p.area_id is distinct from h.area_id and p.id > ${after}::uuid
      and p.state not in ('merged', 'erased')
    order by p.id limit ${atMost(BATCH)} for no key update of p`.execute(ctx.db);
  return rows;
}

/** People without a house in a grid whose area has ended, a batch behind `after`. */
async function left(ctx: Context, ended: readonly string[], after: string): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select ${STANDING} from resident_person p left join housing_house h on h.id = p.house_id
    where p.area_id = any (${ended as string[]}::uuid[]) and h.area_id is null and p.id > ${after}::uuid
      and p.state not in ('merged', 'erased')
    order by p.id limit ${atMost(BATCH)} for no key update of p`.execute(ctx.db);
  return rows;
}

async function moveAll(ctx: Context, next: (after: string) => Promise<Standing[]>): Promise<void> {
  const areas = await areaTree(ctx.runtime);
  for (let after = NIL; ; ) {
    const rows = await next(after);
    const moves = rows.map((row) => ({ ...row, to: belongs(areas, row) }));
    await movePeople(
      ctx,
      moves.filter(({ to, area_id }) => to !== area_id),
    );
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.id;
  }
}

/** Areas that have ended and where people are still counted. */
async function endedWithPeople(ctx: Context): Promise<string[]> {
  const areas = await areaTree(ctx.runtime);
  const ended = areas.all().flatMap(({ id, retired }) => (retired ? [id] : []));
  const { rows } = await sql<{ area_id: string }>`
    select area_id from resident_count where area_id = any (${ended}::uuid[]) and people > 0`.execute(ctx.db);
  return rows.map((row) => row.area_id);
}

/** People go with their houses when a building comes to lie in another grid, and up to the community when their grid ends without them. */
export const areaFollower: Subscriber = {
  name: 'resident.areas',
  most: 50,
  wants: (kind) =>
    kind === 'building.placed' || kind === 'building.changed' || kind === 'area.boundaries-published',
  async handle(ctx, events) {
    const buildings = events.flatMap(({ kind, subject }) => (kind.startsWith('building.') ? [subject] : []));
    if (buildings.length > 0) {
      await moveHomes(ctx, buildings);
      await moveAll(ctx, (after) => astray(ctx, buildings, after));
    }
    if (events.every(({ kind }) => kind.startsWith('building.'))) return;
    const ended = await endedWithPeople(ctx);
    if (ended.length > 0) await moveAll(ctx, (after) => left(ctx, ended, after));
  },
};

/** Tells whoever draws areas anew how many people are registered in one, numbers only. */
export function registerPeopleUse(runtime: Runtime): void {
  registerAreaUse(runtime, {
    kind: 'resident',
    name: '在册人员',
    ended: '随房屋归入新的网格；没有住房或住房未落格的，归到所属社区。',
    divided: '随房屋归入新的网格；没有登记住房的仍在原处。',
    async count({ db }, area) {
      const { rows } = await sql<{ n: number }>`
        select coalesce(sum(people), 0)::int as n from resident_count where area_id = ${area}::uuid`.execute(
        db,
      );
      return rows[0]!.n;
    },
  });
}
