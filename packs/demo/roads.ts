import type { Pair } from '../../server/src/features/area/geometry.ts';
import type { Mesh } from './mesh.ts';
import { chineseNumber, names } from './names.ts';
import type { Line, Rect } from './plan.ts';
import { PLAN, place } from './warp.ts';

/** Metres from the middle of the canal to the roads beside it. */
const BESIDE = 30;

export type NamedLine = Line & { name: string };
export type Road = { name: string; class: Line['class']; line: Pair[] };

/** Pieces of one street that meet end to end become one line. */
function merge(lines: Line[]): Line[] {
  const merged: Line[] = [];
  for (const line of lines) {
    const other = merged.find(
      (one) =>
        one.axis === line.axis &&
        one.at === line.at &&
        one.class === line.class &&
        one.from <= line.to &&
        line.from <= one.to,
    );
    if (other) {
      other.from = Math.min(other.from, line.from);
      other.to = Math.max(other.to, line.to);
    } else merged.push({ ...line });
  }
  return merged;
}

/** The streets of the plan with their names: avenues and roads from the list, lanes numbered within a community. */
export function nameLines(lines: Line[]): NamedLine[] {
  const avenues = merge(merge(lines.filter((line) => line.class === 'avenue')));
  const roads = lines.filter((line) => line.class === 'road');
  const lanes = Map.groupBy(
    lines.filter((line) => line.class === 'lane'),
    (line) => line.community ?? 0,
  );
  return [
    ...avenues.map((line, index) => ({
      ...line,
      name: names.avenues[index] ?? `滨江${chineseNumber(index)}路`,
    })),
    ...roads.map((line, index) => ({ ...line, name: names.roads[index] ?? `新城${chineseNumber(index)}路` })),
    ...[...lanes].flatMap(([community, own]) => nameLanes(own, names.lanes[community % names.lanes.length]!)),
  ];
}

function nameLanes(lanes: Line[], stem: string): NamedLine[] {
  const byLength = lanes.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  return byLength.map((line, index) => ({
    ...line,
    name: index === 0 ? `${stem}街` : `${stem}${chineseNumber(index)}巷`,
  }));
}

/** The streets as lines on the map; the two canal roads run beside the water, inside the grids. */
export function drawRoads(lines: NamedLine[], mesh: Mesh): Road[] {
  const beside = names.canal_roads.map((name, index): Road => {
    const v = PLAN.canal + (index === 0 ? BESIDE : -BESIDE);
    const stops = Array.from({ length: 85 }, (_, i) => Math.min(PLAN.width, 80 + i * 50));
    return { name, class: 'road', line: stops.map((u) => place(u, v)) };
  });
  return [
    ...lines.map((one) => ({ name: one.name, class: one.class, line: lineOnLand(one, mesh) })),
    ...beside,
  ];
}

/** A street that runs on across the canal does so on a bridge; one that ends there ends at the road beside it. */
function lineOnLand(line: NamedLine, mesh: Mesh): Pair[] {
  const points = mesh.along(line.axis, line.at, line.from, line.to);
  if (line.axis === 'v') return points;
  if (line.to === PLAN.canal) points.splice(-1, 1, place(line.at, PLAN.canal - BESIDE));
  if (line.from === PLAN.canal) points.splice(0, 1, place(line.at, PLAN.canal + BESIDE));
  return points;
}

export type Side = { road: NamedLine; from: number; to: number; odd: boolean };

/** Gives out house numbers: odd on one side of a street, even on the other, rising along it, none twice. */
export class HouseNumbers {
  private readonly lines: NamedLine[];
  private readonly used = new Set<string>();

  constructor(lines: NamedLine[]) {
    this.lines = lines;
  }

  /** The streets along a block, the most important first (the river bank and the canal are none). */
  sides({ u0, v0, u1, v1 }: Rect): Side[] {
    const wanted = [
      ['u', u0, v0, v1, true],
      ['u', u1, v0, v1, false],
      ['v', v0, u0, u1, true],
      ['v', v1, u0, u1, false],
    ] as const;
    const rank = { avenue: 0, road: 1, lane: 2 };
    return wanted
      .flatMap(([axis, at, from, to, odd]) => {
        const road = this.lines.find(
          (one) => one.axis === axis && one.at === at && one.from <= from && one.to >= to,
        );
        return road ? [{ road, from, to, odd }] : [];
      })
      .sort((a, b) => rank[a.road.class] - rank[b.road.class]);
  }

  /** The address at a place along a street, e.g. 文昌路18号; the next free number when that one is taken. */
  address(side: Side, position: number): string {
    let number = 2 * Math.max(0, Math.round((position - side.road.from) / 12)) + (side.odd ? 1 : 2);
    while (this.used.has(`${side.road.name}${number}`)) number += 2;
    this.used.add(`${side.road.name}${number}`);
    return `${side.road.name}${number}号`;
  }
}
