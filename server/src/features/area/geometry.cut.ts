import { findCrossing } from './geometry.crossing.ts';
import {
  areaOf,
  type Boundary,
  boundaryOf,
  contains,
  metresPerLat,
  metresPerLng,
  type Pair,
  pointInside,
  polygonArea,
  polygonsOf,
  type Ring,
} from './geometry.ts';

/** Why a line does not cut a boundary into two. */
export type CutFault = 'outside' | 'ends_inside' | 'many_parts' | 'hole' | 'crosses_itself' | 'sliver';
/** The parts come with the larger one first. */
export type Cut = { ok: true; parts: [Boundary, Boundary] } | { ok: false; fault: CutFault };

/** A finger that means the edge may end this far inside it, metres: the line is carried on to the edge. */
const REACH = 30;
/** A cut this close to a corner goes through the corner, metres: no edges too short to see. */
const CORNER = 0.5;
/** Below this many square metres a part is a slip of the hand. */
const SMALLEST = 100;

/** Where the line crosses a ring. `on` is the place along the ring, `along` that along the line: index + share. */
interface Crossing {
  polygon: number;
  ring: number;
  on: number;
  along: number;
  point: Pair;
}

const turn = (a: Pair, b: Pair, c: Pair) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
const between = (a: Pair, b: Pair, share: number): Pair => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
];

function metres(a: Pair, b: Pair): number {
  const lat = (a[1] + b[1]) / 2;
  return Math.hypot((a[0] - b[0]) * metresPerLng(lat), (a[1] - b[1]) * metresPerLat(lat));
}

/** The shares of both segments where they cross; a touched end point counts for one of its two neighbours only. */
function meet(a: Pair, b: Pair, c: Pair, d: Pair): { first: number; second: number } | null {
  const [atC, atD, atA, atB] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (atC >= 0 === atD >= 0 || atA >= 0 === atB >= 0) return null;
  return { first: atA / (atA - atB), second: atC / (atC - atD) };
}

function crossingsOf(polygons: Ring[][], line: readonly Pair[]): Crossing[] {
  const found: Crossing[] = [];
  for (const [polygon, rings] of polygons.entries())
    for (const [ring, points] of rings.entries())
      for (let edge = 1; edge < points.length; edge++)
        for (let part = 1; part < line.length; part++) {
          const [c, d] = [points[edge - 1]!, points[edge]!];
          const at = meet(line[part - 1]!, line[part]!, c, d);
          if (!at) continue;
          const point = between(c, d, at.second);
          found.push({ polygon, ring, on: edge - 1 + at.second, along: part - 1 + at.first, point });
        }
  return found.sort((a, b) => a.along - b.along);
}

/** Carries the end of a line a metre on, or to the edge when it ends inside but not far from it; null when it is far. */
function carryOn(boundary: Boundary, from: Pair, end: Pair): Pair | null {
  const length = metres(from, end);
  if (length === 0) return null;
  const ahead = (distance: number) => between(from, end, 1 + distance / length);
  if (!contains(boundary, ...end)) return ahead(1);
  const [edge] = crossingsOf(polygonsOf(boundary), [end, ahead(REACH)]);
  return edge ? ahead(edge.along * REACH + 1) : null;
}

/** The line without points said twice, both ends outside the boundary; null when an end lies well inside. */
function drawnThrough(boundary: Boundary, line: readonly Pair[]): Pair[] | null {
  const points = line.filter((point, i) => i === 0 || metres(line[i - 1]!, point) > 0.01);
  if (points.length < 2) return null;
  const first = carryOn(boundary, points[1]!, points[0]!);
  const last = carryOn(boundary, points.at(-2)!, points.at(-1)!);
  return first && last ? [first, ...points.slice(1, -1), last] : null;
}

function toCorner(ring: Ring, crossing: Crossing): Crossing {
  const before = Math.floor(crossing.on);
  for (const corner of [before, before + 1])
    if (metres(ring[corner]!, crossing.point) < CORNER)
      return { ...crossing, on: corner % (ring.length - 1), point: ring[corner]! };
  return crossing;
}

/** The corners of a closed ring after one place on it and before another, in its own direction. */
function walk(ring: Ring, from: number, to: number): Pair[] {
  const count = ring.length - 1;
  const ahead = (place: number) => (place - from + count) % count;
  const span = ahead(to);
  return ring
    .slice(0, -1)
    .map((point, place) => ({ point, far: ahead(place) }))
    .filter(({ far }) => far > 0 && far < span)
    .sort((a, b) => a.far - b.far)
    .map(({ point }) => point);
}

/** Distance in metres between the nearest corners: enough to say which part an island belongs to. */
function apart(a: Boundary, b: Boundary): number {
  const corners = (boundary: Boundary) => polygonsOf(boundary).flatMap((rings) => rings[0]!);
  const others = corners(b);
  return Math.min(...corners(a).map((one) => Math.min(...others.map((other) => metres(one, other)))));
}

/** Holes and islands that the line leaves alone go with the part they lie in, or near. */
function share(halves: [Ring, Ring], holes: Ring[], islands: Ring[][]): [Boundary, Boundary] {
  const polygons = halves.map((ring): Ring[][] => [[ring]]) as [Ring[][], Ring[][]];
  for (const hole of holes) {
    const inFirst = contains(boundaryOf([[halves[0]]]), ...pointInside([hole]));
    polygons[inFirst ? 0 : 1][0]!.push(hole);
  }
  for (const island of islands) {
    const [near, far] = halves.map((ring) => apart(boundaryOf([island]), boundaryOf([[ring]])));
    polygons[near! <= far! ? 0 : 1].push(island);
  }
  return [boundaryOf(polygons[0]), boundaryOf(polygons[1])];
}

/**
 * Cuts a boundary into two along a line of two or more points that enters and leaves it once. The parts share the
 * line's points exactly and keep every corner of the boundary. An end up to 30 m inside is carried on to the edge; a
 * line that misses, stops inside, cuts off more than one piece, crosses a hole or itself, or leaves a part of less than
 * 100 m² is refused with the reason.
 */
export function cutBoundary(boundary: Boundary, line: readonly Pair[]): Cut {
  const fault = (reason: CutFault): Cut => ({ ok: false, fault: reason });
  const polygons = polygonsOf(boundary);
  const drawn = drawnThrough(boundary, line);
  if (!drawn) return fault('ends_inside');
  const found = crossingsOf(polygons, drawn);
  if (found.length === 0) return fault('outside');
  if (found.some((crossing) => crossing.ring > 0)) return fault('hole');
  if (found.length !== 2) return fault('many_parts');
  const { polygon } = found[0]!;
  const [outer, ...holes] = polygons[polygon]!;
  const [start, end] = found.map((crossing) => toCorner(outer!, crossing)) as [Crossing, Crossing];
  const bends = drawn.slice(Math.floor(start.along) + 1, Math.floor(end.along) + 1);
  const chord = [start.point, ...bends, end.point];
  const halves: [Ring, Ring] = [
    [...chord, ...walk(outer!, end.on, start.on), start.point],
    [...chord.toReversed(), ...walk(outer!, start.on, end.on), end.point],
  ];
  if (halves.some((half) => half.length < 4 || polygonArea([half]) < SMALLEST)) return fault('sliver');
  if (halves.some((half) => findCrossing([half]))) return fault('crosses_itself');
  const islands = polygons.filter((_, i) => i !== polygon);
  const parts = share(halves, holes, islands);
  return { ok: true, parts: areaOf(parts[0]) >= areaOf(parts[1]) ? parts : [parts[1], parts[0]] };
}
