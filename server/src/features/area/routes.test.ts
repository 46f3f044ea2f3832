import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { demoTemplate, signIn } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';
import { areaOf, type Boundary, type Pair, pointInside, polygonsOf } from './geometry.ts';

const program = await testProgram(await demoTemplate());
const admin = await signIn(program, 'admin');
const grid1 = await signIn(program, 'grid1');
const GRID = '429998001001002';

const get = (url: string, headers: Record<string, string> = {}) => program.http.inject({ url, headers });
const send = (method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, payload?: object, headers = admin) =>
  program.http.inject({ method, url, headers, ...(payload && { payload }) });
const json = async (url: string, headers?: Record<string, string>) => (await get(url, headers)).json();
const locate = ([lng, lat]: Pair) => json(`/api/areas/locate?lng=${lng}&lat=${lat}`);
const boundaryOf = async (code: string, query = ''): Promise<Boundary> =>
  (await json(`/api/areas/${code}/boundary${query}`)).geometry;
const inside = (boundary: Boundary): Pair => pointInside(polygonsOf(boundary)[0]!);
const codes = (items: { code: string }[]) => items.map((item) => item.code);

test('the tree opens level by level, and pages end where they should', async () => {
  const top = await json('/api/areas');
  assert.deepEqual(codes(top.items), ['420000']);
  const cities = await json('/api/areas?parent=420000');
  assert.deepEqual(codes(cities.items), ['429900']);
  assert.equal(cities.items[0].children, 2);
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await json(`/api/areas?parent=429900&level=grid&limit=100${cursor && `&cursor=${cursor}`}`);
    seen.push(...codes(page.items));
    if (page.next === null) break;
    cursor = page.next;
  }
  const all = await json('/api/areas?level=grid&limit=200');
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.length > 280, `${seen.length}`);
  assert.deepEqual(codes(all.items), seen.slice(0, 200));
  const found = await json(`/api/areas?q=${encodeURIComponent('听涛')}&level=community`);
  assert.deepEqual(
    found.items.map((item: { name: string }) => item.name),
    ['听涛社区'],
  );
});

test('one area tells where it belongs, its cluster and its ground', async () => {
  const area = await json(`/api/areas/${GRID}`);
  assert.deepEqual(codes(area.ancestors), ['420000', '429900', '429998', '429998001', '429998001001']);
  assert.match(area.cluster.name, /听涛社区/);
  assert.equal(area.boundary_version, 1);
  assert.ok(area.area_m2 > 1000);
  assert.equal((await get('/api/areas/429998999')).statusCode, 404);
});

test('a point has its grid; near an edge the neighbour is named; outside the city there is none', async () => {
  const middle = await locate(inside(await boundaryOf(GRID)));
  assert.equal(middle.grid.code, GRID);
  assert.deepEqual(codes(middle.grid.parents), ['429900', '429998', '429998001', '429998001001']);
  const ring = polygonsOf(await boundaryOf(GRID))[0]![0]!;
  const neighbours = new Set<string>();
  for (const corner of ring) for (const one of (await locate(corner)).candidates) neighbours.add(one.code);
  assert.ok(neighbours.size > 1, 'at its corners a grid meets others');
  assert.equal((await locate([100, 20])).grid, null);
  const wrong = await get('/api/areas/locate?lng=999&lat=abc');
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.json().detail, /经度/);
});

test('a special grid wins over the ordinary one it lies in', async () => {
  const all = (await json('/api/areas?level=grid&limit=200&q=9')).items.concat(
    (await json('/api/areas?level=grid&limit=200')).items,
  );
  const special = all.find((item: { kind: string }) => item.kind === 'special');
  const found = await locate(inside(await boundaryOf(special.code)));
  assert.equal(found.grid.code, special.code);
  assert.equal(found.grid.kind, 'special');
});

test('drawings come compressed, with an ETag; who has them gets 304', async () => {
  const url = '/api/areas/geojson?parent=429998001001';
  const first = await get(url, { 'accept-encoding': 'br' });
  const drawn = JSON.parse(brotliDecompressSync(first.rawPayload).toString());
  assert.ok(
    drawn.features.every((one: { properties: { level: string } }) => one.properties.level === 'grid'),
  );
  const etag = first.headers.etag as string;
  assert.equal((await get(url, { 'if-none-match': etag })).statusCode, 304);
  assert.equal((await get('/api/areas/geojson')).statusCode, 422);
  for (const layer of ['roads', 'water', 'parks', 'buildings', 'areas']) {
    const map = await get(`/api/map/${layer}.geojson`, { 'accept-encoding': 'br' });
    assert.equal(map.statusCode, 200, layer);
    const { features } = JSON.parse(brotliDecompressSync(map.rawPayload).toString());
    assert.ok(features.length > 0, layer);
  }
});

test('places are found while typing, the nearest first', async () => {
  const name = encodeURIComponent('听涛');
  const { items } = await json(`/api/places?q=${name}`);
  assert.ok(
    items.length > 0 &&
      items.every((one: { name: string; address: string }) => `${one.name} ${one.address}`.includes('听涛')),
  );
  const [lng, lat] = inside(await boundaryOf(GRID));
  const near = await json(`/api/places?q=${encodeURIComponent('滨江大道')}&lng=${lng}&lat=${lat}`);
  const far = near.items.map((one: { distance_m: number }) => one.distance_m);
  assert.deepEqual(
    far,
    far.toSorted((a: number, b: number) => a - b),
  );
  assert.ok(far[0] < 1000);
});

/** Cuts a grid into two by a line through its middle: the two halves tile it. */
function halves(boundary: Boundary): [Boundary, Boundary] {
  const ring = polygonsOf(boundary)[0]![0]!.slice(0, -1);
  const half = Math.floor(ring.length / 2);
  const close = (part: Pair[]): Boundary => ({ type: 'Polygon', coordinates: [[...part, part[0]!]] });
  return [close(ring.slice(0, half + 1)), close([...ring.slice(half), ring[0]!])];
}

test('a split is checked first and then a new version; the old one stays readable; an old grid keeps its name', async () => {
  const before = await boundaryOf(GRID);
  const [a, b] = halves(before);
  const split = {
    note: '拆分第2网格',
    retire: [GRID],
    create: [
      { code: '429998001001801', name: '听涛社区第2甲网格' },
      { code: '429998001001802', name: '听涛社区第2乙网格' },
    ],
    boundaries: [
      { code: '429998001001801', geometry: a },
      { code: '429998001001802', geometry: b },
    ],
  };
  const dry = await send('POST', '/api/areas/versions', split);
  assert.equal(dry.statusCode, 200, dry.body);
  assert.equal(dry.json().version, null);
  assert.deepEqual([dry.json().report.counts.gaps, dry.json().report.counts.overlaps], [0, 0]);
  assert.equal((await locate(inside(before))).grid.code, GRID);

  const done = await send('POST', '/api/areas/versions', { ...split, dry_run: false });
  assert.equal(done.json().version, 2, done.body);
  const now = await locate(inside(before));
  assert.match(now.grid.code, /80[12]$/);
  assert.equal(now.boundary_version, 2);
  assert.equal((await get(`/api/areas/${GRID}/boundary`)).statusCode, 404);
  assert.deepEqual(await boundaryOf(GRID, '?version=1'), before);
  assert.equal((await json(`/api/areas/${GRID}`)).retired, true);
  const listed = await json('/api/areas/versions', admin);
  assert.deepEqual(
    listed.items.map((item: { version: number }) => item.version),
    [2, 1],
  );
  const version = await json('/api/areas/versions/2', admin);
  assert.equal(version.changed.length, 3);
});

test('a drawing that leaves a gap says so, with its size and place', async () => {
  const code = '429998001001801';
  const kept = await boundaryOf(code);
  const [smaller] = halves(kept);
  const dry = await send('POST', '/api/areas/versions', {
    note: '试画',
    boundaries: [{ code, geometry: smaller }],
  });
  const { counts, gaps } = dry.json().report;
  assert.equal(counts.gaps, 1);
  // The cut may run a little outside a grid that is not convex.
  const missing = areaOf(kept) - areaOf(smaller);
  assert.ok(Math.abs(gaps[0].area_m2 - missing) < missing * 0.05, `${gaps[0].area_m2} ${missing}`);
});

test('what cannot be drawn is refused field by field', async () => {
  const bad = await send('POST', '/api/areas/versions', {
    note: '试画',
    boundaries: [{ code: '429998001001801', geometry: { type: 'Polygon', coordinates: [[[30, 114]]] } }],
  });
  assert.equal(bad.statusCode, 422);
  assert.match(bad.json().fields[0].path, /^boundaries\.0\./);
  const unknown = await send('POST', '/api/areas/versions', { note: '试画', retire: ['429998001001899'] });
  assert.equal(unknown.json().fields[0].path, 'retire.0');
});

test('an area is created, moved with all below it, and retired only when nothing is left below', async () => {
  const made = await send('POST', '/api/areas', { code: '429998001901', name: '新建社区' });
  assert.equal(made.statusCode, 201, made.body);
  const grid = await send('POST', '/api/areas', { code: '429998001901001', name: '新建社区第1网格' });
  const { id, version } = made.json();
  const moved = await send('PATCH', `/api/areas/${id}`, { version, parent: '429998002' });
  assert.equal(moved.statusCode, 200, moved.body);
  assert.match((await json(`/api/areas/${grid.json().id}`)).full_name, /新建社区/);
  assert.ok(codes((await json(`/api/areas/${grid.json().id}`)).ancestors).includes('429998002'));
  const stale = await send('PATCH', `/api/areas/${id}`, { version, name: '晚到的名字' });
  assert.deepEqual([stale.statusCode, stale.json().code], [409, 'stale']);
  const circle = await send('PATCH', `/api/areas/${id}`, {
    version: moved.json().version,
    parent: '429998001901001',
  });
  assert.deepEqual([circle.statusCode, circle.json().code], [409, 'area_circle']);
  const early = await send('POST', `/api/areas/${id}/retire`, { version: moved.json().version });
  assert.equal(early.json().code, 'has_children');
  const child = await json(`/api/areas/${grid.json().id}`);
  assert.equal(
    (await send('POST', `/api/areas/${child.id}/retire`, { version: child.version })).statusCode,
    200,
  );
  const taken = await send('POST', '/api/areas', { code: '429998001901', name: '再建' });
  assert.match(taken.json().detail, /已用于/);
});

test('clusters are made of grids of their area, changed and dissolved', async () => {
  const body = { name: '试点片区', parent: '429998001001', grids: ['429998001001801', '429998001001802'] };
  const made = await send('POST', '/api/areas/clusters', body);
  assert.equal(made.json().grids.length, 2, made.body);
  const url = `/api/areas/clusters/${made.json().id}`;
  const stranger = await send('PUT', url, { ...body, grids: ['429999004001001'] });
  assert.equal(stranger.statusCode, 422);
  assert.equal((await send('PUT', url, { ...body, grids: ['429998001001801'] })).json().grids.length, 1);
  assert.equal((await send('DELETE', url)).statusCode, 204);
  assert.equal((await json('/api/areas/429998001001801')).cluster, null);
});

test('a grid worker reads areas but manages none; the administrator does so on the same call', async () => {
  const area = await json('/api/areas/429998001001803').catch(() => null);
  assert.equal(area?.status, 404);
  const calls: ['POST' | 'PATCH' | 'PUT' | 'DELETE', string, object?][] = [
    ['POST', '/api/areas', { code: '429998001001803', name: '第3丙网格' }],
    ['PATCH', '/api/areas/429998001001801', { version: 1, name: '改名' }],
    ['POST', '/api/areas/versions', { note: '试画', retire: [] }],
  ];
  for (const [method, url, payload] of calls) {
    assert.equal((await send(method, url, payload, grid1)).statusCode, 403, url);
    assert.ok((await send(method, url, payload)).statusCode < 410, url);
  }
  assert.equal((await get('/api/areas/429998001001803')).statusCode, 200);
  assert.equal((await get('/api/areas/versions', grid1)).statusCode, 403);
});
