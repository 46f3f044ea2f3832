import Flatbush from 'flatbush';
import {
  areaOf,
  type Boundary,
  boxOf,
  metresPerLat,
  metresPerLng,
  type Pair,
  polygonsOf,
  type Ring,
} from './geometry.ts';

/** What the index must know of a grid. `special` is a 专属网格: a polygon inside others that wins. */
export type GridShape = { id: string; kind: 'ordinary' | 'special'; geometry: Boundary };
export type Candidate = { id: string; distance_m: number };
export type Located = {
  /** The grid that answers for the point: the special one, else the ordinary one, else null. */
  grid: string | null;
  special: string | null;
  ordinary: string | null;
  /** Other grids, nearest first: within EDGE_M of the point; where no grid contains it, within REACH_M. */
  candidates: Candidate[];
};
export type GridIndex = { readonly size: number; locate(lng: number, lat: number): Located };

/** A phone's position is good to about this many metres: closer to an edge, the neighbours are named. */
export const EDGE_M = 15;
/** How far outside all grids a point may lie and still get suggestions. */
export const REACH_M = 200;
const MOST_CANDIDATES = 5;

/** The edges of all grids as flat numbers, each (x0,y0,x1,y1) with y0 <= y1, per grid sorted by y0. */
class Edges {
  readonly start: Uint32Array;
  readonly values: Float64Array;
  /** Results of the last probe: kept here because a returned object per grid would cost more than the geometry. */
  inside = false;
  squared = Infinity;

  constructor(boundaries: Boundary[]) {
    const rings = boundaries.map((boundary) => polygonsOf(boundary).flat());
    this.start = new Uint32Array(boundaries.length + 1);
    rings.forEach((own, grid) => {
      this.start[grid + 1] =
        this.start[grid]! + own.reduce((sum, ring) => sum + Math.max(0, ring.length - 1) * 4, 0);
    });
    this.values = new Float64Array(this.start[boundaries.length]!);
    rings.forEach((own, grid) => {
      this.fill(this.start[grid]!, own);
    });
  }

  private fill(start: number, rings: Ring[]): void {
    const edges: [low: Pair, high: Pair][] = [];
    for (const ring of rings)
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1]!, ring[i]!];
        edges.push(a[1] <= b[1] ? [a, b] : [b, a]);
      }
    edges.sort((a, b) => a[0][1] - b[0][1]);
    let at = start;
    for (const [low, high] of edges) {
      this.values[at++] = low[0];
      this.values[at++] = low[1];
      this.values[at++] = high[0];
      this.values[at++] = high[1];
    }
  }

  /**
   * One pass over a grid's edges: is the point inside, and how near is the nearest edge (square metres, Infinity
   * when farther than the reach). Edges outside the horizontal band of the reach cost two comparisons.
   */
  probe(grid: number, x: number, y: number, kx: number, ky: number, reach: number): void {
    const { values } = this;
    const end = this.start[grid + 1]!;
    const top = y + reach / ky;
    const bottom = y - reach / ky;
    const limit = reach * reach;
    let inside = false;
    let squared = Infinity;
    for (let i = this.start[grid]!; i < end; i += 4) {
      const y0 = values[i + 1]!;
      if (y0 > top) break;
      const y1 = values[i + 3]!;
      if (y1 < bottom) continue;
      const x0 = values[i]!;
      const x1 = values[i + 2]!;
      if (y0 > y !== y1 > y && x < x0 + ((x1 - x0) * (y - y0)) / (y1 - y0)) inside = !inside;
      const near = squaredDistance((x0 - x) * kx, (y0 - y) * ky, (x1 - x) * kx, (y1 - y) * ky);
      if (near < squared && near <= limit) squared = near;
    }
    this.inside = inside;
    this.squared = squared;
  }
}

/** Squared distance of the origin to the segment a–b. */
function squaredDistance(ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length));
  const x = ax + t * dx;
  const y = ay + t * dy;
  return x * x + y * y;
}

const round = (metres: number) => Math.round(metres * 10) / 10;

/**
 * An index of grids held in memory that answers which grid a point (WGS-84) lies in, 200,000 times a second and more.
 * A special grid wins over the ordinary one below it; where data overlap, the smaller grid wins. Distances are true
 * metres at the point's latitude, to 0.1 m. Immutable: after an import or a new boundary version build a new one.
 */
export function buildGridIndex(grids: readonly GridShape[]): GridIndex {
  // Small before large, special before ordinary: then the first that contains the point is the winner of its kind.
  const order = grids
    .map((grid) => ({ grid, size: areaOf(grid.geometry) }))
    .sort((a, b) => a.size - b.size || (a.grid.id < b.grid.id ? -1 : 1))
    .map(({ grid }) => grid);
  if (order.length === 0) return { size: 0, locate: () => nowhere([]) };
  const edges = new Edges(order.map((grid) => grid.geometry));
  const tree = new Flatbush(order.length);
  for (const { geometry } of order) {
    const box = boxOf(geometry);
    tree.add(box.minX, box.minY, box.maxX, box.maxY);
  }
  tree.finish();
  // Only names are kept: the drawings as objects would take twice the memory of the edges.
  const names = order.map(({ id, kind }) => ({ id, kind }));
  return { size: names.length, locate: (lng, lat) => locate(names, edges, tree, lng, lat) };
}

type GridName = Pick<GridShape, 'id' | 'kind'>;

const nowhere = (candidates: Candidate[]): Located => ({
  grid: null,
  special: null,
  ordinary: null,
  candidates,
});

function locate(grids: GridName[], edges: Edges, tree: Flatbush, lng: number, lat: number): Located {
  const kx = metresPerLng(lat);
  const ky = metresPerLat(lat);
  const found = tree.search(lng - EDGE_M / kx, lat - EDGE_M / ky, lng + EDGE_M / kx, lat + EDGE_M / ky);
  let special = -1;
  let ordinary = -1;
  let specialEdge = Infinity;
  const near: { grid: number; squared: number }[] = [];
  for (const grid of found) {
    edges.probe(grid, lng, lat, kx, ky, EDGE_M);
    const { inside, squared } = edges;
    if (inside) {
      if (grids[grid]!.kind === 'special' && (special < 0 || grid < special)) {
        special = grid;
        specialEdge = squared;
      } else if (grids[grid]!.kind === 'ordinary' && (ordinary < 0 || grid < ordinary)) ordinary = grid;
    }
    if (inside || squared !== Infinity) near.push({ grid, squared: inside ? 0 : squared });
  }
  if (special < 0 && ordinary < 0) return outside(grids, edges, tree, lng, lat);
  const winner = special >= 0 ? special : ordinary;
  const candidates = neighbours(grids, near, winner, ordinary, specialEdge);
  return {
    grid: grids[winner]!.id,
    special: grids[special]?.id ?? null,
    ordinary: grids[ordinary]?.id ?? null,
    candidates,
  };
}

/** The ordinary grid below a special one counts as a neighbour only near the special one's edge. */
function neighbours(
  grids: GridName[],
  near: { grid: number; squared: number }[],
  winner: number,
  ordinary: number,
  specialEdge: number,
): Candidate[] {
  if (near.length === 1) return [];
  const others: Candidate[] = [];
  for (const { grid, squared } of near) {
    if (grid === winner) continue;
    const metres = Math.sqrt(grid === ordinary ? specialEdge : squared);
    if (metres <= EDGE_M) others.push({ id: grids[grid]!.id, distance_m: round(metres) });
  }
  return others.sort((a, b) => a.distance_m - b.distance_m);
}

function outside(grids: GridName[], edges: Edges, tree: Flatbush, lng: number, lat: number): Located {
  const kx = metresPerLng(lat);
  const ky = metresPerLat(lat);
  const reach = [REACH_M / kx, REACH_M / ky] as const;
  const candidates: Candidate[] = [];
  for (const grid of tree.search(lng - reach[0], lat - reach[1], lng + reach[0], lat + reach[1])) {
    edges.probe(grid, lng, lat, kx, ky, REACH_M);
    if (edges.squared !== Infinity)
      candidates.push({ id: grids[grid]!.id, distance_m: round(Math.sqrt(edges.squared)) });
  }
  candidates.sort((a, b) => a.distance_m - b.distance_m);
  return nowhere(candidates.slice(0, MOST_CANDIDATES));
}
