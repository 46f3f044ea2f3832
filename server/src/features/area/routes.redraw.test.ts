import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompiledQuery } from 'kysely';
import { demoTemplate, signIn } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { mergePreview, splitPreview } from './queries.redraw.ts';

const program = await testProgram(await demoTemplate());
const admin = await signIn(program, 'admin');
const grid1 = await signIn(program, 'grid1');
const community1 = await signIn(program, 'community1');
const COMMUNITY = '429998001001';
const GRID = `${COMMUNITY}002`;

// biome-ignore lint/suspicious/noExplicitAny: what the interface answers with
type Json = any;
const get = async (url: string, headers = admin): Promise<Json> =>
  (await program.http.inject({ url, headers })).json();
async function post(url: string, payload: object, headers = admin): Promise<{ status: number; body: Json }> {
  const answer = await program.http.inject({ method: 'POST', url, payload, headers });
  return { status: answer.statusCode, body: answer.json() };
}
/** A line from south to north through the middle of a grid, or at another share of its width. */
async function lineThrough(code: string, share = 0.5): Promise<[number, number][]> {
  const [west, south, east, north] = (await get(`/api/areas/${code}`)).box;
  const x = west + (east - west) * share;
  return [
    [x, south - 0.001],
    [x, north + 0.001],
  ];
}
const split = async (code: string, line: number[][]) => post(`/api/areas/${code}/split-preview`, { line });
const merge = (code: string, ...others: string[]) =>
  post(`/api/areas/${code}/merge-preview`, { with: others });
const clean = ({ counts }: Json) => [counts.gaps, counts.overlaps, counts.outside, counts.unchecked];
const useOf = (uses: Json[], kind: string) => uses.find((use) => use.kind === kind)?.count ?? 0;

let other = '';

test('a split is previewed with sizes, a free code and what hangs on the grid; nothing has changed', async () => {
  await post(
    '/api/matters',
    {
      client_id: crypto.randomUUID(),
      type: 'city-event',
      source: 'desk',
      text: '路灯不亮，请派人看看。',
      area: GRID,
      address: '网格内',
    },
    community1,
  );
  const before = await get(`/api/areas/${GRID}`);
  const { status, body } = await split(GRID, await lineThrough(GRID));
  assert.equal(status, 200, JSON.stringify(body));
  const [large, small] = body.parts;
  assert.ok(large.area_m2 >= small.area_m2);
  assert.ok(Math.abs(large.area_m2 + small.area_m2 - before.area_m2) <= 2);
  assert.match(body.code, /^429998001001\d{3}$/);
  assert.equal((await program.http.inject(`/api/areas/${body.code}`)).statusCode, 404, 'it is free');
  assert.equal(useOf(body.uses, 'matter'), 1);
  assert.ok(useOf(body.uses, 'place') > 0 && useOf(body.uses, 'cluster') === 1);
  assert.deepEqual(await get(`/api/areas/${GRID}`), before);
});

test('published, both parts are in force, the whole still tiles, and addresses go to the part they lie in', async () => {
  const { body } = await split(GRID, await lineThrough(GRID));
  other = body.code;
  const { body: published, status } = await post('/api/areas/versions', {
    note: '第2网格户数过多，一分为二',
    dry_run: false,
    based_on: body.based_on,
    create: [{ code: other, name: '新分网格' }],
    boundaries: [
      { code: GRID, geometry: body.parts[0].geometry },
      { code: other, geometry: body.parts[1].geometry },
    ],
  });
  assert.equal(status, 200, JSON.stringify(published));
  assert.deepEqual([published.version, published.changed], [2, 2]);
  assert.deepEqual(clean(published.report), [0, 0, 0, 0]);
  const { items } = await get(`/api/places?q=${encodeURIComponent('听涛')}&limit=30`);
  const placed = items.filter((one: Json) => [GRID, other].includes(one.area.code) && one.lng !== null);
  for (const { lng, lat, area } of placed) {
    const { grid } = await get(`/api/areas/locate?lng=${lng}&lat=${lat}`);
    if (grid.kind === 'ordinary') assert.equal(grid.code, area.code);
  }
  const uses = async (code: string) =>
    useOf((await merge(code, code === GRID ? other : GRID)).body.grids[0].uses, 'place');
  assert.ok((await uses(other)) > 0, 'some addresses moved');
  assert.ok((await uses(GRID)) > 0, 'some stayed');
});

test('who drew upon boundaries that were changed since is refused, and nothing is done', async () => {
  const { geometry } = await get(`/api/areas/${GRID}/boundary`);
  const late = await post('/api/areas/versions', {
    note: '晚到的',
    dry_run: false,
    based_on: 1,
    boundaries: [{ code: GRID, geometry }],
  });
  assert.deepEqual([late.status, late.body.code], [409, 'stale']);
  assert.match(late.body.detail, /重新预览/);
});

test('merged again, the one that stays has the whole ground and all addresses; the other has ended', async () => {
  const { body } = await merge(GRID, other);
  assert.equal(body.grids.length, 2);
  assert.ok(Math.abs(body.grids[0].area_m2 + body.grids[1].area_m2 - body.area_m2) <= 2);
  const { status, body: published } = await post('/api/areas/versions', {
    note: '并回',
    dry_run: false,
    based_on: body.based_on,
    retire: [other],
    boundaries: [{ code: GRID, geometry: body.geometry }],
  });
  assert.equal(status, 200, JSON.stringify(published));
  assert.deepEqual(clean(published.report), [0, 0, 0, 0]);
  assert.equal((await get(`/api/areas/${other}`)).retired, true);
  const late = await merge(GRID, other);
  assert.deepEqual([late.status, late.body.code], [409, 'retired']);
  const { body: again } = await split(GRID, await lineThrough(GRID));
  assert.notEqual(again.code, other, 'an ended code is not given again');
});

test('what cannot be cut is refused at the line with a remedy', async () => {
  const [from] = await lineThrough(GRID);
  const middle = (await get(`/api/areas/${GRID}`)).center;
  const cases: [number[][], string, RegExp][] = [
    [[from!, [from![0] + 0.01, from![1]]], 'line_outside', /从网格外的一侧画到另一侧/],
    [[from!, [middle.lng, middle.lat]], 'line_ends_inside', /画到网格边界以外/],
  ];
  for (const [line, code, words] of cases) {
    const { status, body } = await split(GRID, line);
    assert.deepEqual(
      [status, body.fields?.[0]?.path, body.fields?.[0]?.code],
      [422, 'line', code],
      JSON.stringify(body),
    );
    assert.match(body.fields[0].message, words);
  }
  assert.equal((await split(COMMUNITY, await lineThrough(COMMUNITY))).body.code, 'not_a_grid');
  assert.equal((await split(GRID, [from!])).status, 422);
});

test('what cannot be merged is refused at its place', async () => {
  const { items } = await get(`/api/areas?parent=${COMMUNITY}`);
  const ordinary = items.filter((item: Json) => item.kind === 'ordinary' && item.code !== GRID);
  const answers = await Promise.all(ordinary.map((item: Json) => merge(GRID, item.code)));
  const apart = answers.filter(({ status }) => status === 422);
  assert.ok(apart.length > 0 && apart.length < answers.length, 'some touch and some do not');
  for (const { body } of apart) {
    assert.deepEqual([body.fields[0].path, body.fields[0].code], ['with.0', 'apart']);
    assert.match(body.fields[0].message, /没有相接的边/);
  }
  const stranger = await merge(GRID, '429998001002001');
  assert.equal(stranger.body.fields[0].code, 'not_below');
  assert.equal((await merge(GRID, GRID)).body.fields[0].code, 'repeated');
  const special = (await get('/api/areas?level=grid&limit=200&parent=429998')).items.find(
    (item: Json) => item.kind === 'special',
  );
  const sister = (await get(`/api/areas?parent=${special.parent_id}`)).items.find(
    (item: Json) => item.kind === 'ordinary',
  );
  assert.equal((await merge(sister.code, special.code)).body.fields[0].code, 'other_kind');
});

test('a grid worker previews nothing', async () => {
  const line = await lineThrough(GRID);
  assert.equal((await post(`/api/areas/${GRID}/split-preview`, { line }, grid1)).status, 403);
  assert.equal((await post(`/api/areas/${GRID}/merge-preview`, { with: [other] }, grid1)).status, 403);
});

/** The program as it is, but for something that happens once, right after a grid's boundary was read. */
function interrupted(happens: () => Promise<unknown>): Runtime {
  let waiting = true;
  const { db } = program.runtime;
  const executor = new Proxy(db.getExecutor(), {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name !== 'executeQuery') return typeof value === 'function' ? value.bind(target) : value;
      return async (query: CompiledQuery) => {
        const result = await target.executeQuery(query);
        if (waiting && /select geometry from area_boundary/.test(query.sql)) {
          waiting = false;
          await happens();
        }
        return result;
      };
    },
  });
  const wrapped = new Proxy(db, {
    get: (target, name) => (name === 'getExecutor' ? () => executor : Reflect.get(target, name, target)),
  });
  return { ...program.runtime, db: wrapped };
}

test('a publication while a preview is made leaves it stale: old ground never passes as the new version', async () => {
  const neighbour = `${COMMUNITY}003`;
  const previews = [
    async (runtime: Runtime) => splitPreview(runtime, GRID, await lineThrough(GRID)),
    (runtime: Runtime) => mergePreview(runtime, GRID, [neighbour]),
  ];
  for (const preview of previews) {
    const { geometry } = await get(`/api/areas/${GRID}/boundary`);
    const redrawn = structuredClone(geometry);
    redrawn.coordinates[0][1][0] += 1e-6;
    const publish = (boundary: Json, based_on?: number) =>
      post('/api/areas/versions', {
        note: '同时',
        dry_run: false,
        based_on,
        boundaries: [{ code: GRID, geometry: boundary }],
      });
    const made = await preview(interrupted(async () => assert.equal((await publish(redrawn)).status, 200)));
    const late = await publish(geometry, made.based_on);
    assert.deepEqual([late.status, late.body.code], [409, 'stale']);
  }
});
