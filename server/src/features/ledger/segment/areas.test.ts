import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { testTown } from '../../../../test/town.ts';
import { bearer, sampleStaff, tokenFor } from '../../account/sample.ts';
import { sampleGrids } from '../../resident/sample.ts';
import { computeStale } from './jobs.ts';

const { runtime, place, staff, ask, person } = await testTown();
const [first] = await sampleGrids(runtime, place.city, [place.east, place.east]);
for (const area of [first, first, place.east, place.west, place.city])
  await person({ education: '70' }, { area });

const city = await staff('city1', 'city_staff', place.city, place.centre);
const east = await staff('east1', 'community_staff', place.east, place.eastUnit);
const two = bearer(
  await tokenFor(
    runtime,
    await sampleStaff(runtime, 'two1', [
      { role: 'community_staff', areaId: place.east, unitId: place.eastUnit },
      { role: 'community_staff', areaId: place.west, unitId: place.westUnit },
    ]),
  ),
);
const body = { client_id: randomUUID(), name: '高中', rule: 'person.education == "70"', shared: true };
const made = await ask(city, 'POST', '/api/segments', body);
const { id } = made.body;
await computeStale(runtime);

/** What a segment comes to for somebody, and in which parts. */
async function parts(who: typeof city, area = '') {
  const { people } = (await ask(who, 'GET', `/api/segments/${id}`)).body;
  const { items } = (await ask(who, 'GET', `/api/segments/${id}/areas${area && `?area=${area}`}`)).body;
  return [
    people,
    ...items.map(({ area_id, ...part }: { area_id: string | null; name: string; people: number }) => [
      part.name,
      part.people,
      area_id !== null,
    ]),
  ];
}

test('the parts of a segment add up to it: who is in a community but in no grid of it stands beside its grids', async () => {
  assert.deepEqual(await parts(east), [3, ['网格', 2, true], ['网格', 0, true], ['未落到网格', 1, false]]);
  assert.deepEqual(await parts(east, first), [3, ['网格', 2, true]]);
});

test('who is in the city but in no area below it stands beside those areas', async () => {
  assert.deepEqual(await parts(city), [
    5,
    ['东社区', 3, true],
    ['西社区', 1, true],
    ['未落到下级区域', 1, false],
  ]);
});

test('who works in two communities has both as parts', async () => {
  assert.deepEqual(await parts(two), [4, ['东社区', 3, true], ['西社区', 1, true]]);
});
