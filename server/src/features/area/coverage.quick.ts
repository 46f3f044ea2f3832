/**
 * Quick answers for well-drawn data, so that the slow clipping runs only where something may be wrong. Each function
 * may say false without cause, never true.
 */
import {
  type Boundary,
  boxOf,
  contains,
  type Pair,
  pointInside,
  polygonArea,
  polygonsOf,
} from './geometry.ts';

const pointKey = ([x, y]: Pair) => `${x},${y}`;

function* edgesOf(boundary: Boundary): Generator<[Pair, Pair]> {
  for (const rings of polygonsOf(boundary))
    for (const ring of rings) for (let i = 1; i < ring.length; i++) yield [ring[i - 1]!, ring[i]!];
}

function edgeKey(a: Pair, b: Pair): string {
  const [one, two] = [pointKey(a), pointKey(b)];
  return one < two ? `${one} ${two}` : `${two} ${one}`;
}

const total = (boundary: Boundary) =>
  polygonsOf(boundary).reduce((sum, rings) => sum + polygonArea(rings), 0);

/**
 * Whether the children are seen to tile the parent without gap or overlap: every edge belongs to two children or to
 * one child and the parent, and the areas add up (which refuses two children stacked on the same ground).
 */
export function tilesExactly(parent: Boundary, children: Boundary[]): boolean {
  const open = new Set<string>();
  const seen = new Map<string, number>();
  for (const child of children)
    for (const [a, b] of edgesOf(child)) {
      const key = edgeKey(a, b);
      const times = (seen.get(key) ?? 0) + 1;
      if (times > 2) return false;
      seen.set(key, times);
      if (times === 1) open.add(key);
      else open.delete(key);
    }
  for (const [a, b] of edgesOf(parent)) if (!open.delete(edgeKey(a, b))) return false;
  if (open.size > 0) return false;
  const expected = total(parent);
  const sum = children.reduce((area, child) => area + total(child), 0);
  return Math.abs(sum - expected) <= Math.max(0.01, expected * 1e-9);
}

/** Whether two areas are seen to have no common ground: at most common edges and vertices. */
export function sharesOnlyEdges(a: Boundary, b: Boundary): boolean {
  const [boxA, boxB] = [boxOf(a), boxOf(b)];
  const minX = Math.max(boxA.minX, boxB.minX);
  const minY = Math.max(boxA.minY, boxB.minY);
  const maxX = Math.min(boxA.maxX, boxB.maxX);
  const maxY = Math.min(boxA.maxY, boxB.maxY);
  if (minX > maxX || minY > maxY) return true;
  const close = (boundary: Boundary) =>
    [...edgesOf(boundary)].filter(
      ([p, q]) =>
        Math.max(p[0], q[0]) >= minX &&
        Math.min(p[0], q[0]) <= maxX &&
        Math.max(p[1], q[1]) >= minY &&
        Math.min(p[1], q[1]) <= maxY,
    );
  const [edgesA, edgesB] = [close(a), close(b)];
  const common = new Set(edgesA.map(([p, q]) => edgeKey(p, q)));
  const ownB = edgesB.filter(([p, q]) => !common.delete(edgeKey(p, q)));
  const ownA = edgesA.filter(([p, q]) => common.has(edgeKey(p, q)));
  for (const [p, q] of ownB) for (const [r, s] of edgesA) if (meet(p, q, r, s)) return false;
  return !entersThroughVertices(ownA, b) && !entersThroughVertices(ownB, a) && !stacked(a, b);
}

/** An edge that crosses nothing may still run through the other area from one common vertex to another. */
function entersThroughVertices(edges: [Pair, Pair][], other: Boundary): boolean {
  return edges.some(([p, q]) => contains(other, (p[0] + q[0]) / 2, (p[1] + q[1]) / 2));
}

/** Without such edges, common ground means that one area holds an inner point of the other. */
function stacked(a: Boundary, b: Boundary): boolean {
  const inner = (boundary: Boundary) => polygonsOf(boundary).map(pointInside);
  return inner(a).some(([x, y]) => contains(b, x, y)) || inner(b).some(([x, y]) => contains(a, x, y));
}

const turn = (a: Pair, b: Pair, c: Pair) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
const same = (a: Pair, b: Pair) => a[0] === b[0] && a[1] === b[1];

/** Whether two edges cross or touch other than in a common end point (a touch is left to the exact clipping). */
function meet(p: Pair, q: Pair, r: Pair, s: Pair): boolean {
  if (Math.max(p[0], q[0]) < Math.min(r[0], s[0]) || Math.max(r[0], s[0]) < Math.min(p[0], q[0]))
    return false;
  if (Math.max(p[1], q[1]) < Math.min(r[1], s[1]) || Math.max(r[1], s[1]) < Math.min(p[1], q[1]))
    return false;
  if (same(p, r) || same(p, s) || same(q, r) || same(q, s)) return false;
  return turn(p, q, r) * turn(p, q, s) <= 0 && turn(r, s, p) * turn(r, s, q) <= 0;
}
