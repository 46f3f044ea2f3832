import Flatbush from 'flatbush';
import clipping, { type MultiPolygon } from 'polygon-clipping';
import {
  type Boundary,
  boundaryOf,
  metresPerLat,
  metresPerLng,
  type Pair,
  polygonArea,
  polygonsOf,
  type Ring,
} from './geometry.ts';

/** One boundary of several; or which of them touches none of the others, or that they cannot be computed. */
export type United =
  | { ok: true; boundary: Boundary }
  | { ok: false; fault: 'apart'; at: number }
  | { ok: false; fault: 'unable' };

/** Corners this close, in metres, are the same corner, and one this close to an edge lies on it: drawing noise. */
const NEAR = 0.05;
/** Less common edge than this, in metres, is a corner and not a border. */
const BORDER = 1;
/** Holes and pieces below this many square metres come from drawing noise. */
const NOISE = 1;

const length = (a: Pair, b: Pair): number => {
  const lat = (a[1] + b[1]) / 2;
  return Math.hypot((a[0] - b[0]) * metresPerLng(lat), (a[1] - b[1]) * metresPerLat(lat));
};
const text = ([x, y]: Pair) => `${x},${y}`;

/** All corners in one index, each standing for those within 5 cm of it that come later. */
class Corners {
  private readonly points: Pair[];
  private readonly tree: Flatbush;
  private readonly same = new Map<string, Pair>();

  constructor(points: Pair[]) {
    this.points = points;
    this.tree = new Flatbush(points.length);
    for (const [x, y] of points) this.tree.add(x, y, x, y);
    this.tree.finish();
    for (const point of points) {
      if (this.same.has(text(point))) continue;
      for (const other of this.around(point, point))
        if (!this.same.has(text(other)) && length(point, other) < NEAR) this.same.set(text(other), point);
    }
  }

  private around(a: Pair, b: Pair): Pair[] {
    const [dx, dy] = [NEAR / metresPerLng(a[1]), NEAR / metresPerLat(a[1])];
    return this.tree
      .search(
        Math.min(a[0], b[0]) - dx,
        Math.min(a[1], b[1]) - dy,
        Math.max(a[0], b[0]) + dx,
        Math.max(a[1], b[1]) + dy,
      )
      .map((i) => this.points[i]!);
  }

  one(point: Pair): Pair {
    return this.same.get(text(point)) ?? point;
  }

  /** The corners of others that lie on the edge between two corners, in order. */
  on(a: Pair, b: Pair): Pair[] {
    const [mx, my] = [metresPerLng(a[1]), metresPerLat(a[1])];
    const [ux, uy] = [(b[0] - a[0]) * mx, (b[1] - a[1]) * my];
    const square = ux * ux + uy * uy;
    const between = new Map<string, { point: Pair; share: number }>();
    for (const near of this.around(a, b)) {
      const point = this.one(near);
      const [px, py] = [(point[0] - a[0]) * mx, (point[1] - a[1]) * my];
      const share = (px * ux + py * uy) / square;
      const off = Math.abs(px * uy - py * ux) / Math.sqrt(square);
      const free = length(point, a) >= NEAR && length(point, b) >= NEAR;
      if (off < NEAR && free && share > 0 && share < 1) between.set(text(point), { point, share });
    }
    return [...between.values()].sort((p, q) => p.share - q.share).map(({ point }) => point);
  }
}

/** The same ground with corners that neighbours can share: what lies on an edge becomes a corner of it. */
function welded(ring: Ring, corners: Corners): Ring {
  const points: Ring = [];
  const add = (point: Pair) => {
    const last = points.at(-1);
    if (!last || text(last) !== text(point)) points.push(point);
  };
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [corners.one(ring[i - 1]!), corners.one(ring[i]!)];
    add(a);
    if (text(a) !== text(b)) for (const point of corners.on(a, b)) add(point);
  }
  if (points[0]) add(points[0]);
  return points;
}

function* edgesOf(polygons: Ring[][]): Generator<[key: string, metres: number]> {
  for (const ring of polygons.flat())
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      yield [[text(a), text(b)].sort().join(' '), length(a, b)];
    }
}

/** The first that cannot be reached from the first over common borders; -1 when all hang together. */
function loner(all: Ring[][][]): number {
  const edges = all.map((polygons) => new Map(edgesOf(polygons)));
  const border = (a: number, b: number): number => {
    let metres = 0;
    for (const [key, long] of edges[a]!) if (edges[b]!.has(key)) metres += long;
    return metres;
  };
  const reached = new Set([0]);
  for (const at of reached)
    for (let other = 0; other < all.length; other++)
      if (!reached.has(other) && border(at, other) >= BORDER) reached.add(other);
  return all.findIndex((_, i) => !reached.has(i));
}

/**
 * The common boundary of two or more areas that hang together over common borders of at least a metre. Borders drawn
 * with other corners on each side, or a few centimetres apart, count as common. Refuses (with its index) one that lies
 * apart or only meets the others in a corner.
 */
export function uniteBoundaries(boundaries: readonly Boundary[]): United {
  const corners = new Corners(boundaries.flatMap((each) => polygonsOf(each).flat(2)));
  const all = boundaries.map((boundary) =>
    polygonsOf(boundary).map((rings) =>
      rings.map((ring) => welded(ring, corners)).filter((ring) => ring.length > 3),
    ),
  );
  const at = loner(all);
  if (at >= 0) return { ok: false, fault: 'apart', at };
  try {
    const [first, ...rest] = all as MultiPolygon[];
    const union = clipping.union(first!, ...rest) as Ring[][];
    const polygons = union
      .filter((rings) => polygonArea(rings) >= NOISE)
      .map(([outer, ...holes]) => [outer!, ...holes.filter((hole) => polygonArea([hole]) >= NOISE)]);
    return { ok: true, boundary: boundaryOf(polygons) };
  } catch {
    return { ok: false, fault: 'unable' };
  }
}
