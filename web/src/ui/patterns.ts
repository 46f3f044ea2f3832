import type { Map as GlMap } from 'maplibre-gl';
import './patterns.css';

/** What tells a state without its colour. */
export type Pattern = 'solid' | 'stripes' | 'dots' | 'cross' | 'empty';

const SIZE = 12;

/** Whether a point of the tile is inked: each state has a pattern of its own. */
const inked: Record<Pattern, (x: number, y: number) => boolean> = {
  solid: () => true,
  stripes: (x, y) => (x + y) % SIZE < 4,
  dots: (x, y) => (x - 6) ** 2 + (y - 6) ** 2 < 5,
  cross: (x, y) => (x + y) % SIZE < 2 || (x - y + SIZE) % SIZE < 2,
  empty: () => false,
};

/** Makes a pattern in a colour (`#RRGGBB`) one of the map's images, for `fill-pattern`. */
export function addPattern(map: GlMap, name: string, colour: string, pattern: Pattern): void {
  const data = new Uint8Array(SIZE * SIZE * 4);
  const rgb = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++)
      data.set([...rgb, inked[pattern](x, y) ? (pattern === 'solid' ? 150 : 220) : 40], (y * SIZE + x) * 4);
  map.addImage(name, { width: SIZE, height: SIZE, data });
}
