import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
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

const { program, runtime, people, done, building, idOf } = await housingStage();

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

test('from zoom 14 buildings are drawn where they stand, by outline or point, with state and at 16 their name', async () => {
  for (const z of [14, 15, 16]) {
    const { features } = await tile('grid', z);
    const drawn = features('buildings').find(({ properties }) => properties.id === own.id);
    assert.deepEqual([drawn.geometry.type, drawn.properties.state], ['Polygon', 'unknown'], `zoom ${z}`);
    const [lng, lat] = drawn.geometry.coordinates[0][0];
    // A tile's grid at zoom 14 is about half a metre.
    assert.ok(Math.abs(lng - 114.405) < 0.00003 && Math.abs(lat - 30.405) < 0.00003, `${lng} ${lat}`);
    assert.equal(ids(features('names')).length, z < 16 ? 0 : 2);
    assert.equal(
      features('buildings').find(({ properties }) => properties.id === dot.id).geometry.type,
      'Point',
    );
  }
});

/** Where the dots of a tile stand, and how they look. */
const dotsOf = ({ features }: Awaited<ReturnType<typeof tile>>): Json[] =>
  features('dots').flatMap(({ geometry: { type, coordinates }, properties }) =>
    (type === 'Point' ? [coordinates] : coordinates).map(([lng, lat]: number[]) => ({
      lng,
      lat,
      ...properties,
    })),
  );

test('in wide views each building is a dot where it stands, in the colour of its state', async () => {
  for (const z of [10, 11, 12, 13]) {
    const seen = await tile('grid', z);
    assert.equal(seen.features('buildings').length, 0);
    const dots = dotsOf(seen);
    assert.equal(dots.length, 2, `zoom ${z}`);
    const off = 360 / 2 ** z / 1024;
    for (const { lng, lat, state } of dots) {
      assert.equal(state, 'unknown');
      assert.ok(
        Math.abs(lng - 114.4053) < off + 0.0004 && Math.abs(lat - 30.4053) < off + 0.0004,
        `${lng} ${lat}`,
      );
    }
  }
});

test('nobody gets a building of others, in no zoom and in no count', async () => {
  assert.deepEqual(ids((await tile('grid', 14)).features('buildings')).sort(), [own.id, dot.id].sort());
  assert.deepEqual(ids((await tile('east', 14)).features('buildings')), [beyond.id]);
  assert.equal(ids((await tile('street', 14)).features('buildings')).length, 3);
  for (const [who, n] of [
    ['grid', 2],
    ['east', 1],
    ['street', 3],
  ] as const)
    assert.equal(dotsOf(await tile(who, 13)).length, n, who);
  const counts = async (who: 'grid' | 'east' | 'street', z: number) =>
    (await tile(who, z)).features('grids').map(({ properties }) => [properties.name, properties.buildings]);
  assert.deepEqual(await counts('grid', 12), [['西社区', 2]]);
  assert.deepEqual(await counts('east', 12), [['东社区', 1]]);
  assert.deepEqual((await counts('street', 12)).sort(), [
    ['东社区', 1],
    ['西社区', 2],
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
  assert.equal(dotsOf(await tile('grid', 13)).length, 1);
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
  assert.deepEqual(
    dotsOf(await tile('grid', 13)).map(({ state, care }) => [state, care]),
    [['let', true]],
  );
  await run(runtime, SYSTEM, (ctx) => refreshBuildingStates(ctx, [own.id]));
  assert.equal((await tile('grid', 15)).etag, after.etag, 'who looks as before is drawn as before');
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

test('a property company has the dots and buildings of its own estates, and no longer once another one has them', async () => {
  const unit = await idOf('account_unit', 'property');
  const area = await idOf('area', '429901001001');
  const estate = { client_id: randomUUID(), name: '静园', area, property_unit: unit };
  const { id } = await done('west', 'POST', '/estates', estate);
  const place = { lng: 114.4032, lat: 30.4032 };
  const home = await building('grid', '静园1栋', { estate: id, point: place });
  const seen = async (z: number) => tile('property', z, place.lng, place.lat);
  assert.deepEqual(ids((await seen(15)).features('buildings')), [home.id]);
  assert.equal(dotsOf(await seen(12)).length, 1);
  const { version } = await done('west', 'GET', `/estates/${id}`);
  await done('west', 'PATCH', `/estates/${id}`, { version, property_unit: null });
  assert.equal((await seen(15)).features('buildings').length, 0);
  assert.equal(dotsOf(await seen(12)).length, 0);
});

test('of two estates that change companies each is drawn for its own, however often both were changed', async () => {
  const property_unit = await idOf('account_unit', 'property');
  const area = await idOf('area', '429901001001');
  const place = { lng: 114.4072, lat: 30.4072 };
  const [gone, come] = await Promise.all(
    ['去园', '来园'].map(async (name, i) => {
      const body = { client_id: randomUUID(), name, area, ...(i === 0 && { property_unit }) };
      const { id } = await done('west', 'POST', '/estates', body);
      const home = await building('grid', `${name}1栋`, { estate: id, point: place });
      return { id, home: home.id };
    }),
  );
  await done('west', 'PATCH', `/estates/${gone!.id}`, { version: 1, address: '去路1号' });
  const seen = async () => ids((await tile('property', 15, place.lng, place.lat)).features('buildings'));
  assert.deepEqual(await seen(), [gone!.home]);
  await done('west', 'PATCH', `/estates/${gone!.id}`, { version: 2, property_unit: null });
  await done('west', 'PATCH', `/estates/${come!.id}`, { version: 1, property_unit });
  assert.deepEqual(await seen(), [come!.home], 'one estate of version 2 before and after');
});
