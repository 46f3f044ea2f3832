import { type Boundary, polygonsOf } from '../area/index.ts';
import { EXTENT, LAST_ZOOM, project, type TileAt } from './rules.tile.ts';

/** How a building is kept for drawing: whole numbers on the grid of the last zoom, a few bytes for each corner. Pure. */

const SIDE = 2 ** LAST_ZOOM * EXTENT;

/** x and y of one corner after the other. */
export type Flat = number[];

function flatOf(ring: readonly (readonly number[])[]): Flat {
  const flat: Flat = [];
  for (const [lng, lat] of ring) {
    const [u, v] = project(lng!, lat!);
    flat.push(Math.round(u * SIDE), Math.round(v * SIDE));
  }
  return flat;
}

/** Twice the area of a ring, positive when it turns as the outer ring of a tile does (clockwise on the screen). */
function turning(flat: Flat): number {
  // From its first corner: products of whole coordinates of the world would lose their last digits.
  const [x0, y0] = [flat[0]!, flat[1]!];
  let sum = 0;
  for (let i = 2; i < flat.length; i += 2)
    sum += (flat[i - 2]! - x0) * (flat[i + 1]! - y0) - (flat[i]! - x0) * (flat[i - 1]! - y0);
  return sum;
}

function reversed(flat: Flat): Flat {
  const back: Flat = [];
  for (let i = flat.length - 2; i >= 0; i -= 2) back.push(flat[i]!, flat[i + 1]!);
  return back;
}

/** The rings of an outline, outer ones turning one way and holes the other, as the specification of vector tiles asks; else the one point. */
export function shapeOf(place: { outline: Boundary | null; lng: number | null; lat: number | null }): Buffer {
  const rings = place.outline
    ? polygonsOf(place.outline).flatMap((each) =>
        each.map((ring, i) => {
          const flat = flatOf(ring);
          return turning(flat) > 0 === (i === 0) ? flat : reversed(flat);
        }),
      )
    : place.lng !== null && place.lat !== null
      ? [flatOf([[place.lng, place.lat]])]
      : [];
  const bytes = Buffer.alloc(rings.reduce((size, flat) => size + 2 + flat.length * 4, 0));
  let at = 0;
  for (const flat of rings) {
    at = bytes.writeUInt16LE(flat.length / 2, at);
    for (const value of flat) at = bytes.writeInt32LE(value, at);
  }
  return bytes;
}

/** The rings of a shape between two places of a buffer, in the grid of one tile; corners that fall together are one. */
export function ringsIn(tile: TileAt, bytes: Buffer, from: number, to: number): Flat[] {
  const shift = 2 ** (LAST_ZOOM - tile.z);
  const [left, top] = [tile.x * EXTENT, tile.y * EXTENT];
  const rings: Flat[] = [];
  for (let at = from; at < to; ) {
    const points = bytes.readUInt16LE(at);
    at += 2;
    const flat: Flat = [];
    for (let i = 0; i < points; i++, at += 8) {
      const x = Math.round(bytes.readInt32LE(at) / shift) - left;
      const y = Math.round(bytes.readInt32LE(at + 4) / shift) - top;
      const n = flat.length;
      if (n === 0 || flat[n - 2] !== x || flat[n - 1] !== y) flat.push(x, y);
    }
    rings.push(flat);
  }
  return rings;
}
