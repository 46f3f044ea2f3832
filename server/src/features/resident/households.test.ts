import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { counted } from '../../../test/counted.ts';
import { drifts } from '../../../test/recount.ts';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { receive } from './receive.ts';
import { sampleHouses, sampleId } from './sample.ts';

const { runtime, place, staff, ask, person, rows } = await testTown();
const worker = await staff('worker5', 'community_staff', place.city, place.centre);
const street = await staff('street5', 'street_staff', place.city, place.centre);
const west = await staff('west5', 'community_staff', place.west, place.westUnit);
const [houseW] = (await sampleHouses(runtime, place.west, 1)) as [string];
const MIGRATION = new URL('../../../migrations/20261123T0012_resident_households.sql', import.meta.url);

let order = 0;
const newHouse = async () => (await sampleHouses(runtime, place.east, 1))[0]!;
const someone = (house: string) => person({ id_number: sampleId('1975-01-01', ++order) }, { house });
const move = (id: string, to: object) => ask(worker, 'POST', `/api/residents/${id}/move`, to);
/** 户数 of an area, as whoever sees all of it reads it. */
const households = async (area: string): Promise<number> =>
  (await ask(street, 'GET', `/api/resident-counts?area=${area}`)).body.households;

test('a household counts while somebody is here: not when all have moved or died, and again when somebody comes', async () => {
  const [house, other] = [await newHouse(), await newHouse()];
  const before = await households(place.east);
  const [one, two] = [await someone(house), await someone(house)];
  assert.equal(await households(place.east), before + 1);
  await move(one, { house: null, why: 'dead' });
  await move(two, { house: null, why: 'away' });
  assert.equal(await households(place.east), before + 1, 'who is away belongs to it');
  await move(two, { house: other });
  assert.equal(await households(place.east), before + 1, 'one empty, one new');
  await move(two, { house: null, why: 'left' });
  assert.equal(await households(place.east), before);
  await move(two, { house });
  assert.equal(await households(place.east), before + 1);
  assert.equal((await rows(`select from resident_household where house_id = '${house}'`)).length, 1);
  assert.deepEqual(await drifts(runtime), []);
});

test('whoever is fetched from an area that the worker does not see leaves the household there right', async () => {
  const house = await newHouse();
  const [eastern, western] = [await households(place.east), await households(place.west)];
  const id = await someone(house);
  const values = { name: `人${order}`, id_number: sampleId('1975-01-01', order) };
  const [{ name }] = await rows(`select name from resident_person where id = '${id}'`);
  const moved = await ask(west, 'POST', '/api/residents', {
    ...{ client_id: crypto.randomUUID(), values: { ...values, name }, house: houseW, move: true },
  });
  assert.deepEqual([moved.status, moved.body.id], [201, id], JSON.stringify(moved.body));
  assert.deepEqual([await households(place.east), await households(place.west)], [eastern, western + 1]);
  assert.deepEqual(await drifts(runtime), []);
});

test('a merge empties the household of the record that goes, undoing fills it, erasing empties it for good', async () => {
  const [keep, gone] = [await someone(await newHouse()), await someone(await newHouse())];
  const before = await households(place.east);
  const merged = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
  assert.equal(merged.status, 201, JSON.stringify(merged.body));
  assert.equal(await households(place.east), before - 1);
  assert.equal((await ask(street, 'POST', `/api/resident-merges/${merged.body.id}/undo`)).status, 204);
  assert.equal(await households(place.east), before);
  await ask(street, 'POST', `/api/residents/${gone}/erase`, { reason: '本人书面申请' });
  assert.equal(await households(place.east), before - 1);
  assert.deepEqual(await drifts(runtime), []);
});

test('an import counts its households in as many statements for sixty as for two', async () => {
  const take = async (households: number, from = order) => {
    const houses = await sampleHouses(runtime, place.east, households);
    const arrivals = houses.flatMap((house, i) =>
      [1, 2].map((member) => ({
        values: { name: '某某', id_number: sampleId('1975-01-01', from + 2 * i + member) },
        ...{ house, area: place.east },
      })),
    );
    order = from + arrivals.length;
    return (await counted(runtime, (ctx) => receive(ctx, 'police', arrivals))).statements;
  };
  const before = await households(place.east);
  const [few, many] = [await take(2), await take(60)];
  assert.equal(many, few);
  assert.equal(await households(place.east), before + 62);
  // All of them are in other houses now, and what they left is empty.
  assert.equal(await take(60, order - 120), await take(2, order - 4));
  assert.equal(await households(place.east), before + 62);
  assert.deepEqual(await drifts(runtime), []);
});

test('a city that counted empty households is counted by the upgrade as by the program', async () => {
  const gone = await someone(await newHouse());
  await move(gone, { house: null, why: 'left' });
  const filling = (await readFile(MIGRATION, 'utf8')).split(';').filter((each) => /^\s*update /.test(each));
  assert.equal(filling.length, 2);
  const kept = (db: typeof runtime.db) =>
    sql`select id, people, null as n from resident_household union all select area_id, null, households from resident_count order by 1, 2`.execute(
      db,
    );
  await run(runtime, SYSTEM, async ({ db }) => {
    const { rows: before } = await kept(db);
    // As it was before: every household counted, nobody in any.
    await sql`update resident_household set people = 0`.execute(db);
    await sql`
      update resident_count c set households = (select count(*)::int from resident_household h where h.area_id = c.area_id)`.execute(
      db,
    );
    assert.notDeepEqual((await kept(db)).rows, before);
    for (const statement of filling) await sql.raw(statement).execute(db);
    assert.deepEqual((await kept(db)).rows, before);
  });
});
