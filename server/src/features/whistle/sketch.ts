import type { Point } from './rules.ts';

const SIZE = 360;
const MARGIN = 36;
const LINE = 20;
/** Pixels within which two marks would hide each other. */
const CLOSE = 16;
/** Metres of one degree of latitude. */
const DEGREE = 111_195;

interface Mark {
  name: string;
  point: Point;
}
interface Dot {
  name: string;
  left: number;
  top: number;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text as it may stand in HTML and SVG, in an attribute too. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);
const round = (value: number): number => Math.round(value * 10) / 10;

/** Moves a mark aside, step by step around its place, until it hides none of the others. */
function aside(dot: Dot, placed: readonly Dot[]): Dot {
  for (let step = 0; step < 40; step += 1) {
    const away = step === 0 ? 0 : CLOSE * (1 + Math.floor((step - 1) / 8));
    const angle = (step * Math.PI) / 4;
    const [left, top] = [round(dot.left + away * Math.cos(angle)), round(dot.top + away * Math.sin(angle))];
    if (placed.every((other) => Math.hypot(other.left - left, other.top - top) >= CLOSE))
      return { ...dot, left, top };
  }
  return dot;
}

function dotsOf(site: Point, radius: number, marks: readonly Mark[]): { dots: Dot[]; scale: number } {
  const east = Math.cos((site.lat * Math.PI) / 180) * DEGREE;
  const offsets = marks.map(({ name, point }) => ({
    name,
    x: (point.lng - site.lng) * east,
    y: (point.lat - site.lat) * DEGREE,
  }));
  const farthest = Math.max(0, ...offsets.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
  const reach = Math.min(radius * 3, Math.max(radius * 1.2, farthest));
  const scale = (SIZE / 2 - MARGIN) / reach;
  const held = (metres: number) => Math.max(-reach, Math.min(reach, metres));
  const place: Dot = { name: '', left: SIZE / 2, top: SIZE / 2 - 10 };
  const dots: Dot[] = [];
  for (const { name, x, y } of offsets) {
    const dot = { name, left: SIZE / 2 + held(x) * scale, top: SIZE / 2 - held(y) * scale };
    dots.push(aside(dot, [place, ...dots]));
  }
  return { dots, scale };
}

/**
 * A sketch without any map behind it, north up: the place, the circle within which somebody counts as there, and where each signed in,
 * by number. One scale for all; whoever was farther away than three radii is drawn at the edge, whoever would hide another a little aside.
 */
export function sketch(site: Point, radius: number, marks: readonly Mark[]): string {
  const { dots, scale } = dotsOf(site, radius, marks);
  const middle = SIZE / 2;
  const height = SIZE + dots.length * LINE + (dots.length > 0 ? 8 : 0);
  const drawn = dots.map(
    ({ left, top }, i) =>
      `<circle cx="${left}" cy="${top}" r="8" fill="#1668dc"/><text x="${left}" y="${top + 4}" font-size="11" text-anchor="middle" fill="#fff">${i + 1}</text>`,
  );
  const named = dots.map(
    ({ name }, i) =>
      `<text x="14" y="${SIZE + (i + 1) * LINE - 6}" font-size="13" fill="#1f2937">${i + 1}　${escaped(name)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${height}" width="${SIZE}" height="${height}" font-family="sans-serif" role="img" aria-label="到场位置示意图">`,
    `<rect width="${SIZE}" height="${height}" fill="#f6f8fa"/>`,
    `<circle cx="${middle}" cy="${middle}" r="${round(radius * scale)}" fill="#fff" stroke="#9aa5b1" stroke-dasharray="4 4"/>`,
    `<path d="M${middle} ${middle + 2}l-7 -13a8 8 0 1 1 14 0z" fill="#c62828"/>`,
    ...drawn,
    ...named,
    `<text x="${SIZE - 14}" y="20" font-size="12" text-anchor="end" fill="#52606d">北 ↑ · 圈内 ${radius} 米</text>`,
    '</svg>',
  ].join('');
}
