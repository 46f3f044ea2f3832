import type { Point } from './rules.ts';

const SIZE = 360;
const MARGIN = 36;
/** Metres of one degree of latitude. */
const DEGREE = 111_195;

interface Mark {
  name: string;
  point: Point;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const round = (value: number): number => Math.round(value * 10) / 10;

/**
 * A sketch without any map behind it, north up: the place, the circle within which somebody counts as there, and where each signed in.
 * One scale for all; whoever was farther away than three radii is drawn at the edge.
 */
export function sketch(site: Point, radius: number, marks: readonly Mark[]): string {
  const east = Math.cos((site.lat * Math.PI) / 180) * DEGREE;
  const offsets = marks.map(({ name, point }) => ({
    name,
    x: (point.lng - site.lng) * east,
    y: (point.lat - site.lat) * DEGREE,
  }));
  const reach = Math.min(
    radius * 3,
    Math.max(radius * 1.2, ...offsets.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)))),
  );
  const scale = (SIZE / 2 - MARGIN) / reach;
  const held = (metres: number) => Math.max(-reach, Math.min(reach, metres));
  const middle = SIZE / 2;
  const dots = offsets.map(({ name, x, y }, i) => {
    const [left, top] = [round(middle + held(x) * scale), round(middle - held(y) * scale)];
    const above = i % 2 === 0 ? -9 : 18;
    return `<circle cx="${left}" cy="${top}" r="5" fill="#1668dc"/><text x="${left}" y="${top + above}" font-size="12" text-anchor="middle" fill="#1f2937">${escaped(name)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}" font-family="sans-serif" role="img" aria-label="到场位置示意图">`,
    `<rect width="${SIZE}" height="${SIZE}" fill="#f6f8fa"/>`,
    `<circle cx="${middle}" cy="${middle}" r="${round(radius * scale)}" fill="#fff" stroke="#9aa5b1" stroke-dasharray="4 4"/>`,
    `<path d="M${middle} ${middle + 2}l-7 -13a8 8 0 1 1 14 0z" fill="#c62828"/>`,
    ...dots,
    `<text x="${SIZE - 14}" y="20" font-size="12" text-anchor="end" fill="#52606d">北 ↑ · 圈内 ${radius} 米</text>`,
    '</svg>',
  ].join('');
}
