import { PLAN } from './warp.ts';

/** A rectangle of the plan, in whole metres so that borders compare exactly. */
export type Rect = { u0: number; v0: number; u1: number; v1: number };
export type RoadClass = 'avenue' | 'road' | 'lane';
/** A straight line of the plan that carries a road: at `at` on its axis, running `from`–`to` on the other one. */
export type Line = {
  axis: 'u' | 'v';
  at: number;
  from: number;
  to: number;
  class: RoadClass;
  community?: number;
};
export type Use =
  | 'homes'
  | 'old'
  | 'shops'
  | 'offices'
  | 'school'
  | 'hospital'
  | 'market'
  | 'industry'
  | 'park'
  | 'lake'
  | 'bank';
/** `special` names the 专属网格 that stands on this block, if any. */
export type GridPlan = { rect: Rect; use: Use; cluster: number; special?: string };
export type CommunityPlan = { rect: Rect; grids: GridPlan[] };
export type StreetPlan = { rect: Rect; communities: CommunityPlan[] };
export type CityPlan = { streets: StreetPlan[]; lines: Line[] };

const width = (rect: Rect) => rect.u1 - rect.u0;
const height = (rect: Rect) => rect.v1 - rect.v0;

/** Cuts a rectangle at a place on one axis and records the line as a road. */
function cut(rect: Rect, axis: 'u' | 'v', at: number, lines: Line[], roadClass: RoadClass): [Rect, Rect] {
  if (axis === 'u') {
    lines.push({ axis, at, from: rect.v0, to: rect.v1, class: roadClass });
    return [
      { ...rect, u1: at },
      { ...rect, u0: at },
    ];
  }
  lines.push({ axis, at, from: rect.u0, to: rect.u1, class: roadClass });
  return [
    { ...rect, v1: at },
    { ...rect, v0: at },
  ];
}

/** A cut across the longer side, leaving shares of `part` to `whole` with a little chance in it. */
function cutAcross(rect: Rect, share: number, random: () => number, lines: Line[], roadClass: RoadClass) {
  const axis = width(rect) > height(rect) ? 'u' : 'v';
  const [low, high] = axis === 'u' ? [rect.u0, rect.u1] : [rect.v0, rect.v1];
  const at = Math.round(low + (high - low) * (share + (random() - 0.5) * 0.09));
  return cut(rect, axis, at, lines, roadClass);
}

/** Divides a rectangle into `count` blocks by repeated cuts; order follows the cuts, so neighbours stay close. */
function divide(rect: Rect, count: number, random: () => number, lines: Line[]): Rect[] {
  if (count === 1) return [rect];
  const half = Math.floor(count / 2);
  const [a, b] = cutAcross(rect, half / count, random, lines, 'lane');
  return [...divide(a, half, random, lines), ...divide(b, count - half, random, lines)];
}

const LAKE_STREET = 4;

function planCommunity(
  rect: Rect,
  street: number,
  at: number,
  random: () => number,
  lines: Line[],
): CommunityPlan {
  const grids: GridPlan[] = [];
  let rest = rect;
  if (rect.u0 === 0) {
    const [bank, land] = cut(rect, 'u', PLAN.strip, lines, 'avenue');
    grids.push({ rect: bank, use: 'bank', cluster: 0 });
    rest = land;
  } else if (street === LAKE_STREET && at === 0) {
    const [low, high] = cut(rect, 'v', Math.round(rect.v0 + height(rect) * 0.56), lines, 'lane');
    grids.push({ rect: low, use: 'lake', cluster: 0 });
    rest = high;
  }
  const count = Math.max(6, Math.round((width(rest) * height(rest)) / 43_000));
  divide(rest, count, random, lines).forEach((block, index) => {
    grids.push({
      rect: block,
      use: chooseUse(block, index, random),
      cluster: 1 + Math.floor((index * 3) / count),
    });
  });
  return { rect, grids };
}

/** What stands on a block: the centre trades, the south-east works, everywhere else people live. */
function chooseUse(rect: Rect, index: number, random: () => number): Use {
  const u = (rect.u0 + rect.u1) / 2;
  const v = (rect.v0 + rect.v1) / 2;
  const centre = Math.hypot(u - 1700, v - 1900);
  const chance = random();
  if (index === 4) return 'school';
  if (centre < 650 && chance < 0.5) return chance < 0.28 ? 'shops' : 'offices';
  if (u > 3150 && v < 900) return chance < 0.62 ? 'industry' : 'homes';
  if (u < 1300 && v < 1500 && chance < 0.34) return 'old';
  if (chance < 0.05) return 'park';
  return chance > 0.9 ? 'shops' : chance > 0.86 ? 'old' : 'homes';
}

function planStreet(rect: Rect, street: number, random: () => number, lines: Line[]): StreetPlan {
  const [west, east] = cut(
    rect,
    'u',
    Math.round(rect.u0 + width(rect) * (0.46 + random() * 0.08)),
    lines,
    'road',
  );
  const rects = [west, east].flatMap((side) =>
    cut(side, 'v', Math.round(side.v0 + height(side) * (0.43 + random() * 0.14)), lines, 'road'),
  );
  const communities = rects.map((one, at) => {
    const own: Line[] = [];
    const community = planCommunity(one, street, at, random, own);
    lines.push(...own.map((line) => ({ ...line, community: street * 4 + at })));
    return community;
  });
  return { rect, communities };
}

/** The plan of the city: two districts north and south of the canal, three streets each, four communities each. */
export function planCity(random: () => number): CityPlan {
  const lines: Line[] = [
    { axis: 'v', at: PLAN.height, from: 0, to: PLAN.width, class: 'avenue' },
    { axis: 'u', at: PLAN.width, from: 0, to: PLAN.height, class: 'avenue' },
    { axis: 'v', at: 0, from: 0, to: PLAN.width, class: 'avenue' },
  ];
  const whole: Rect = { u0: 0, v0: 0, u1: PLAN.width, v1: PLAN.height };
  const districts: [Rect, number, number][] = [
    [{ ...whole, v0: PLAN.canal }, 1380, 2790],
    [{ ...whole, v1: PLAN.canal }, 1380, 2710],
  ];
  const rects = districts.flatMap(([rect, first, second]) => {
    const [west, rest] = cut(rect, 'u', first, lines, 'avenue');
    return [west, ...cut(rest, 'u', second, lines, 'avenue')];
  });
  const streets = rects.map((rect, street) => planStreet(rect, street, random, lines));
  chooseLandmarks(streets);
  return { streets, lines };
}

/** The special grids stand on a block of their own: a hospital, a mall, a wholesale market. */
function chooseLandmarks(streets: StreetPlan[]): void {
  const set = (street: number, community: number, grid: number, use: Use, special: string) => {
    Object.assign(streets[street]!.communities[community]!.grids[grid]!, { use, special });
  };
  set(1, 0, 2, 'hospital', '滨江市第一医院专属网格');
  set(1, 2, 7, 'shops', '钟楼商圈专属网格');
  set(5, 2, 6, 'market', '农产品批发市场专属网格');
}
