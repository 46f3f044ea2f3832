import type { Rect, Use } from './plan.ts';
import type { Side } from './roads.ts';
import { PLAN } from './warp.ts';

/** A building on the plan: its middle, its true width and depth in metres, its storeys. */
export type Footprint = { u: number; v: number; width: number; depth: number; floors: number };
type Pattern = {
  width: number;
  depth: number;
  gapU: number;
  gapV: number;
  floors: [number, number];
  keep: number;
};

/** How blocks are built up, by use. `keep` is the share of places that really carry a building. */
const patterns: Partial<Record<Use, Pattern>> = {
  homes: { width: 44, depth: 13, gapU: 12, gapV: 27, floors: [6, 18], keep: 0.94 },
  old: { width: 19, depth: 13, gapU: 6, gapV: 10, floors: [2, 5], keep: 0.74 },
  shops: { width: 48, depth: 38, gapU: 14, gapV: 16, floors: [3, 6], keep: 0.9 },
  offices: { width: 34, depth: 34, gapU: 30, gapV: 30, floors: [12, 32], keep: 0.85 },
  school: { width: 62, depth: 16, gapU: 16, gapV: 34, floors: [3, 5], keep: 0.75 },
  hospital: { width: 52, depth: 24, gapU: 14, gapV: 18, floors: [4, 16], keep: 0.9 },
  market: { width: 54, depth: 22, gapU: 12, gapV: 12, floors: [1, 2], keep: 1 },
  industry: { width: 66, depth: 34, gapU: 16, gapV: 16, floors: [1, 3], keep: 0.92 },
};

const setback = { avenue: 30, road: 22, lane: 15 };

/** The part of a block that may be built on: back from streets, the canal and the river. */
export function buildable(rect: Rect, sides: Side[]): Rect {
  const back = (axis: 'u' | 'v', at: number) => {
    if (axis === 'v' && at === PLAN.canal) return 52;
    const road = sides.find((side) => side.road.axis === axis && side.road.at === at)?.road;
    return road ? setback[road.class] : 18;
  };
  return {
    u0: rect.u0 + back('u', rect.u0),
    v0: rect.v0 + back('v', rect.v0),
    u1: rect.u1 - back('u', rect.u1),
    v1: rect.v1 - back('v', rect.v1),
  };
}

/** How many of a size with a gap fit into a length, and the pitch that spreads them evenly. */
function spread(length: number, size: number, gap: number): { count: number; pitch: number } {
  const count = Math.max(0, Math.floor((length + gap) / (size + gap)));
  return { count, pitch: count > 0 ? (length + gap) / count : 0 };
}

/** The buildings of a block in rows from south to north. Parks and banks get none here. */
export function footprints(area: Rect, use: Use, random: () => number): Footprint[] {
  const pattern = patterns[use];
  if (!pattern) return [];
  const width = pattern.width * (0.85 + random() * 0.3);
  const columns = spread(area.u1 - area.u0, width, pattern.gapU);
  const rows = spread(area.v1 - area.v0, pattern.depth, pattern.gapV);
  const [low, high] = pattern.floors;
  const tall = low + Math.floor(random() * (high - low + 1));
  const found: Footprint[] = [];
  for (let row = 0; row < rows.count; row++)
    for (let column = 0; column < columns.count; column++) {
      if (random() > pattern.keep) continue;
      found.push({
        u: area.u0 + columns.pitch * column + (columns.pitch - pattern.gapU) / 2,
        v: area.v0 + rows.pitch * row + (rows.pitch - pattern.gapV) / 2,
        width: Math.min(width, columns.pitch - pattern.gapU) * (0.9 + random() * 0.1),
        depth: pattern.depth * (0.9 + random() * 0.15),
        floors: Math.max(1, tall - (random() < 0.25 ? 1 : 0)),
      });
    }
  return found;
}
