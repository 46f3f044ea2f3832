import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { box, housingStage, type Json } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { refreshBuildingStates } from './commands.states.ts';
import { project } from './rules.tile.ts';
import { registerHouseStates } from './uses.ts';

const { program, runtime, people, done, building } = await housingStage();

async function tile(
  who: keyof typeof people,
  z: number,
  lng = 114.4051,
  lat = 30.4051,
  headers: object = {},
) {
  const [u, v] = project(lng, lat).map((at) => Math.floor(at * 2 ** z));
  const own = bearer(await tokenFor(runtime, people[who], 'staff'));
  const answer = await program.http.inject({
    url: `/api/housing/tiles/${z}/${u}/${v}`,
    headers: { ...own, ...headers },
  });
  const { layers } =
    answer.statusCode === 200 ? new VectorTile(new PbfReader(answer.rawPayload)) : { layers: {} as Json };
  const features = (layer: string): Json[] =>
    Array.from({ length: layers[layer]?.length ?? 0 }, (_, i) => layers[layer].feature(i).toGeoJSON(u, v, z));
  return {
    status: answer.statusCode,
    etag: String(answer.headers.etag),
    features,
    size: answer.rawPayload.length,
  };
}
const ids = (features: Json[]) => features.map(({ properties }) => properties.id);

const own = await building('grid', '图上楼', { outline: box(114.405, 30.405), point: undefined });
const dot = await building('grid', '只有点的楼', { point: { lng: 114.4055, lat: 30.4055 } });
const beyond = await building('east', '邻居的楼', { point: { lng: 114.4115, lat: 30.4051 } });

test('from zoom 13 buildings are drawn where they stand, by outline or point, with state and at 16 their name', async () => {
  for (const z of [13, 14, 15, 16]) {
    const { features } = await tile('grid', z);
    const drawn = features('buildings').find(({ properties }) => properties.id === own.id);
    assert.deepEqual([drawn.geometry.type, drawn.properties.state], ['Polygon', 'unknown'], `zoom ${z}`);
    const [lng, lat] = drawn.geometry.coordinates[0][0];
    // A tile's grid at zoom 13 is about a metre.
    assert.ok(Math.abs(lng - 114.405) < 0.0003 && Math.abs(lat - 30.405) < 0.0003, `${lng} ${lat}`);
    assert.equal(ids(features('names')).length, z < 16 ? 0 : 2);
    assert.equal(
      features('buildings').find(({ properties }) => properties.id === dot.id).geometry.type,
      'Point',
    );
  }
});

test('nobody gets a building of others, in no zoom and in no count', async () => {
  assert.deepEqual(ids((await tile('grid', 13)).features('buildings')).sort(), [own.id, dot.id].sort());
  assert.deepEqual(ids((await tile('east', 13)).features('buildings')), [beyond.id]);
  assert.equal(ids((await tile('street', 13)).features('buildings')).length, 3);
  const counts = async (who: 'grid' | 'east' | 'street', z: number) =>
    (await tile(who, z)).features('grids').map(({ properties }) => [properties.name, properties.buildings]);
  assert.deepEqual(await counts('grid', 12), [['西网格', 2]]);
  assert.deepEqual(await counts('east', 12), [['东网格', 1]]);
  assert.deepEqual((await counts('street', 12)).sort(), [
    ['东网格', 1],
    ['西网格', 2],
  ]);
  assert.deepEqual(await counts('street', 9), [['一街道', 3]]);
});

test('a tile that has not changed is answered by 304, and drawn anew after a change', async () => {
  const first = await tile('grid', 15);
  assert.equal((await tile('grid', 15, undefined, undefined, { 'if-none-match': first.etag })).status, 304);
  await done('grid', 'POST', `/buildings/${dot.id}/retire`, { version: dot.version, reason: '拆除' });
  const then = await tile('grid', 15, undefined, undefined, { 'if-none-match': first.etag });
  assert.equal(then.status, 200);
  assert.deepEqual(ids(then.features('buildings')), [own.id]);
  assert.deepEqual(
    (await tile('grid', 12)).features('grids').map(({ properties }) => properties.buildings),
    [1],
  );
});

test('the colour follows what is known of the people', async () => {
  registerHouseStates(runtime, {
    ofHouses: async () => new Map(),
    ofBuildings: async () => new Map([[own.id, { let: 3, own: 1, care: 1 }]]),
  });
  const before = await tile('grid', 15);
  await run(runtime, SYSTEM, (ctx) => refreshBuildingStates(ctx, [own.id]));
  const after = await tile('grid', 15);
  assert.notEqual(after.etag, before.etag);
  const [drawn] = after.features('buildings').filter(({ properties }) => properties.id === own.id);
  assert.deepEqual([drawn.properties.state, drawn.properties.care], ['let', true]);
});

test('a moved building leaves the tile in which it was; what is no tile is 404', async () => {
  const far = { lng: 114.4005, lat: 30.4095 };
  assert.equal((await tile('grid', 16, far.lng, far.lat)).features('buildings').length, 0);
  await done('grid', 'PATCH', `/buildings/${own.id}`, { version: own.version, point: far });
  assert.deepEqual(ids((await tile('grid', 16, far.lng, far.lat)).features('buildings')), [own.id]);
  assert.equal((await tile('grid', 16)).features('buildings').length, 0);
  const headers = bearer(await tokenFor(runtime, people.grid, 'staff'));
  assert.equal((await program.http.inject({ url: '/api/housing/tiles/3/9/0', headers })).statusCode, 404);
});
