import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type Body, testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, sampleResident, tokenFor } from '../account/sample.ts';
import { joinAccount } from '../resident/index.ts';

const { runtime, place, staff, ask, person, rows } = await testTown();
const east = await staff('east7', 'grid_worker', place.east, place.eastUnit);
const west = await staff('west7', 'grid_worker', place.west, place.westUnit);
const street = await staff('street7', 'street_staff', place.city, place.centre);
const decider = await staff('decider7', 'community_staff', place.city, place.centre);
const account = await sampleResident(runtime, '13800001111');
const wang = bearer(await tokenFor(runtime, account, 'resident'));

const merge = async (keep: string, gone: string): Promise<string> => {
  const { status, body } = await ask(decider, 'POST', '/api/resident-merges', { keep, gone });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
};
const undo = async (id: string) =>
  assert.equal((await ask(decider, 'POST', `/api/resident-merges/${id}/undo`)).status, 204);
const aboutOf = async (id: string) =>
  (await rows(`select person_id, area_id from registration where id = '${id}'`))[0];

test('a correction that waits goes with the record into the one that stays, back again, and is accepted there', async () => {
  const gone = await person({ phone: '13800001111' });
  const kept = await person({}, { area: place.west });
  await run(runtime, SYSTEM, (ctx) => joinAccount(ctx, gone, account));
  const asked = await ask(wang, 'POST', '/api/me/record/corrections', {
    ...{ client_id: randomUUID(), values: { phone: '13800002222' } },
  });
  const { id } = asked.body;
  const first = await merge(kept, gone);
  assert.deepEqual(await aboutOf(id), { person_id: kept, area_id: place.west });
  await undo(first);
  assert.deepEqual(await aboutOf(id), { person_id: gone, area_id: place.east });
  await merge(kept, gone);
  assert.equal((await ask(east, 'POST', `/api/registrations/${id}/accept`, { version: 1 })).status, 404);
  const done = await ask(west, 'POST', `/api/registrations/${id}/accept`, { version: 1 });
  assert.equal(done.status, 204, JSON.stringify(done.body));
});

test('of a record one erasure is asked for, whichever of two that became one it was asked of', async () => {
  const ask1 = async (id: string) =>
    (
      await ask(east, 'POST', `/api/residents/${id}/erasure-requests`, {
        ...{ client_id: randomUUID(), reason: '已搬离本市' },
      })
    ).body as Body;
  const waiting = async (id: string) =>
    ((await ask(street, 'GET', `/api/erasure-requests?person=${id}`)).body.items as Body[]).map(
      (each) => each.id,
    );
  const [kept, gone, third] = [await person(), await person(), await person()];
  const { id } = await ask1(gone);
  const first = await merge(kept, gone);
  assert.equal((await ask1(kept)).code, 'erasure_asked');
  assert.deepEqual(await waiting(kept), [id]);
  await undo(first);
  assert.deepEqual([await waiting(kept), await waiting(gone)], [[], [id]]);
  const own = await ask1(third);
  const second = await merge(third, gone);
  assert.deepEqual(await waiting(third), [own.id], 'not two at once');
  await undo(second);
  assert.deepEqual([await waiting(third), await waiting(gone)], [[own.id], [id]]);
});
