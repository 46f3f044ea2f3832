import { sql } from 'kysely';
import { type DemoCity, demoResidents, type Resident } from '../../../packs/demo/city.ts';
import {
  createResident,
  createStaff,
  createUnit,
  DEMO_PASSWORD,
  forgetUnits,
  hashPassword,
  loadActor,
} from '../features/account/index.ts';
import { areaTree } from '../features/area/index.ts';
import { type Actor, SYSTEM } from '../platform/access.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type Runtime, run } from '../platform/runtime.ts';
import type { AccountTemplate, AreaBook, PlannedUnit } from './demo.organisations.ts';
import { demoPhone, type PlannedStaff } from './demo.staff.ts';

/** A resident of the demo with the account that was made. */
export interface DemoPerson extends Resident {
  id: string;
  phone: string;
  username?: string;
}

/** Who signs in by this name, as whoever acts for them; null in a city without them. */
export async function actorNamed(runtime: Runtime, username: string): Promise<Actor | null> {
  const { rows } = await sql<{ id: string }>`select id from account where username = ${username}`.execute(
    runtime.db,
  );
  return rows[0] ? loadActor(runtime.db, rows[0].id, 'program') : null;
}

const CHUNK = 100;

/** Transactions of some hundred rows each, several at a time: neither one lock table full nor one round trip per row. */
async function inChunks<T>(
  runtime: Runtime,
  list: readonly T[],
  work: (part: T[]) => Promise<void>,
): Promise<void> {
  const parts = Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, i) =>
    list.slice(i * CHUNK, (i + 1) * CHUNK),
  );
  const lanes = Math.min(4, runtime.config.poolSize);
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let part = parts.shift(); part; part = parts.shift()) await work(part);
    }),
  );
}

/** Makes the organisations; returns their ids by code. */
export async function loadUnits(
  runtime: Runtime,
  units: readonly PlannedUnit[],
): Promise<Map<string, string>> {
  const areas = await areaTree(runtime);
  const ids = new Map(units.map(({ code }) => [code, uuidv7(runtime.clock.now())]));
  await run(runtime, SYSTEM, async (ctx) => {
    for (const { code, name, kind, specialty, area, parent } of units) {
      const areaId = areas.byCode(area)!.id;
      const parentId = parent ? ids.get(parent) : null;
      await createUnit(ctx, { id: ids.get(code), code, name, kind, specialty, areaId, parentId });
      await ctx.flush();
    }
  });
  forgetUnits(runtime);
  return ids;
}

let hash: Promise<string> | undefined;
/** One for all: hashing is meant to be slow. */
const demoHash = (): Promise<string> => {
  hash ??= hashPassword(DEMO_PASSWORD);
  return hash;
};

/** Makes the staff with the published demo password; returns their ids by user name. */
export async function loadStaff(
  runtime: Runtime,
  staff: readonly PlannedStaff[],
  units: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const areas = await areaTree(runtime);
  const passwordHash = await demoHash();
  await inChunks(runtime, staff, (part) =>
    run(runtime, SYSTEM, async (ctx) => {
      for (const { username, name, phone, order, relations } of part) {
        const { id } = await createStaff(ctx, {
          username,
          name,
          phone,
          passwordHash,
          demoOrder: order,
          relations: relations.map(({ role, unit, area }) => ({
            role,
            unitId: units.get(unit)!,
            areaId: area ? areas.byCode(area)!.id : null,
          })),
        });
        ids.set(username, id);
      }
    }),
  );
  return ids;
}

/** The demo residents who sign in by name live where organisations.yaml says, the others wherever chance put them. */
function planResidents(
  city: DemoCity,
  book: AreaBook,
  accounts: readonly AccountTemplate[],
  options: { seed: number; count: number },
): (DemoPerson & { order?: number })[] {
  const people = demoResidents(city, options.seed, options.count);
  const named = accounts.filter((account) => account.role === 'resident');
  for (const account of named) {
    const homes = book.upwards(book.at(account.at));
    const near = homes.map((top) => people.findIndex(({ code }) => book.within(code, top)));
    const found = near.find((i) => i >= 0) ?? 0;
    people.unshift({ ...people.splice(found, 1)[0]!, name: account.name });
  }
  const order = [...named].reverse();
  return people.map((person, i) => ({
    ...person,
    id: '',
    phone: demoPhone(i + 1),
    username: order[i]?.username,
    order: order[i] ? accounts.indexOf(order[i]) + 1 : undefined,
  }));
}

/** Makes the residents' accounts; who is listed in organisations.yaml may sign in by name and the demo password. */
export async function loadResidents(
  runtime: Runtime,
  city: DemoCity,
  book: AreaBook,
  accounts: readonly AccountTemplate[],
  options: { seed: number; count: number },
): Promise<DemoPerson[]> {
  const people = planResidents(city, book, accounts, options);
  const passwordHash = await demoHash();
  await inChunks(runtime, people, (part) =>
    run(runtime, SYSTEM, async (ctx) => {
      for (const person of part) {
        const { name, phone, username, order } = person;
        const login = username ? { username, passwordHash, demoOrder: order } : {};
        person.id = (await createResident(ctx, { name, phone, ...login })).id;
      }
    }),
  );
  return people;
}
