/** Plane geometry of areas in degrees (WGS-84), measured in true metres. Pure. */
export type Pair = [number, number];
export type Ring = Pair[];
export type Polygon = { type: 'Polygon'; coordinates: Ring[] };
export type MultiPolygon = { type: 'MultiPolygon'; coordinates: Ring[][] };
export type Boundary = Polygon | MultiPolygon;
export type Box = { minX: number; minY: number; maxX: number; maxY: number };

const RADIANS = Math.PI / 180;

/** Metres per degree of latitude (series of the WGS-84 ellipsoid). */
export function metresPerLat(lat: number): number {
  return 111132.954 - 559.822 * Math.cos(2 * lat * RADIANS) + 1.175 * Math.cos(4 * lat * RADIANS);
}

/** Metres per degree of longitude at a latitude (the radius of the WGS-84 parallel). */
export function metresPerLng(lat: number): number {
  const sine = Math.sin(lat * RADIANS);
  return (6378137 * RADIANS * Math.cos(lat * RADIANS)) / Math.sqrt(1 - 0.00669437999014 * sine * sine);
}

/** The polygons of a boundary, each as its rings: outer first, then holes. */
export function polygonsOf(boundary: Boundary): Ring[][] {
  return boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
}

/** A boundary from a list of polygons: a Polygon when there is just one. */
export function boundaryOf(polygons: Ring[][]): Boundary {
  const only = polygons.length === 1 ? polygons[0] : undefined;
  return only ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons };
}

export function boxOf(boundary: Boundary): Box {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const rings of polygonsOf(boundary))
    for (const [x, y] of rings[0] ?? []) {
      box.minX = Math.min(box.minX, x);
      box.minY = Math.min(box.minY, y);
      box.maxX = Math.max(box.maxX, x);
      box.maxY = Math.max(box.maxY, y);
    }
  return box;
}

/** Length of the meridian from the equator, metres: with metresPerLng it makes an equal-area (sinusoidal) plane. */
function meridian(lat: number): number {
  const angle = lat * RADIANS;
  return (
    111132.954 * lat +
    (-559.822 * Math.sin(2 * angle)) / (2 * RADIANS) +
    (1.175 * Math.sin(4 * angle)) / (4 * RADIANS)
  );
}

function ringArea(ring: Ring): number {
  const first = ring[0];
  if (!first) return 0;
  const base = meridian(first[1]);
  let twice = 0;
  let px = 0;
  let py = 0;
  for (const [lng, lat] of ring) {
    const x = (lng - first[0]) * metresPerLng(lat);
    const y = meridian(lat) - base;
    twice += px * y - x * py;
    px = x;
    py = y;
  }
  return Math.abs(twice) / 2;
}

/** Area of one polygon (outer ring less holes) in square metres. */
export function polygonArea(rings: Ring[]): number {
  return rings.reduce((sum, ring, index) => (index === 0 ? ringArea(ring) : sum - ringArea(ring)), 0);
}

/** Area of a boundary in square metres. */
export function areaOf(boundary: Boundary): number {
  return polygonsOf(boundary).reduce((sum, rings) => sum + polygonArea(rings), 0);
}

/** Even-odd test over all rings; a point on an edge belongs to exactly one of two areas that share the edge. */
export function contains(boundary: Boundary, x: number, y: number): boolean {
  let inside = false;
  for (const rings of polygonsOf(boundary))
    for (const ring of rings)
      for (let i = 1; i < ring.length; i++) if (crosses(ring[i - 1]!, ring[i]!, x, y)) inside = !inside;
  return inside;
}

/** The edge is always taken from its lower end, so that both neighbours compute the very same number. */
function crosses(a: Pair, b: Pair, x: number, y: number): boolean {
  if (a[1] > y === b[1] > y) return false;
  const [low, high] = a[1] < b[1] ? [a, b] : [b, a];
  return x < low[0] + ((high[0] - low[0]) * (y - low[1])) / (high[1] - low[1]);
}

/** A point surely inside a polygon: the middle of the widest stretch on a line through its height. */
export function pointInside(rings: Ring[]): Pair {
  const box = boxOf({ type: 'Polygon', coordinates: rings });
  let best: Pair = rings[0]?.[0] ?? [0, 0];
  let width = -1;
  for (const share of [0.5, 0.31, 0.69, 0.12, 0.88]) {
    const y = box.minY + (box.maxY - box.minY) * share;
    const cuts = cutsAt(rings, y);
    for (let i = 1; i < cuts.length; i += 2)
      if (cuts[i]! - cuts[i - 1]! > width) {
        width = cuts[i]! - cuts[i - 1]!;
        best = [(cuts[i]! + cuts[i - 1]!) / 2, y];
      }
  }
  return best;
}

function cutsAt(rings: Ring[], y: number): number[] {
  const cuts: number[] = [];
  for (const ring of rings)
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      if (a[1] > y !== b[1] > y) cuts.push(a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]));
    }
  return cuts.sort((a, b) => a - b);
}
