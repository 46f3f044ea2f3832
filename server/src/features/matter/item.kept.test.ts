import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { areaTree, changeAreas, importAreas } from '../area/index.ts';
import { askingCity, EAST } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, east } = city;
const { runtime } = city.program;

const first = async () => (await east('GET', '/api/matters?limit=1')).body.items[0];

test('a list shows a matter as it is after each change, also one that no reader made', async () => {
  const { id } = await city.report(caller, { type: 'repair', point: EAST });
  const before = await first();
  assert.deepEqual([before.id, before.version], [id, 1]);
  const sent = await city.perform(east, id, 'dispatch', {
    units: [{ unit: await city.unitOf('property'), role: 'main' }],
  });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const after = await first();
  assert.deepEqual([after.id, after.version, after.state], [id, 2, 'handling']);
  const one = (await east('GET', `/api/matters/${id}`)).body;
  // Moments are written with or without milliseconds; all else is the same to the letter.
  const plain = (key: string, value: string) => (key.endsWith('_at') && value ? Date.parse(value) : value);
  for (const key of Object.keys(after)) assert.deepEqual(plain(key, one[key]), plain(key, after[key]), key);
});

test('a list shows the name that a place has now', async () => {
  const { area } = await first();
  const areas = await areaTree(runtime);
  const { code, level, kind, parentId } = areas.get(area.id)!;
  await changeAreas(runtime, SYSTEM, (ctx) =>
    importAreas(ctx, [{ code, name: '新名网格', level, kind, parent: areas.get(parentId!)!.code }]),
  );
  assert.equal((await first()).area.name, '新名网格');
});

test('what a list says of a matter is said only to whoever may see it', async () => {
  await first();
  const { body } = await city.west('GET', '/api/matters');
  assert.deepEqual(body.items, []);
});
