import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { type Boundary, polygonsOf } from '../area/index.ts';
import { EXTENT, type TileAt, toTile } from './rules.tile.ts';

/** What is drawn: a building by its outline, a point where only that is known, or how many there are. */
export interface Drawn {
  tags: Record<string, string | number | boolean>;
  outline?: Boundary | null;
  point: [lng: number, lat: number] | null;
}

type Ring = [number, number][];
interface Shape {
  type: 1 | 3;
  geometry: Ring | Ring[];
  tags: Drawn['tags'];
}

/** A ring in the grid of the tile; points that fall together are one, and a ring that shrinks to nothing is none. */
function ringIn(project: ReturnType<typeof toTile>, ring: readonly (readonly number[])[]): Ring | null {
  const points: Ring = [];
  for (const [lng, lat] of ring) {
    const at = project(lng!, lat!);
    const last = points.at(-1);
    if (!last || last[0] !== at[0] || last[1] !== at[1]) points.push(at);
  }
  return points.length < 4 ? null : points;
}

/** Twice the area of a ring, positive when it turns as the outer ring of a tile does (clockwise on the screen). */
function turning(ring: Ring): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  return sum;
}

/** Outer rings turn one way and holes the other, as the specification of vector tiles asks. */
function ringsIn(project: ReturnType<typeof toTile>, outline: Boundary): Ring[] {
  return polygonsOf(outline).flatMap((rings) =>
    rings.flatMap((ring, i) => {
      const drawn = ringIn(project, ring);
      if (!drawn) return [];
      const right = i === 0 ? turning(drawn) > 0 : turning(drawn) < 0;
      return [right ? drawn : drawn.toReversed()];
    }),
  );
}

function shapesOf(at: TileAt, drawn: readonly Drawn[]): Shape[] {
  const project = toTile(at);
  return drawn.flatMap(({ tags, outline, point }): Shape[] => {
    const rings = outline ? ringsIn(project, outline) : [];
    if (rings.length > 0) return [{ type: 3, geometry: rings, tags }];
    return point ? [{ type: 1, geometry: [project(...point)], tags }] : [];
  });
}

/** Whether a point lies in the tile itself: a name is written once, though its building lies in two tiles. */
export function isIn(at: TileAt, [lng, lat]: [number, number]): boolean {
  const [x, y] = toTile(at)(lng, lat);
  return x >= 0 && x < EXTENT && y >= 0 && y < EXTENT;
}

/** A vector tile (Mapbox Vector Tile 2) of these layers. */
export function encodeTile(at: TileAt, layers: Record<string, readonly Drawn[]>): Buffer {
  const made = Object.entries(layers).map(([name, drawn]) => [name, { features: shapesOf(at, drawn) }]);
  // The library's type asks for what its own cutter makes beside the features; it writes the features only.
  const bytes = fromGeojsonVt(Object.fromEntries(made), { version: 2, extent: EXTENT });
  return Buffer.from(bytes);
}
