import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { counted } from '../../../test/counted.ts';
import { box, housingStage, type Json } from '../../../test/housing.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart } from '../../platform/files/sample.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { takeOutlines } from './commands.import.ts';
import { editOf } from './policy.ts';
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

test('a file that says nothing of floors leaves them; two outlines of one building are both heard; what ended may come again', async () => {
  const known = await building('grid', '无层楼', { point: { lng: 114.4045, lat: 30.4045 }, floors: 7 });
  const parts = [
    feature(box(114.4044, 30.4044), { name: '无层楼' }),
    feature(box(114.40445, 30.40445, 0.0001), { name: '无层楼' }),
  ];
  const { id } = await upload('west', parts);
  assert.deepEqual(numbers((await done('west', 'POST', `/imports/${id}/apply`)).report), [0, 2, 0, 0]);
  const after = await done('grid', 'GET', `/buildings/${known.id}`);
  assert.deepEqual([after.floors, after.outline.coordinates[0][0]], [7, [114.40445, 30.40445]]);
  const { rows } = await sql<Json>`
    select count(*)::int as said from source_statement where subject = ${known.id}::uuid and source = 'map'`.execute(
    runtime.db,
  );
  assert.equal(rows[0].said, 2, 'nothing said is lost');

  const keyed = [feature(box(114.4026, 30.4026), { id: 77, name: '再来楼' })];
  await done('west', 'POST', `/imports/${(await upload('west', keyed)).id}/apply`);
  const { items } = await done('west', 'GET', '/buildings');
  const { id: first } = items.find(({ name }: Json) => name === '再来楼');
  await done('grid', 'POST', `/buildings/${first}/retire`, { version: 1, reason: '已拆除' });
  assert.deepEqual(numbers((await upload('west', keyed)).report), [1, 0, 0, 0]);
});

test('four hundred outlines take no more statements than four, new or known', async () => {
  const edit = await editOf(runtime, SYSTEM);
  const rowsOf = (count: number, y: number) =>
    parseOutlines(
      JSON.stringify({
        type: 'FeatureCollection',
        features: Array.from({ length: count }, (_, i) =>
          feature(box(114.401 + (i % 20) * 0.0003, y + Math.floor(i / 20) * 0.00003, 0.00002), {
            id: `${count}-${i}`,
            name: `格${count}之${i}`,
            floors: 3,
          }),
        ),
      }),
    ).rows;
  for (const [floors, what] of [
    [3, 'made'],
    [9, 'changed'],
  ] as const) {
    const taken: number[] = [];
    for (const count of [4, 400]) {
      const rows = rowsOf(count, count === 4 ? 30.4 : 30.4005).map((row) => ({ ...row, floors }));
      const { statements, result } = await counted(runtime, (ctx) => takeOutlines(ctx, rows, edit));
      assert.equal(result[what], count, JSON.stringify(result));
      taken.push(statements);
    }
    assert.equal(taken[1], taken[0], `${what}: ${taken.join(' beside ')}`);
  }
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
