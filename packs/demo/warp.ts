import { metresPerLat, metresPerLng, type Pair } from '../../server/src/features/area/geometry.ts';

/** The plan is drawn in straight metres: u to the east from the river bank, v to the north. */
export const PLAN = { width: 4200, height: 3200, canal: 1650, strip: 80 } as const;
const ORIGIN: Pair = [114.4, 30.4];
const TURN = (-11 * Math.PI) / 180;
const [KX, KY] = [metresPerLng(ORIGIN[1]), metresPerLat(ORIGIN[1])];

/**
 * Bends the straight plan into a city: the bank follows the river, streets wander a little, all is turned by 11°.
 * Smooth and one-to-one, so what tiles the plan tiles the city. Result in metres around the origin.
 */
function bend(u: number, v: number): Pair {
  const s = u / PLAN.width;
  const t = v / PLAN.height;
  const bank = 300 * Math.sin(3.4 * t + 0.2) - 110 * Math.sin(7.1 * t + 1);
  const x =
    u +
    bank * Math.max(0, 1 - s) ** 1.6 +
    130 * s * s * Math.sin(3.6 * t - 0.4) +
    17 * Math.sin(v / 230 + u / 800) +
    6 * Math.sin(v / 88 + u / 300 + 1.3);
  const y =
    v +
    150 * Math.sin(2.9 * s + 0.6) * (0.4 + 0.6 * t) -
    60 * Math.sin(5.5 * s) +
    15 * Math.sin(u / 215 + v / 900) +
    6 * Math.sin(u / 93 + v / 260 + 0.7);
  return [x, y];
}

const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

/** Metres of the bent city to degrees, rounded to about a centimetre. */
function toDegrees(x: number, y: number): Pair {
  const east = x * Math.cos(TURN) - y * Math.sin(TURN) - 2100;
  const north = x * Math.sin(TURN) + y * Math.cos(TURN) - 1300;
  return [round(ORIGIN[0] + east / KX), round(ORIGIN[1] + north / KY)];
}

/** A point of the plan in degrees (WGS-84). Equal plan points give equal degrees, so borders are shared exactly. */
export function place(u: number, v: number): Pair {
  return toDegrees(...bend(u, v));
}

/** A rectangle of true metres around a plan point, aligned with the street there: a building's outline. */
export function rectangle(u: number, v: number, width: number, depth: number, turn = 0): Pair[] {
  const [x, y] = bend(u, v);
  const [x1, y1] = bend(u + 1, v);
  const angle = Math.atan2(y1 - y, x1 - x) + turn;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corner = (a: number, b: number) => toDegrees(x + a * cos - b * sin, y + a * sin + b * cos);
  const [w, d] = [width / 2, depth / 2];
  return [corner(-w, -d), corner(w, -d), corner(w, d), corner(-w, d), corner(-w, -d)];
}
