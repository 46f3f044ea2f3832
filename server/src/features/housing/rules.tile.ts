import { NIL } from '../../platform/ids.ts';

/** Tiles of the map (Web Mercator, as MapLibre asks for them) and the cells that buildings are kept by. Pure. */

/** A box in degrees. */
export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

export interface TileAt {
  z: number;
  x: number;
  y: number;
}

/** Cells are the tiles of this zoom: about a kilometre wide here. */
export const CELL_ZOOM = 15;
/** Buildings are drawn as they stand from here on; below it each is a dot, for it is smaller than a few points of the screen. */
export const BUILDING_ZOOM = 14;
/** Dots begin here; what is wider only counts them. */
export const DOT_ZOOM = 10;
/** Up to here a count stands beside the dots. */
export const COUNT_ZOOM = 12;
/** The last zoom that has tiles of its own; what is nearer is drawn from these. */
export const LAST_ZOOM = 16;
/** The grid within a tile, as the specification of vector tiles has it. */
export const EXTENT = 4096;

/** The middle of a building is kept on so fine a grid within its cell, about four metres. */
export const SPOTS = 256;
/** A dot is one number: its spot times this, and the look. */
export const LOOKS = 256;
/** Stands for the grid of a building that lies in none. */
export const NO_GRID = NIL;

const LAST_LAT = 85.0511287;

/** Degrees to the unit square of the map: 0, 0 is its north-west corner. */
export function project(lng: number, lat: number): [x: number, y: number] {
  const sine = Math.sin((Math.min(LAST_LAT, Math.max(-LAST_LAT, lat)) * Math.PI) / 180);
  return [lng / 360 + 0.5, 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI];
}

/** Interleaves the bits of x and y: the cells below one tile are one stretch of these numbers. */
export function interleave(x: number, y: number): number {
  let key = 0;
  for (let bit = CELL_ZOOM; bit >= 0; bit--) key = key * 4 + ((y >> bit) & 1) * 2 + ((x >> bit) & 1);
  return key;
}

/** The cell of such a number. */
export function cellAt(key: number): [x: number, y: number] {
  let [x, y] = [0, 0];
  for (let rest = key, bit = 1; rest > 0; rest = Math.floor(rest / 4), bit *= 2) {
    x += (rest & 1) * bit;
    y += ((rest >>> 1) & 1) * bit;
  }
  return [x, y];
}

/** The cell in which a place lies, and where in it: column times 256 and row. */
export function spotOf(lng: number, lat: number): { key: number; spot: number } {
  const [x, y] = project(lng, lat).map((at) => at * 2 ** CELL_ZOOM) as [number, number];
  const [column, row] = [x, y].map((at) => Math.floor((at - Math.floor(at)) * SPOTS)) as [number, number];
  return { key: interleave(Math.floor(x), Math.floor(y)), spot: column * SPOTS + row };
}

/** What of a cell's spots a box touches: columns and rows, from and to. */
export interface SpotRange {
  key: number;
  columns: [number, number];
  rows: [number, number];
}

/** The spots that a box touches, cell by cell. */
export function spotsIn(box: Box): SpotRange[] {
  const side = 2 ** CELL_ZOOM * SPOTS;
  const [left, top] = project(box.minX, box.maxY).map((at) => Math.floor(at * side)) as [number, number];
  const [right, bottom] = project(box.maxX, box.minY).map((at) => Math.floor(at * side)) as [number, number];
  const within = (from: number, to: number, cell: number): [number, number] => [
    Math.max(0, from - cell * SPOTS),
    Math.min(SPOTS - 1, to - cell * SPOTS),
  ];
  return cellsOf(box).map((key) => {
    const [x, y] = cellAt(key);
    return { key, columns: within(left, right, x), rows: within(top, bottom, y) };
  });
}

/** The cells that a box touches. A building is never more than some of them; a box as large as a province is cut off. */
export function cellsOf(box: Box): number[] {
  const side = 2 ** CELL_ZOOM;
  const [left, top] = project(box.minX, box.maxY).map((at) => Math.floor(at * side)) as [number, number];
  const [right, bottom] = project(box.maxX, box.minY).map((at) => Math.floor(at * side)) as [number, number];
  const cells: number[] = [];
  for (let x = left; x <= Math.min(right, left + 20); x++)
    for (let y = top; y <= Math.min(bottom, top + 20); y++) cells.push(interleave(x, y));
  return cells;
}

/** The first and the last cell of a tile; beyond the cells' zoom the one cell it lies in. */
export function stretchOf({ z, x, y }: TileAt): [first: number, last: number] {
  if (z >= CELL_ZOOM) {
    const cell = interleave(x >> (z - CELL_ZOOM), y >> (z - CELL_ZOOM));
    return [cell, cell];
  }
  const below = 4 ** (CELL_ZOOM - z);
  const first = interleave(x, y) * below;
  return [first, first + below - 1];
}

/** Whether a spot lies in the tile itself and not beside it. */
export const isIn = ([x, y]: readonly number[]): boolean => x! >= 0 && x! < EXTENT && y! >= 0 && y! < EXTENT;

/** Whether there is such a tile. */
export const isTile = ({ z, x, y }: TileAt): boolean => x < 2 ** z && y < 2 ** z;

/** Turns degrees into the grid of one tile. */
export function toTile({ z, x, y }: TileAt): (lng: number, lat: number) => [number, number] {
  const side = 2 ** z;
  return (lng, lat) => {
    const [u, v] = project(lng, lat);
    return [Math.round((u * side - x) * EXTENT), Math.round((v * side - y) * EXTENT)];
  };
}
