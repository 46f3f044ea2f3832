import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { oneAfterTheOther, waitsFor } from '../../../test/held.ts';
import { box, housingStage, type Json, roomIn } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { type Context, run } from '../../platform/runtime.ts';
import type { SheetTarget, SheetValues } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { takeOutlines } from './commands.import.ts';
import { applyOutlines, uploadOutlines } from './commands.upload.ts';
import { areaFollower } from './jobs.ts';
import { editOf } from './policy.ts';
import { parseOutlines } from './rules.outline.ts';
import { buildingSheet } from './sheet.building.ts';
import { estateSheet } from './sheet.estate.ts';
import { houseSheet } from './sheet.house.ts';

// Somebody changes by hand what a file speaks of at that moment: neither may write what it read before the other was done.
const { program, runtime, people, done, withRooms, idOf } = await housingStage();
const west = (await loadActor(runtime.db, people.west, 'program'))!;

const byFile = (work: (ctx: Context) => Promise<unknown>) => () =>
  run(runtime, SYSTEM, (ctx) => work({ ...ctx, actor: west }));

const handedIn = (target: SheetTarget, values: SheetValues) => async (ctx: Context) => {
  const session = await target.open(runtime, west, {});
  const [judged] = await target.prepare(session, [{ row: 2, values, hash: '1' }]);
  assert.ok(judged && 'plan' in judged, JSON.stringify(judged));
  return target.write(ctx, session, [judged.plan]);
};

/** Each event but the first names the one before it: none is named twice. */
async function assertOneChain(id: string): Promise<void> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<Json>`
      select count(*)::int as events, count(distinct prev_hash)::int as before from event where subject = ${id}::uuid`.execute(
      db,
    ),
  );
  assert.equal(rows[0].before, rows[0].events - 1);
}

test('a building changed by hand while a table or a map speaks of it keeps both, in one chain', async () => {
  const { id, version } = await withRooms('west', '两手楼');
  const row = { name: '两手楼', grid: '429901001001001', address: '表格路1号' };
  await oneAfterTheOther(
    program,
    'housing_building',
    id,
    () => done('west', 'PATCH', `/buildings/${id}`, { version, floors: 9 }),
    byFile(handedIn(buildingSheet, row)),
  );
  const between = await done('west', 'GET', `/buildings/${id}`);
  assert.deepEqual([between.floors, between.address], [9, '表格路1号']);
  const { rows } = parseOutlines(
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', geometry: box(114.4049, 30.4049), properties: { id: 5, name: '两手楼' } },
      ],
    }),
  );
  await oneAfterTheOther(
    program,
    'housing_building',
    id,
    () => done('west', 'PATCH', `/buildings/${id}`, { version: between.version, floors: 8 }),
    byFile(async (ctx) => takeOutlines(ctx, rows, await editOf(runtime, west))),
  );
  const after = await done('west', 'GET', `/buildings/${id}`);
  assert.deepEqual([after.floors, after.outline?.coordinates[0][0]], [8, [114.4049, 30.4049]]);
  await assertOneChain(id);
});

test('a map that is only tried waits for nobody who changes a building that it leaves as it is', async () => {
  const features = [
    { type: 'Feature', geometry: box(114.403, 30.403), properties: { id: 6, name: '试图楼' } },
  ];
  const bytes = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
  const trying = () => uploadOutlines(runtime, west, { name: '轮廓.geojson', bytes, system: 'wgs84' });
  await applyOutlines(runtime, west, await trying());
  const { items } = await done('west', 'GET', '/buildings');
  const { id } = items.find(({ name }: Json) => name === '试图楼');
  assert.equal(await waitsFor(program, 'housing_building', id, trying), false);
});

test('a room changed by hand while a table speaks of it keeps both: rooms change under the lock of their building only', async () => {
  const building = await withRooms('west', '两手房', { address_code: 'LS' });
  const { id } = roomIn(building, '301');
  const { version } = await done('west', 'GET', `/houses/${id}`);
  await oneAfterTheOther(
    program,
    'housing_building',
    building.id,
    () => done('west', 'PATCH', `/houses/${id}`, { version, use: 'office' }),
    byFile(handedIn(houseSheet, { building_code: 'LS', unit: '1', number: '301', area_m2: 77 })),
  );
  const house = await done('west', 'GET', `/houses/${id}`);
  assert.deepEqual([house.use, house.area_m2], ['office', 77]);
  await assertOneChain(id);
});

test('an estate changed by hand while a table speaks of it keeps both', async () => {
  const { id } = await done('west', 'POST', '/estates', {
    ...{ client_id: randomUUID(), name: '两手苑', area: await idOf('area', '429901001001') },
  });
  const { version } = await done('west', 'GET', `/estates/${id}`);
  await oneAfterTheOther(
    program,
    'housing_estate',
    id,
    () => done('west', 'PATCH', `/estates/${id}`, { version, address_code: 'LSY' }),
    byFile(handedIn(estateSheet, { name: '两手苑', community: '429901001001', address: '表格路2号' })),
  );
  const estate = await done('west', 'GET', `/estates/${id}`);
  assert.deepEqual([estate.address_code, estate.address], ['LSY', '表格路2号']);
  await assertOneChain(id);
});

test('a building changed by hand while grids drawn anew place it keeps one chain', async () => {
  const { id, version } = await withRooms('west', '两格楼');
  const [east, west_] = [await idOf('area', '429901001002001'), await idOf('area', '429901001001001')];
  await sql`update housing_building set area_id = ${east}::uuid where id = ${id}::uuid`.execute(runtime.db);
  await oneAfterTheOther(
    program,
    'housing_building',
    id,
    () => done('city', 'PATCH', `/buildings/${id}`, { version, floors: 9 }),
    () => run(runtime, SYSTEM, (ctx) => areaFollower.handle(ctx, [])),
  );
  const after = await done('city', 'GET', `/buildings/${id}`);
  assert.deepEqual([after.floors, after.area.id], [9, west_]);
  await assertOneChain(id);
});
