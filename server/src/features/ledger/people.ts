import { sql } from 'kysely';
import { type Actor, areasOf } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { dayOf } from '../../platform/day.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { homeAddress, type PersonRead, readPeople } from '../resident/index.ts';
import type { Layout } from './form/layout.ts';
import { computedItem, type FormPerson, type FormValue } from './form/words.ts';
import { FORMS } from './policy.ts';

/** Whole years from a birthday to a day, both YYYY-MM-DD. */
export function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

interface House {
  id: string;
  address: string;
  number: string;
  building: string;
  estate: string | null;
}

async function housesOf(db: Db, people: readonly PersonRead[]): Promise<Map<string, House>> {
  const ids = [...new Set(people.flatMap(({ house_id }) => house_id ?? []))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<House>`
    select h.id, h.address, h.number, b.name as building, e.name as estate from housing_house h
    join housing_building b on b.id = h.building_id left join housing_estate e on e.id = b.estate_id
    where h.id = any (${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

async function householdSizes(db: Db, people: readonly PersonRead[]): Promise<Map<string, number>> {
  const ids = [...new Set(people.flatMap(({ household_id }) => household_id ?? []))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; n: number }>`
    select household_id as id, count(*)::int as n from resident_person
    where household_id = any (${ids}::uuid[]) and state in ('present', 'away') group by household_id`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row.n]));
}

/** Values that are there, by the codes of computed items. */
function computedOf(
  person: PersonRead,
  by: { areas: AreaTree; house?: House; size?: number; today: string },
): Record<string, FormValue> {
  const address = by.house && homeAddress(by.house.address, { named: person.home });
  const behind = (text: string | undefined) => text && (person.home ? text : '***');
  const area = (level: string) => by.areas.ancestor(person.area_id, level)?.name;
  const values: Record<string, FormValue | undefined> = {
    'calc.age': person.birth ? ageOn(person.birth, by.today) : undefined,
    'calc.birth_month': person.values.birth_date as FormValue | undefined,
    'calc.street': area('street'),
    'calc.community': area('community'),
    'calc.grid': area('grid'),
    'calc.address': address,
    'calc.estate': by.house?.estate ?? undefined,
    'calc.building': behind(by.house?.building),
    'calc.room': behind(by.house?.number),
    'calc.household_size': by.size,
    residence_address: address,
  };
  return Object.fromEntries(
    Object.entries(values).filter((each): each is [string, FormValue] => each[1] !== undefined),
  );
}

const NEEDED: Record<string, string> = { 'calc.birth_month': 'birth_date' };

/** The items of persons that a layout asks for. */
export const itemsAsked = ({ targets }: Layout): string[] => [
  ...new Set(
    targets.flatMap(({ item }) => (item === null ? [] : computedItem(item) ? (NEEDED[item] ?? []) : item)),
  ),
];

/** Codes that are worked out of the house. */
const OF_HOUSE = ['calc.address', 'calc.estate', 'calc.building', 'calc.room', 'residence_address'];

/** Houses and households of people, as far as what is worked out of them is asked for. */
async function homesOf(
  runtime: Runtime,
  actor: Actor,
  people: readonly PersonRead[],
  computed: readonly string[] | undefined,
): Promise<{ houses: Map<string, House>; sizes: Map<string, number> }> {
  const ofHouse = !computed || OF_HOUSE.some((code) => computed.includes(code));
  const sized = !computed || computed.includes('calc.household_size');
  if (!ofHouse && !sized) return { houses: new Map(), sizes: new Map() };
  return run(runtime, actor, async ({ db }) => ({
    houses: await housesOf(db, ofHouse ? people : []),
    sizes: await householdSizes(db, sized ? people : []),
  }));
}

/**
 * People as a form is filled with them, in the order of `ids`: what is kept of them as this actor reads it (whole only with a purpose,
 * each look kept), and what is worked out of their home and household (only `computed` where it is given). Whoever is out of reach is left out.
 */
export async function formPeople(
  runtime: Runtime,
  actor: Actor,
  ids: readonly string[],
  asked: { items: readonly string[]; computed?: readonly string[]; purpose?: string },
): Promise<(FormPerson & { version: number; area: string })[]> {
  const people = await readPeople(runtime, actor, ids, asked);
  const [areas, homes] = [await areaTree(runtime), await homesOf(runtime, actor, people, asked.computed)];
  const today = dayOf(runtime.clock.now());
  return people.map((person) => {
    const house = homes.houses.get(person.house_id ?? '');
    const size = homes.sizes.get(person.household_id ?? '');
    const by = { areas, today, ...(house && { house }), ...(size && { size }) };
    const kept = Object.entries(person.values).filter(
      (each): each is [string, FormValue] => each[1] !== null,
    );
    const { id, version, area_id: area } = person;
    return { id, version, area, values: { ...computedOf(person, by), ...Object.fromEntries(kept) } };
  });
}

/** What a filling says of itself: the day, who fills, and the place whose people these are. */
export async function generalValues(runtime: Runtime, actor: Actor): Promise<Record<string, FormValue>> {
  const areas = await areaTree(runtime);
  const place = areas.get(areasOf(actor, FORMS)[0] ?? '')?.name;
  return {
    'calc.today': dayOf(runtime.clock.now()),
    'calc.filler': actor.name,
    ...(place && { 'calc.unit': place }),
  };
}
