import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type Body, testTown, type Who } from '../../../test/town.ts';
import { sampleHouses, sampleId } from './sample.ts';

const { runtime, place, staff, ask, person } = await testTown();
const east = await staff('east7', 'community_staff', place.east, place.eastUnit);
const west = await staff('west7', 'community_staff', place.west, place.westUnit);
const street = await staff('street7', 'street_staff', place.city, place.centre);
const city = await staff('city7', 'city_staff', place.city, place.centre);
const [house] = (await sampleHouses(runtime, place.east, 1)) as [string];

let order = 300;
const someone = (name: string, numbered = true): Promise<string> => {
  const id = numbered && { id_number: sampleId('1970-02-03', ++order) };
  return person({ name, birth_date: '1970-02-03', ...id }, { house });
};
const register = (headers: Who, area: string, holder: string, plate: string) =>
  ask(headers, 'POST', '/api/sites', {
    ...{ client_id: randomUUID(), subject: 'vehicle', values: { plate, kind: '01' } },
    ...{ area, holder: { kind: 'person', id: holder } },
  });
const holderOf = async (headers: Who, id: string) =>
  (await ask(headers, 'GET', `/api/sites/${id}`)).body.holder;

test('a car is a registered person’s, whose name is read by right; nobody gives one to a person out of reach', async () => {
  const owner = await someone('车主甲');
  const car = (await register(east, place.east, owner, '鄂Y00001')).body.id;
  assert.deepEqual(await holderOf(east, car), { kind: 'person', id: owner, name: '车主甲' });
  assert.equal((await holderOf(city, car)).name, '车**', 'masked where names are not whole');
  const refused = await register(west, place.west, owner, '鄂Y00002');
  assert.deepEqual([refused.status, refused.body.fields?.[0].path], [422, 'holder']);
  const ghost = await register(east, place.east, randomUUID(), '鄂Y00003');
  assert.deepEqual([ghost.status, ghost.body.fields?.[0].path], [422, 'holder']);
  const found = await ask(east, 'GET', `/api/sites?subject=vehicle&holder=${owner}`);
  assert.deepEqual(
    found.body.items.map((item: Body) => item.id),
    [car],
  );
  // Who may not see the person changes the car all the same, and it stays whose it was.
  const { version } = (await ask(city, 'GET', `/api/sites/${car}`)).body;
  assert.equal(
    (await ask(city, 'PATCH', `/api/sites/${car}`, { version, values: { colour: '白' } })).status,
    200,
  );
  assert.equal((await holderOf(east, car)).id, owner);
});

test('two records that become one have its cars together, and apart again; an erased person has none', async () => {
  const [kept, gone] = [await someone('合并甲'), await someone('合并乙', false)];
  const car = (await register(east, place.east, gone, '鄂Y00004')).body.id;
  const merged = await ask(street, 'POST', '/api/resident-merges', { keep: kept, gone });
  assert.equal(merged.status, 201, JSON.stringify(merged.body));
  assert.equal((await holderOf(east, car)).id, kept);
  const undone = await ask(street, 'POST', `/api/resident-merges/${merged.body.id}/undo`);
  assert.equal(undone.status, 204, JSON.stringify(undone.body));
  assert.equal((await holderOf(east, car)).id, gone);
  const erased = await ask(street, 'POST', `/api/residents/${gone}/erase`, {
    reason: '本人书面申请，2026 年 3 月 2 日',
  });
  assert.ok(erased.status < 300, JSON.stringify(erased.body));
  assert.equal(await holderOf(east, car), null);
});
