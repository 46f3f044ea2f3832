import { type Boundary, boundaryOf, type Pair, type Ring } from '../../server/src/features/area/geometry.ts';
import type { Rect } from './plan.ts';
import { place } from './warp.ts';

const STEP = 50;
const CLOSE = 14;

/**
 * Turns blocks of the plan into polygons that share every vertex with their neighbours: each line of the plan has one
 * set of nodes (all corners on it, and a node every 50 m so that it can curve), used from both sides.
 */
export class Mesh {
  private readonly corners = new Map<string, Set<number>>();
  private readonly nodes = new Map<string, number[]>();

  constructor(rects: Rect[]) {
    for (const { u0, v0, u1, v1 } of rects) {
      for (const v of [v0, v1]) this.add(`v${v}`, u0, u1);
      for (const u of [u0, u1]) this.add(`u${u}`, v0, v1);
    }
  }

  private add(line: string, ...at: number[]): void {
    const set = this.corners.get(line) ?? new Set();
    for (const one of at) set.add(one);
    this.corners.set(line, set);
  }

  private lineNodes(line: string): number[] {
    const known = this.nodes.get(line);
    if (known) return known;
    const corners = [...(this.corners.get(line) ?? [])].sort((a, b) => a - b);
    const all = [...corners];
    for (let at = Math.min(...corners); at < Math.max(...corners); at++)
      if (at % STEP === 0 && corners.every((corner) => Math.abs(corner - at) > CLOSE)) all.push(at);
    all.sort((a, b) => a - b);
    this.nodes.set(line, all);
    return all;
  }

  /** The points along a line of the plan between two places on it. */
  along(axis: 'u' | 'v', at: number, from: number, to: number): Pair[] {
    const stops = this.lineNodes(`${axis}${at}`).filter((one) => one >= from && one <= to);
    return stops.map((one) => (axis === 'u' ? place(at, one) : place(one, at)));
  }

  /** A block as a closed ring, counter-clockwise. */
  ring({ u0, v0, u1, v1 }: Rect): Ring {
    const ring = [
      ...this.along('v', v0, u0, u1).slice(0, -1),
      ...this.along('u', u1, v0, v1).slice(0, -1),
      ...this.along('v', v1, u0, u1).reverse().slice(0, -1),
      ...this.along('u', u0, v0, v1).reverse().slice(0, -1),
    ];
    return [...ring, ring[0]!];
  }
}

const key = ([x, y]: Pair) => `${x},${y}`;

/**
 * The exact union of rings that share their vertices: edges walked in both directions cancel, the rest is joined to
 * rings. No arithmetic, so a parent's boundary has exactly its children's vertices. Meant for areas without holes.
 */
export function unite(rings: Ring[]): Boundary {
  const edges = new Map<string, { from: Pair; to: Pair }>();
  for (const ring of rings)
    for (let i = 1; i < ring.length; i++) {
      const [from, to] = [ring[i - 1]!, ring[i]!];
      if (!edges.delete(`${key(to)} ${key(from)}`)) edges.set(`${key(from)} ${key(to)}`, { from, to });
    }
  const next = new Map([...edges.values()].map((edge) => [key(edge.from), edge]));
  if (next.size !== edges.size) throw new Error('the areas to unite touch in a single point');
  const outlines: Ring[] = [];
  for (const [start, first] of next) {
    if (!next.has(start)) continue;
    const outline: Ring = [first.from];
    for (let edge = next.get(start); edge; edge = next.get(key(edge.to))) {
      next.delete(key(edge.from));
      outline.push(edge.to);
    }
    outlines.push(outline);
  }
  return boundaryOf(outlines.map((outline) => [outline]));
}

/** A closed ring around a plan rectangle that is not part of the mesh (water, a special grid inside others). */
export function freeRing(rect: Rect): Ring {
  const steps = (from: number, to: number) => {
    const count = Math.max(1, Math.ceil(Math.abs(to - from) / STEP));
    return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);
  };
  const ring = [
    ...steps(rect.u0, rect.u1).map((u) => place(u, rect.v0)),
    ...steps(rect.v0, rect.v1).map((v) => place(rect.u1, v)),
    ...steps(rect.u1, rect.u0).map((u) => place(u, rect.v1)),
    ...steps(rect.v1, rect.v0).map((v) => place(rect.u0, v)),
  ];
  return [...ring, ring[0]!];
}

/** An irregular round shape inside a plan rectangle: a lake. */
export function blob(rect: Rect, random: () => number): Ring {
  const [a, b] = [random() * 6, random() * 6];
  const ring = Array.from({ length: 48 }, (_, i): Pair => {
    const angle = (i / 48) * 2 * Math.PI;
    const reach = 0.42 + 0.045 * Math.sin(3 * angle + a) + 0.03 * Math.sin(5 * angle + b);
    return place(
      (rect.u0 + rect.u1) / 2 + Math.cos(angle) * reach * (rect.u1 - rect.u0),
      (rect.v0 + rect.v1) / 2 + Math.sin(angle) * reach * (rect.v1 - rect.v0),
    );
  });
  return [...ring, ring[0]!];
}
