import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { areaTree } from '../area/index.ts';
import { type Ask, askingCity, EAST, WEST } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, west, east, property, water } = city;
const { runtime, http } = city.program;

type Relation = { role: string; unitId?: string; areaId?: string };

/** Somebody new, with these relations. */
async function somebody(username: string, relations: Relation[]): Promise<{ id: string; ask: Ask }> {
  const { id } = await run(runtime, SYSTEM, (ctx) =>
    createStaff(ctx, { username, name: username, passwordHash: 'none', relations }),
  );
  const headers = bearer(await tokenFor(runtime, id));
  const ask: Ask = async (method, url, payload) => {
    const answer = await http.inject({ method, url, payload, headers });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { id, ask };
}

test('a page is whole although its reader has to do with a matter in two ways', async () => {
  const unit = await city.unitOf('property');
  const ids: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    const { id } = await city.report(caller, { type: 'repair', point: EAST });
    const sent = await city.perform(east, id, 'dispatch', { units: [{ unit, role: 'main' }] });
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    const moved = await city.perform(east, id, 'amend', { point: WEST, reason: '位置写错了' });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    ids.unshift(id);
  }
  const first = (await property('GET', '/api/matters?limit=2')).body;
  assert.deepEqual(
    first.items.map((item: { id: string }) => item.id),
    ids.slice(0, 2),
  );
  const second = (await property('GET', `/api/matters?limit=2&cursor=${first.next}`)).body;
  assert.deepEqual(
    second.items.map((item: { id: string }) => item.id),
    ids.slice(2),
  );
});

test('what is dispatched to one person of a unit stands once in that person’s list, in no colleague’s, as the counts say', async () => {
  const unit = await city.unitOf('water');
  const named = await somebody('plumber', [{ role: 'department_staff', unitId: unit }]);
  const { id } = await city.report(caller);
  const sent = await city.perform(west, id, 'dispatch', {
    units: [{ unit, account: named.id, role: 'main' }],
  });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  await city.program.settle();
  for (const [who, n] of [
    [named.ask, 1],
    [water, 0],
  ] as const) {
    const { items } = (await who('GET', '/api/tasks')).body;
    assert.equal(items.filter((item: { matter: { id: string } }) => item.matter.id === id).length, n);
    assert.equal((await who('GET', '/api/tasks/counts')).body.total, items.length);
  }
});

test('the numbers of somebody with a right in an area and another in one inside it are those of the list', async () => {
  const areas = await areaTree(runtime);
  const { ask } = await somebody('hotline2', [
    { role: 'hotline_agent', areaId: areas.byCode('4299')!.id },
    { role: 'community_staff', areaId: areas.byCode('429901001001')!.id },
  ]);
  for (const point of [WEST, EAST]) {
    await city.report(caller, { point });
    await city.report(caller, { point, confidential: true });
  }
  await city.program.settle();
  const { items } = (await ask('GET', '/api/matters?limit=100')).body;
  const of = async (area: string) => (await ask('GET', `/api/matters/counts?area=${area}`)).body.total;
  assert.equal((await ask('GET', '/api/matters/counts')).body.total, items.length);
  assert.ok(items.some((item: { confidential: boolean }) => item.confidential));
  const inside = (await ask('GET', '/api/matters?limit=100&area=429901001001')).body.items.length;
  assert.equal(await of('429901001001'), inside);
});
