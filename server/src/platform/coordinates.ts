/**
 * Conversions between WGS-84 (what the program stores; CGCS2000 is the same to within centimetres) and the two
 * shifted systems used by Chinese map services: GCJ-02 (AMap, Tencent) and BD-09 (Baidu). Used only at the edges.
 * Formulas: the publicly known approximation of the GCJ-02 shift on the Krasovsky 1940 ellipsoid.
 */
export type Position = readonly [lng: number, lat: number];
export const coordinateSystems = ['wgs84', 'gcj02', 'bd09'] as const;
export type CoordinateSystem = (typeof coordinateSystems)[number];

const SEMI_MAJOR = 6378245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
const BAIDU_ANGLE = (Math.PI * 3000) / 180;

/** Outside this box GCJ-02 equals WGS-84: the shift applies to mainland China only. */
function isShifted(lng: number, lat: number): boolean {
  return lng > 73.66 && lng < 135.05 && lat > 3.86 && lat < 53.55;
}

function waves(value: number): number {
  return (20 * Math.sin(6 * value * Math.PI) + 20 * Math.sin(2 * value * Math.PI)) * (2 / 3);
}

function shift(lng: number, lat: number): Position {
  const x = lng - 105;
  const y = lat - 35;
  const root = Math.sqrt(Math.abs(x));
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    waves(x) +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    waves(x) +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const latitude = (lat / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude) ** 2;
  const meridian = (SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED)) / (magic * Math.sqrt(magic));
  const parallel = (SEMI_MAJOR / Math.sqrt(magic)) * Math.cos(latitude);
  return [(east * 180) / (parallel * Math.PI), (north * 180) / (meridian * Math.PI)];
}

/** WGS-84 → GCJ-02; unchanged outside mainland China. */
export function wgs84ToGcj02([lng, lat]: Position): Position {
  if (!isShifted(lng, lat)) return [lng, lat];
  const [east, north] = shift(lng, lat);
  return [lng + east, lat + north];
}

/** GCJ-02 → WGS-84. The shift has no closed inverse; three corrections leave less than a millimetre. */
export function gcj02ToWgs84([lng, lat]: Position): Position {
  if (!isShifted(lng, lat)) return [lng, lat];
  let guess: Position = [lng, lat];
  for (let step = 0; step < 4; step++) {
    const [east, north] = shift(guess[0], guess[1]);
    guess = [lng - east, lat - north];
  }
  return guess;
}

/** GCJ-02 → BD-09. */
export function gcj02ToBd09([lng, lat]: Position): Position {
  const radius = Math.hypot(lng, lat) + 0.00002 * Math.sin(lat * BAIDU_ANGLE);
  const angle = Math.atan2(lat, lng) + 0.000003 * Math.cos(lng * BAIDU_ANGLE);
  return [radius * Math.cos(angle) + 0.0065, radius * Math.sin(angle) + 0.006];
}

/** BD-09 → GCJ-02, refined against the forward formula so that a round trip stays within a millimetre. */
export function bd09ToGcj02([lng, lat]: Position): Position {
  let guess: Position = [lng - 0.0065, lat - 0.006];
  for (let step = 0; step < 4; step++) {
    const there = gcj02ToBd09(guess);
    guess = [guess[0] + lng - there[0], guess[1] + lat - there[1]];
  }
  return guess;
}

/** A position of any of the three systems in WGS-84. */
export function toWgs84(position: Position, from: CoordinateSystem): Position {
  if (from === 'gcj02') return gcj02ToWgs84(position);
  return from === 'bd09' ? gcj02ToWgs84(bd09ToGcj02(position)) : position;
}

/** A WGS-84 position in any of the three systems. */
export function fromWgs84(position: Position, to: CoordinateSystem): Position {
  if (to === 'gcj02') return wgs84ToGcj02(position);
  return to === 'bd09' ? gcj02ToBd09(wgs84ToGcj02(position)) : position;
}
