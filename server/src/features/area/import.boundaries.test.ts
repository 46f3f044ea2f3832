import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wgs84ToGcj02 } from '../../platform/coordinates.ts';
import { type Pair, polygonsOf } from './geometry.ts';
import { type BoundaryOptions, parseBoundaries } from './import.boundaries.ts';

const ring: Pair[] = [
  [114.4, 30.4],
  [114.41, 30.4],
  [114.41, 30.41],
  [114.4, 30.41],
  [114.4, 30.4],
];
const polygon = (...coordinates: unknown[]) => ({ type: 'Polygon', coordinates });
const feature = (geometry: unknown, properties: object = { code: '429998001001001', name: '第1网格' }) => ({
  type: 'Feature',
  properties,
  geometry,
});
const read = (features: unknown[], options?: BoundaryOptions, more: object = {}) =>
  parseBoundaries(JSON.stringify({ type: 'FeatureCollection', features, ...more }), options);
const only = (geometry: unknown, properties?: object, options?: BoundaryOptions) => {
  const { rows, faults } = read([feature(geometry, properties)], options);
  return { row: rows[0], fault: faults[0], faults };
};

test('a sound feature comes through unchanged, with kind and name', () => {
  const special = { 网格编码: 429998001001901, 网格名称: '医院', 类型: '专属网格' };
  assert.deepEqual(
    read([feature(polygon(ring)), feature({ type: 'MultiPolygon', coordinates: [[ring]] }, special)]),
    {
      rows: [
        { row: 1, code: '429998001001001', name: '第1网格', kind: 'ordinary', boundary: polygon(ring) },
        { row: 2, code: '429998001001901', name: '医院', kind: 'special', boundary: polygon(ring) },
      ],
      faults: [],
      total: 2,
    },
  );
});

test('properties can be mapped by name', () => {
  const options = { properties: { code: 'DYWGCODE', name: 'MC' } };
  const { row } = only(polygon(ring), { DYWGCODE: '429998001001002', MC: '乙' }, options);
  assert.equal(`${row?.code} ${row?.name}`, '429998001001002 乙');
});

test('what cannot be placed is refused with the number of the feature, the rest is kept', () => {
  const bad = [
    feature(polygon(ring), { name: '无码', id: 7 }),
    feature(polygon(ring), { code: '1233333' }),
    feature({ type: 'Point', coordinates: [114, 30] }),
    feature(null),
    feature(polygon(ring.map(([x, y]) => [y, x]))),
    feature(polygon(ring.map(([x, y]) => [x * 5000, y * 100_000]))),
    feature(
      polygon([
        [114.4, 30.4],
        [114.41, 30.4],
        [114.4, 30.4],
      ]),
    ),
    feature(
      polygon([
        [114.4, 30.4],
        [114.41, 'x'],
        [114.42, 30.4],
        [114.4, 30.4],
      ]),
    ),
    feature(polygon()),
    null,
    feature(polygon(ring)),
  ];
  const { rows, faults } = read(bad);
  assert.deepEqual(
    rows.map((row) => row.row),
    [11],
  );
  assert.deepEqual(
    faults.map((one) => one.row),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  for (const { severity, message, remedy } of faults) {
    assert.equal(severity, 'error');
    assert.match(`${message}\n${remedy}`, /[一-龥].*\n.*[一-龥]/);
  }
  assert.match(faults[0]!.message, /name、id/);
  assert.match(faults[4]!.message, /写反/);
  assert.match(faults[5]!.remedy, /高斯投影/);
});

test('an open ring is closed and says so', () => {
  const { row, fault } = only(polygon(ring.slice(0, 4)));
  assert.deepEqual(row?.boundary, polygon(ring));
  assert.match(fault!.message, /自动闭合/);
});

test('a self-intersection is flagged with its place and kept; a hole is none', () => {
  const bow = [ring[0], ring[2], ring[1], ring[3], ring[0]];
  assert.match(only(polygon(bow)).fault!.message, /面积为零/);
  const lopsided = only(polygon([ring[0], ring[2], ring[1], [114.4, 30.42], ring[0]]));
  assert.ok(lopsided.row);
  assert.match(lopsided.fault!.message, /114\.40\d+, 30\.40\d+ 处自相交/);
  const hole: Pair[] = [
    [114.402, 30.402],
    [114.404, 30.402],
    [114.404, 30.404],
    [114.402, 30.402],
  ];
  assert.deepEqual(only(polygon(ring, hole)).faults, []);
  const leaving: Pair[] = [
    [114.402, 30.402],
    [114.42, 30.402],
    [114.404, 30.404],
    [114.402, 30.402],
  ];
  assert.match(only(polygon(ring, leaving)).fault!.message, /自相交/);
});

test('features of one code are joined, not lost', () => {
  const away = ring.map(([x, y]): Pair => [x + 0.1, y]);
  const { rows, faults } = read([feature(polygon(ring)), feature(polygon(away))]);
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0]!.boundary, { type: 'MultiPolygon', coordinates: [[ring], [away]] });
  assert.deepEqual(
    faults.map((one) => `${one.row} ${one.severity}`),
    ['2 warning'],
  );
});

test('a file drawn in GCJ-02 is stored in WGS-84', () => {
  const { row } = only(polygon(ring.map((point) => wgs84ToGcj02(point))), undefined, { system: 'gcj02' });
  const [x, y] = polygonsOf(row!.boundary)[0]![0]![0]!;
  assert.ok(Math.abs(x - 114.4) < 1e-8 && Math.abs(y - 30.4) < 1e-8);
});

test('a file that is no feature collection, or in another system, says so', () => {
  assert.match(parseBoundaries('{"type":"Feature"}').faults[0]!.message, /FeatureCollection/);
  assert.match(parseBoundaries('PK..').faults[0]!.message, /JSON/);
  assert.match(parseBoundaries('null').faults[0]!.message, /FeatureCollection/);
  const { rows, faults } = read(
    [feature(polygon(ring))],
    {},
    { crs: { properties: { name: 'urn:ogc:def:crs:EPSG::4547' } } },
  );
  assert.equal(rows.length, 1);
  assert.match(faults[0]!.message, /4547/);
});
