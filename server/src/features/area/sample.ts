import type { Pair, Ring } from './geometry.ts';
import type { GridShape } from './locate.ts';

/** A small deterministic random generator (mulberry32): the same seed gives the same city on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A jittered tiling of `count` grids of about 300 m whose neighbours share their vertices exactly; each side has
 * `edgeVertices` vertices. For tests and benchmarks.
 */
export function tiling(options: { seed: number; count: number; columns: number; edgeVertices: number }) {
  const random = seededRandom(options.seed);
  const { columns, edgeVertices: n } = options;
  const cell: Pair = [0.003125, 0.0027];
  const points = new Map<string, Pair>();
  const once = (key: string, make: () => Pair): Pair => {
    const point = points.get(key) ?? make();
    points.set(key, point);
    return point;
  };
  const corner = (i: number, j: number): Pair =>
    once(`${i},${j}`, () => [
      114 + (i + (random() - 0.5) * 0.25) * cell[0],
      30 + (j + (random() - 0.5) * 0.25) * cell[1],
    ]);
  /** Point `s` of `n` on the side from corner (i, j) to the next one in x or in y; slightly off the straight line. */
  const side = (i: number, j: number, dx: 0 | 1, s: number): Pair => {
    const [a, b] = [corner(i, j), corner(i + dx, j + 1 - dx)];
    if (s === 0 || s === n) return s === 0 ? a : b;
    const off = () => (random() - 0.5) * 0.02;
    return once(`${i},${j},${dx},${s}`, () => [
      a[0] + ((b[0] - a[0]) * s) / n + off() * cell[0],
      a[1] + ((b[1] - a[1]) * s) / n + off() * cell[1],
    ]);
  };
  const grids: GridShape[] = [];
  for (let k = 0; k < options.count; k++) {
    const [i, j] = [k % columns, Math.floor(k / columns)];
    const ring: Ring = [];
    for (let s = 0; s < n; s++) ring.push(side(i, j, 1, s));
    for (let s = 0; s < n; s++) ring.push(side(i + 1, j, 0, s));
    for (let s = n; s > 0; s--) ring.push(side(i, j + 1, 1, s));
    for (let s = n; s > 0; s--) ring.push(side(i, j, 0, s));
    ring.push(ring[0]!);
    grids.push({ id: `g${k}`, kind: 'ordinary', geometry: { type: 'Polygon', coordinates: [ring] } });
  }
  return { grids, random };
}
