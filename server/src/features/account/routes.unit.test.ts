import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { accountNames, accountsWith } from './queries.ts';
import { readRoles, syncRoles } from './roles.ts';
import { bearer, ROLES, samplePlace, sampleResident, sampleStaff, tokenFor } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { http, runtime } = program;
const place = await samplePlace(runtime);
const adminId = await sampleStaff(runtime, 'admin', [{ role: 'system_admin' }]);
const eastId = await sampleStaff(runtime, 'east1', [{ role: 'community_staff', unitId: place.eastUnit }]);
const cityId = await sampleStaff(runtime, 'city1', [{ role: 'city_staff', unitId: place.centre }]);
const admin = await tokenFor(runtime, adminId);
const east = await tokenFor(runtime, eastId);

async function call(token: string, method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) {
  const answer = await http.inject({ method, url, headers: bearer(token), payload });
  return { status: answer.statusCode, body: answer.json() };
}
const codes = async (query: string) =>
  (await call(east, 'GET', `/api/units?${query}`)).body.items.map((each: { code: string }) => each.code);

test('staff find units by name, kind and area, page by page; residents do not', async () => {
  assert.deepEqual(await codes(''), ['centre', 'east', 'west']);
  assert.deepEqual(await codes(`q=${encodeURIComponent('东社区')}`), ['east']);
  assert.deepEqual(await codes('kind=centre'), ['centre']);
  assert.deepEqual(await codes(`area=${place.west}`), ['west']);
  const first = (await call(east, 'GET', '/api/units?limit=2')).body;
  assert.deepEqual(await codes(`limit=2&cursor=${first.next}`), ['west']);
  const resident = await tokenFor(runtime, await sampleResident(runtime, '13800000001'), 'resident');
  assert.equal((await call(resident, 'GET', '/api/units')).status, 403);
  assert.equal((await call(resident, 'GET', `/api/units/${place.eastUnit}`)).status, 403);
});

test('the tree lists each unit after the one above it', async () => {
  const { items } = (await call(east, 'GET', '/api/units/tree')).body;
  assert.deepEqual(
    items.map((each: { code: string; depth: number; staff: number }) => [each.code, each.depth, each.staff]),
    [
      ['centre', 0, 1],
      ['east', 1, 1],
      ['west', 1, 0],
    ],
  );
});

test('only the system administrator makes, changes and retires units', async () => {
  const make = { code: 'property-1', name: '安居物业', kind: 'property', area_id: place.east };
  assert.equal((await call(east, 'POST', '/api/units', make)).status, 403);
  const { status, body } = await call(admin, 'POST', '/api/units', make);
  assert.equal(status, 201);
  assert.equal((await call(admin, 'POST', '/api/units', make)).body.code, 'code_taken');
  const url = `/api/units/${body.id}`;
  const change = { version: 1, name: '新安居物业', parent_id: place.eastUnit };
  assert.equal((await call(east, 'PATCH', url, change)).status, 403);
  const changed = (await call(admin, 'PATCH', url, change)).body;
  assert.deepEqual(
    [changed.name, changed.kind, changed.parent_id, changed.version],
    ['新安居物业', 'property', place.eastUnit, 2],
  );
  assert.equal((await call(admin, 'PATCH', url, change)).body.code, 'stale');
  assert.equal((await call(admin, 'POST', `${url}/retire`, { version: 2 })).body.retired, true);
  assert.deepEqual(await codes('kind=property'), []);
  assert.deepEqual(await codes('kind=property&retired=true'), ['property-1']);
});

test('a unit cannot lie below itself, in no area, or go while it is used', async () => {
  const url = `/api/units/${place.centre}`;
  const circle = await call(admin, 'PATCH', url, { version: 1, parent_id: place.eastUnit });
  assert.equal(circle.body.fields[0].code, 'circle');
  const nowhere = await call(admin, 'PATCH', url, { version: 1, area_id: place.eastUnit });
  assert.equal(nowhere.body.fields[0].path, 'area_id');
  const used = await call(admin, 'POST', `${url}/retire`, { version: 1 });
  assert.deepEqual([used.status, used.body.staff, used.body.below], [409, 1, 2]);
});

test('audiences are found by unit, and by permission over an area', async () => {
  const { db } = runtime;
  assert.deepEqual(
    await accountsWith(db, { permission: 'matter:accept', area: place.east }),
    [eastId, cityId].sort(),
  );
  assert.deepEqual(await accountsWith(db, { permission: 'matter:accept', area: place.west }), [cityId]);
  assert.deepEqual(await accountsWith(db, { permission: 'matter:accept', unit: place.eastUnit }), [eastId]);
  assert.deepEqual(await accountsWith(db, { permission: 'account:manage', area: place.east }), [adminId]);
  assert.deepEqual([...(await accountNames(db, [eastId, place.east]))], [[eastId, 'east1 同志']]);
});

test('roles are put as the pack says, once', async () => {
  const roles = await readRoles(ROLES);
  const sync = (list: typeof roles) => run(runtime, SYSTEM, (ctx) => syncRoles(ctx, list));
  assert.deepEqual(await sync(roles), { changed: [] });
  const [first, ...rest] = roles;
  const renamed = { ...first!, name: '市民' };
  assert.deepEqual(await sync([renamed, ...rest]), { changed: [first!.code] });
  const unused = roles.filter((role) => role.code !== 'hotline_agent' && role.code !== 'system_admin');
  assert.deepEqual(await sync(unused), { changed: ['hotline_agent', first!.code].sort() });
});
