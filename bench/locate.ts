import Flatbush from 'flatbush';
import { boxOf, type Ring } from '../server/src/features/area/geometry.ts';
import { buildGridIndex, type GridShape } from '../server/src/features/area/locate.ts';
import { tiling } from '../server/src/features/area/sample.ts';
import { median, type Report } from './figure.ts';

export const name = 'locate';

const GRIDS = 11_332;
const POINTS = 100_000;
const BOUND = 200_000;

/** Uniform points over the tiling's box, the same for both sides. */
function points(grids: GridShape[], random: () => number): Float64Array {
  const boxes = grids.map((grid) => boxOf(grid.geometry));
  const [minX, minY] = [Math.min(...boxes.map((b) => b.minX)), Math.min(...boxes.map((b) => b.minY))];
  const [maxX, maxY] = [Math.max(...boxes.map((b) => b.maxX)), Math.max(...boxes.map((b) => b.maxY))];
  const values = new Float64Array(POINTS * 2);
  for (let i = 0; i < values.length; i += 2) {
    values[i] = minX + random() * (maxX - minX);
    values[i + 1] = minY + random() * (maxY - minY);
  }
  return values;
}

/** The reference: a plain index and ray casting over the GeoJSON rings, without the answer near an edge. */
function plain(grids: GridShape[]): (x: number, y: number) => string | null {
  const tree = new Flatbush(grids.length);
  const rings = grids.map((grid) => grid.geometry.coordinates[0] as Ring);
  for (const grid of grids) {
    const box = boxOf(grid.geometry);
    tree.add(box.minX, box.minY, box.maxX, box.maxY);
  }
  tree.finish();
  return (x, y) => {
    for (const index of tree.search(x, y, x, y)) if (castRay(rings[index]!, x, y)) return grids[index]!.id;
    return null;
  };
}

function castRay(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!;
    const [xj, yj] = ring[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function rate(values: Float64Array, locate: (x: number, y: number) => unknown): number {
  const begin = performance.now();
  for (let i = 0; i < values.length; i += 2) locate(values[i]!, values[i + 1]!);
  return POINTS / ((performance.now() - begin) / 1000);
}

/** Points per second of the function alone (no HTTP), five interleaved pairs after a warm-up, medians. */
export async function run(report: Report, _args: string[]): Promise<void> {
  const { grids, random } = tiling({ seed: 20261121, count: GRIDS, columns: 107, edgeVertices: 16 });
  const begin = performance.now();
  const index = buildGridIndex(grids);
  report({ name: 'build index', value: Math.round(performance.now() - begin), unit: 'ms' });
  const values = points(grids, random);
  const simple = plain(grids);
  rate(values, simple);
  rate(values, index.locate);
  const pairs = Array.from({ length: 5 }, () => ({
    plain: rate(values, simple),
    full: rate(values, index.locate),
  }));
  const reference = Math.round(median(pairs.map((pair) => pair.plain)));
  const full = Math.round(median(pairs.map((pair) => pair.full)));
  report({ name: 'plain index and ray casting, no edge answer', value: reference, unit: 'points/s' });
  report({
    name: 'locate with the 15 m answer, 11,332 grids',
    value: full,
    unit: 'points/s',
    bound: `>= ${BOUND}`,
    ok: full >= BOUND,
    reference,
    ratio: Math.round((full / reference) * 100) / 100,
  });
  reportAgreement(report, values, simple, index.locate);
}

function reportAgreement(
  report: Report,
  values: Float64Array,
  simple: (x: number, y: number) => string | null,
  locate: (x: number, y: number) => { grid: string | null; candidates: unknown[] },
): void {
  let different = 0;
  let edge = 0;
  for (let i = 0; i < values.length; i += 2) {
    const answer = locate(values[i]!, values[i + 1]!);
    if (answer.grid !== simple(values[i]!, values[i + 1]!)) different++;
    if (answer.grid !== null && answer.candidates.length > 0) edge++;
  }
  report({
    name: 'answers that differ from the plain index',
    value: different,
    unit: 'points',
    bound: '== 0',
    ok: different === 0,
  });
  report({
    name: 'points within 15 m of an edge',
    value: Math.round((edge / POINTS) * 1000) / 10,
    unit: '%',
  });
}
