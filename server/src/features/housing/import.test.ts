import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { box, housingStage, type Json } from '../../../test/housing.ts';
import { multipart } from '../../platform/files/sample.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { parseOutlines } from './rules.outline.ts';

const { program, runtime, people, done, building } = await housingStage();

async function upload(who: 'west' | 'grid', features: object[]): Promise<Json> {
  const bytes = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
  const { payload, headers } = multipart(bytes, '轮廓.geojson', 'application/geo+json');
  const own = bearer(await tokenFor(runtime, people[who], 'staff'));
  const answer = await program.http.inject({
    method: 'POST',
    url: '/api/housing/imports',
    payload,
    headers: { ...headers, ...own },
  });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json();
}
const feature = (geometry: object, properties: object) => ({ type: 'Feature', geometry, properties });
const numbers = ({ made, changed, same, elsewhere }: Json) => [made, changed, same, elsewhere];
const FILE = [
  feature(box(114.4061, 30.4061), { id: 1, name: '甲楼', 'building:levels': '6', building: 'apartments' }),
  feature({ type: 'Point', coordinates: [114.4062, 30.4062] }, { id: 1, name: '甲楼' }),
  feature(box(114.4071, 30.4071), { id: 2, height: 32 }),
  feature(box(114.4161, 30.4061), { id: 3, name: '邻居楼' }),
  feature(
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
        ],
      ],
    },
    { id: 4 },
  ),
];

test('outlines are tried, then taken in; labels, faulty ones and those of others are left out; again changes nothing', async () => {
  const checked = await upload('west', FILE);
  assert.deepEqual(numbers(checked.report), [2, 0, 0, 1]);
  assert.deepEqual([checked.report.total, checked.report.left, checked.report.errors], [5, 2, 1]);
  assert.equal((await done('west', 'GET', '/buildings')).items.length, 0, 'a try changes nothing');
  const applied = await done('west', 'POST', `/imports/${checked.id}/apply`);
  assert.deepEqual([applied.state, ...numbers(applied.report)], ['applied', 2, 0, 0, 1]);
  const { items } = await done('west', 'GET', '/buildings');
  assert.deepEqual(
    items.map((item: Json) => [item.name, item.kind, item.floors, item.area.name]).sort(),
    [
      ['未命名建筑', 'other', 10, '西网格'],
      ['甲楼', 'residential', 6, '西网格'],
    ].sort(),
  );
  assert.deepEqual(numbers((await upload('west', FILE)).report), [0, 0, 2, 1]);
});

test('a building known by its point gets the outline drawn around it, and what somebody said by hand stays', async () => {
  const known = await building('grid', '手填楼', { point: { lng: 114.4031, lat: 30.4031 }, floors: 3 });
  await done('grid', 'PATCH', `/buildings/${known.id}`, { version: 1, floors: 4 });
  const file = [feature(box(114.403, 30.403), { id: 9, name: '别名', address: '和平路9号', floors: 12 })];
  const { id } = await upload('west', file);
  const { report } = await done('west', 'POST', `/imports/${id}/apply`);
  assert.deepEqual(numbers(report), [0, 1, 0, 0]);
  const after = await done('grid', 'GET', `/buildings/${known.id}`);
  assert.equal(after.outline.type, 'Polygon');
  assert.deepEqual([after.name, after.address, after.floors], ['手填楼', '和平路9号', 4]);
  const { rows } =
    await sql<Json>`select source from source_statement where subject = ${known.id}::uuid order by id`.execute(
      runtime.db,
    );
  assert.deepEqual(rows.map(({ source }) => source).sort(), ['manual', 'manual', 'map']);
});

test('a real extract of OpenStreetMap is read: outlines become buildings, labels none', async (t) => {
  const file = new URL('../../../../../shared/data/osm/wuhan_guanggu_osm_buildings.geojson', import.meta.url);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (!text) return t.skip('the data for tests is not here');
  const { rows, faults, total } = parseOutlines(text);
  assert.equal(total, 355);
  // 265 pieces of 237 buildings, and two that are a point only.
  assert.deepEqual([rows.length, rows.filter(({ outline }) => outline).length], [239, 237]);
  assert.equal(
    faults.filter(({ severity }) => severity === 'error').length,
    0,
    JSON.stringify(faults.slice(0, 3)),
  );
  assert.ok(rows.some(({ name, kind }) => name === '光谷国际广场' && kind === 'other'));
});
