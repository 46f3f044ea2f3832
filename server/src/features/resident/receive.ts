import { type RawBuilder, sql } from 'kysely';
import { Overtaken } from '../../platform/database/anew.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { isNews, type Said, state, type Values } from '../source/index.ts';
import { apart, type Folded, type Folding, folded, foldingOf, HOME, SUBJECT } from './folded.ts';
import { Households } from './households.ts';
import { type Arrival, type Entry, entriesOf, keyOf } from './receive.entries.ts';
import type { Person } from './row.ts';
import { changedItems, tellPerson } from './told.ts';
import { moveStandings } from './write.area.ts';
import { Counts, countHouses, endHomes, type HomeKind, homesOf, writeHome } from './write.homes.ts';
import { writePerson } from './write.people.ts';

/** What became of an arrival. */
export interface Received {
  person: string;
  outcome: 'new' | 'same' | 'changed';
  /** Items on which somebody must decide now. */
  waiting: string[];
  /** Other records that may be the same person. */
  doubles: string[];
}

/** Where houses stand: the grid of each; null for a house in no grid. */
async function gridsOf(ctx: Context, houses: readonly string[]): Promise<Map<string, string | null>> {
  if (houses.length === 0) return new Map();
  const { rows } = await sql<{ id: string; area_id: string | null }>`
    select id, area_id from housing_house where id = any (${[...new Set(houses)]}::uuid[])`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.area_id]));
}

/** Everything one batch of changes to people collects on its way. */
export interface Batch {
  ctx: Context;
  source: string;
  folding: Folding;
  grids: Map<string, string | null>;
  households: Households;
  counts: Counts;
  houses: Set<string>;
  /** Who no longer lives where they did: what they rented has ended with that, also elsewhere. */
  gone: Set<string>;
  /** Who belongs to another area now, and to which. */
  moved: Map<string, string>;
  /** Behind which area's fence the new words about each stand; empty when behind several. */
  behind: Map<string, string>;
}

/** Prepares a batch: fetches what is known of the houses concerned. */
export async function batchOf(ctx: Context, source: string, houses: readonly string[]): Promise<Batch> {
  const [folding, grids, households] = [
    await foldingOf(ctx.runtime),
    await gridsOf(ctx, houses),
    await Households.of(ctx, houses),
  ];
  return {
    ...{ ctx, source, folding, grids, households, counts: new Counts() },
    ...{
      houses: new Set<string>(),
      gone: new Set<string>(),
      moved: new Map<string, string>(),
      behind: new Map<string, string>(),
    },
  };
}

/** Sends what a batch collected and counts its houses anew. */
export async function finish({ ctx, households, counts, houses, gone, moved }: Batch): Promise<void> {
  await households.write(ctx, counts);
  counts.write(ctx);
  await moveStandings(ctx, moved);
  await countHouses(ctx, [...houses, ...(await homesOf(ctx, [...gone]))]);
  await ctx.flush();
}

/** Whether what somebody has to do with a house is living there; it is when nothing is said. */
export const lives = (kinds: readonly HomeKind[] | undefined): boolean =>
  !kinds || kinds.includes('lives') || kinds.includes('tenant');

/** All that an arrival says: its values, and the home where the person lives. */
export const spokenOf = ({ values, house, kinds }: Arrival): Values =>
  house && lives(kinds) ? { ...values, [HOME]: house } : values;

/** Queues what an arrival says, unless its source has said just that before. */
function hear(batch: Batch, id: string, entry: Entry, arrival: Arrival, deliberate: boolean): void {
  const values = spokenOf(arrival);
  const key = keyOf(arrival);
  if (!deliberate && !isNews(entry.said, batch.source, key, values)) return;
  const { open, hidden } = apart(values, batch.folding);
  const area = entry.person?.area_id ?? areaFor(batch, arrival);
  const before = batch.behind.get(id) ?? area;
  batch.behind.set(id, before === area ? area : '');
  const said = state(batch.ctx, {
    ...{ subjectKind: SUBJECT, subject: id, source: batch.source, sourceKey: key, deliberate },
    ...{ values: open, hidden, saidAt: arrival.saidAt, area },
  });
  entry.said.push(said);
}

const areaFor = (batch: Batch, { house, area }: Arrival): string =>
  (house ? batch.grids.get(house) : null) ?? area;

const HEADS = new Set(['01', '02']);

const here = (state: string): number => Number(state === 'present' || state === 'away');

/** Counts somebody in, or out: in the area and, who is here, in the household. */
export function count(
  { counts, households }: Batch,
  who: Pick<Person, 'area_id' | 'household_id' | 'state' | 'waiting'>,
  sign: 1 | -1,
): void {
  const people = sign * here(who.state);
  counts.add(who.area_id, { people, waiting: sign * who.waiting.length });
  if (who.household_id) households.count(who.household_id, people);
}

function writeWaiting(
  batch: Batch,
  id: string,
  before: readonly string[],
  area: string,
  now: readonly string[],
): void {
  for (const item of before.filter((each) => !now.includes(each)))
    batch.ctx.append('resident_waiting_over', { id, item }, deleteWaiting);
  for (const item of now.filter((each) => !before.includes(each)))
    batch.ctx.append('resident_waiting', { id, item, area, at: batch.ctx.now }, insertWaiting);
}

const deleteWaiting = (rows: { id: string; item: string }[]): RawBuilder<unknown> => sql`
  delete from resident_waiting w using unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ item }) => item)}::text[]) as r(id, item)
  where w.person_id = any (${rows.map(({ id }) => id)}::uuid[]) and w.person_id = r.id and w.item = r.item`;

const insertWaiting = (
  rows: { id: string; item: string; area: string; at: Date }[],
): RawBuilder<unknown> => sql`
  insert into resident_waiting (person_id, item, area_id, since)
  select id, item, area, at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, item text, area uuid, at timestamptz)
  on conflict do nothing`;

/** Which household a person belongs to now: that of the house; the one there was, when the house stays. */
function householdOf(
  batch: Batch,
  id: string,
  person: Person | null,
  value: Folded,
  area: string,
  number: string | null,
): string | null {
  if (!value.house) return null;
  const stays = person !== null && person.house_id === value.house && number === null;
  if (stays && person.household_id) return person.household_id;
  const household = batch.households.take(batch.ctx, { house: value.house, area, number });
  if (value.kin && HEADS.has(value.kin)) batch.households.head(household, id);
  return household;
}

/** Where the home lies: the grid of the house held, else where the person was, else where whoever speaks belongs. */
const areaOf = (batch: Batch, value: Folded, person: Person | null, area: string): string =>
  (value.house ? batch.grids.get(value.house) : null) ?? person?.area_id ?? area;

/** How a person is settled: where it belongs without a home in a grid, since when, and whether its ties to houses changed beside what was said. */
type Settling = Pick<Arrival, 'area' | 'household' | 'from'> & { homes?: boolean };

/** Writes a person as its statements come to now, with its home, household, queue and counts; says so in its story. */
export function settle(
  batch: Batch,
  entry: { person: Person | null; said: readonly Said[] },
  id: string,
  { area: fallback, household: number = null, from = null, homes = false }: Settling,
): Folded {
  const { person } = entry;
  const value = folded(entry.said, batch.folding);
  const area = areaOf(batch, value, person, fallback);
  const household = householdOf(batch, id, person, value, area, number);
  const items = changedItems(batch.ctx, batch.folding, person, { ...value, household, homes });
  const hash = tellPerson(batch.ctx, { id, person, area, source: batch.source, items });
  writePerson(batch.ctx, { id, area, household, hash }, value, person === null);
  writeWaiting(batch, id, person?.waiting ?? [], area, value.waiting);
  if (person) count(batch, person, -1);
  count(batch, { area_id: area, household_id: household, state: value.state, waiting: value.waiting }, 1);
  if ((person?.area_id ?? batch.behind.get(id) ?? area) !== area) batch.moved.set(id, area);
  if (person?.house_id !== value.house) settleHome(batch, id, person, value, area, from);
  return value;
}

function settleHome(
  batch: Batch,
  id: string,
  person: Person | null,
  value: Folded,
  area: string,
  from: string | null,
) {
  if (person?.house_id) {
    endHomes(batch.ctx, id, ['lives', 'tenant'], { except: value.house, ...(from && { on: from }) });
    batch.gone.add(id);
  }
  if (!value.house) return;
  writeHome(batch.ctx, { person: id, house: value.house, area, kind: 'lives', source: batch.source, from });
  batch.houses.add(value.house);
}

function settleKinds(batch: Batch, id: string, arrival: Arrival): void {
  const { house, kinds = [], from = null } = arrival;
  if (!house) return;
  for (const kind of kinds)
    if (kind !== 'lives') {
      const area = areaFor(batch, arrival);
      writeHome(batch.ctx, { person: id, house, area, kind, source: batch.source, from });
      batch.houses.add(house);
    }
}

const insertDoubles = (
  rows: { a: string; b: string; area: string; score: number; why: string[]; at: Date }[],
): RawBuilder<unknown> => sql`
  insert into resident_duplicate (a, b, area_id, score, why, found_at)
  select a, b, area, score, why, at
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(a uuid, b uuid, area uuid, score int, why text[], at timestamptz)
  on conflict (a, b) do nothing`;

function askAbout(batch: Batch, id: string, entry: Entry): string[] {
  const others = new Map(entry.doubles.map((double) => [double.person.id, double]));
  for (const [other, { score, why, person }] of others) {
    const [a, b] = [id, other].sort() as [string, string];
    batch.ctx.append(
      'resident_duplicate',
      { a, b, area: person.area_id, score, why, at: batch.ctx.now },
      insertDoubles,
    );
  }
  return [...others.keys()];
}

function take(batch: Batch, entry: Entry, arrivals: readonly Arrival[], deliberate: boolean): Received {
  const { person } = entry;
  const own = entry.arrivals.map((at) => arrivals[at]!);
  const id = person?.id ?? own[0]!.id ?? uuidv7(batch.ctx.now);
  const before = entry.said.length;
  for (const arrival of own) hear(batch, id, entry, arrival, deliberate);
  for (const arrival of own) settleKinds(batch, id, arrival);
  if (person && entry.said.length === before)
    return { person: id, outcome: 'same', waiting: person.waiting, doubles: [] };
  const { waiting } = settle(batch, entry, id, own[0]!);
  const doubles = person ? [] : askAbout(batch, id, entry);
  return { person: id, outcome: person ? 'changed' : 'new', waiting, doubles };
}

/**
 * Takes in what a source says of people: finds the record of each (by ID number, by the source's own key, else by likeness), keeps every value as a statement,
 * folds, and writes person, home, household, counts and event. The same again changes nothing. Sources that differ leave an item waiting;
 * records that may be one person are asked about. With `unknown` the caller has found no record of these ID numbers: overtaken when there is one by now.
 * Needs a transaction that sees the whole city, so the caller has judged the right to speak for these areas.
 */
export async function receive(
  ctx: Context,
  source: string,
  arrivals: readonly Arrival[],
  { deliberate = false, unknown = false }: { deliberate?: boolean; unknown?: boolean } = {},
): Promise<Received[]> {
  const entries = await entriesOf(ctx, source, arrivals);
  if (unknown && entries.some(({ byNumber }) => byNumber)) throw new Overtaken();
  const houses = arrivals.flatMap(({ house }) => house ?? []);
  const before = entries.flatMap(({ person, said }) =>
    [person?.house_id ?? [], said.flatMap((s) => s.values[HOME] ?? [])].flat(),
  );
  const batch = await batchOf(ctx, source, [...new Set([...houses, ...(before as string[])])]);
  const results: Received[] = [];
  for (const entry of entries) {
    const received = take(batch, entry, arrivals, deliberate);
    for (const at of entry.arrivals) results[at] = received;
  }
  await finish(batch);
  return results;
}
