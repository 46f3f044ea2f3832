import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { areaTree, importAreas } from '../area/index.ts';
import { askingCity } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { program, caller, grid } = city;
const { runtime, http } = program;
const headers = bearer(
  await tokenFor(runtime, await sampleStaff(runtime, 'boss', [{ role: 'system_admin' }])),
);
const [DISTRICT, STREET, WEST, WEST_GRID, EAST] = [
  '429901',
  '429901001',
  '429901001001',
  '429901001001001',
  '429901001002',
];

async function move(code: string, parent: string) {
  const { version } = (await http.inject({ url: `/api/areas/${code}`, headers })).json();
  const payload = { version, parent };
  const answer = await http.inject({ method: 'PATCH', url: `/api/areas/${code}`, headers, payload });
  return { status: answer.statusCode, body: answer.json() };
}
const sees = async (id: string) => (await (await city.again('grid'))('GET', `/api/matters/${id}`)).status;

test('an area with matters is not lifted to another depth, so that nobody loses sight of them; the refusal says what to do', async () => {
  const { id } = await city.report(caller);
  assert.equal((await grid('GET', `/api/matters/${id}`)).status, 200);
  const lifted = await move(WEST, DISTRICT);
  assert.equal(await sees(id), 200, 'the grid worker still sees the matter');
  assert.deepEqual([lifted.status, lifted.body.code, lifted.body.area], [409, 'other_depth', WEST]);
  assert.match(lifted.body.detail ?? lifted.body.title, /「西社区」已有事项登记/);
  assert.equal((await move(WEST_GRID, STREET)).body.code, 'other_depth');
});

test('an import that would do the same is refused as a whole', async () => {
  const row = { code: WEST, name: '西社区', level: 'community', parent: DISTRICT };
  await assert.rejects(
    run(runtime, SYSTEM, (ctx) => importAreas(ctx, [row])),
    { code: 'other_depth' },
  );
});

test('among areas of one depth it moves, and one without matters goes wherever', async () => {
  await run(runtime, SYSTEM, (ctx) =>
    importAreas(ctx, [{ code: '429901002', name: '二街道', level: 'street', parent: DISTRICT }]),
  );
  const { id } = await city.report(caller);
  assert.equal((await move(WEST, '429901002')).status, 200);
  assert.equal(await sees(id), 200);
  assert.equal((await move(EAST, DISTRICT)).status, 200);
  assert.equal((await areaTree(runtime)).byCode(EAST)!.path.length, 3);
});
