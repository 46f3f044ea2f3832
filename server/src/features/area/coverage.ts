import Flatbush from 'flatbush';
import clipping, { type MultiPolygon } from 'polygon-clipping';
import type { AreaLevel } from './codes.ts';
import { sharesOnlyEdges, tilesExactly } from './coverage.quick.ts';
import {
  type Boundary,
  boundaryOf,
  boxOf,
  type Pair,
  pointInside,
  polygonArea,
  polygonsOf,
} from './geometry.ts';

/** An area as the check needs it. `parent` is its code or null; a special grid lies inside others and tiles nothing. */
export type CoverageArea = {
  code: string;
  name: string;
  level: AreaLevel;
  parent: string | null;
  kind?: 'ordinary' | 'special';
  boundary: Boundary | null;
};
/** Where it is: the largest piece as a polygon, a point inside it to fly to, and the area of all pieces. */
export type Place = { area_m2: number; point: Pair; boundary: Boundary };
export type CoverageReport = {
  /** Parts of a parent that no child covers. */
  gaps: ({ parent: string } & Place)[];
  /** Two siblings that cover the same ground. */
  overlaps: ({ a: string; b: string } & Place)[];
  /** Parts of a child that lie outside its parent. */
  outside: ({ code: string; parent: string } & Place)[];
  orphans: {
    /** Areas below the topmost whose parent is missing or not among the areas. */
    withoutParent: { code: string; parent: string | null }[];
    /** Areas without a boundary. */
    withoutBoundary: string[];
    /** Boundaries whose code is no area. */
    boundaryWithoutArea: string[];
  };
  /** Areas whose geometry could not be compared, with the reason in Chinese. */
  unchecked: { code: string; reason: string }[];
};

const pieces = (boundary: Boundary) => polygonsOf(boundary) as MultiPolygon;

/** Slivers below the tolerance are drawing noise, not findings. */
function placeOf(result: MultiPolygon, tolerance: number): Place | null {
  const sized = result
    .map((rings) => ({ rings, size: polygonArea(rings) }))
    .filter((one) => one.size > tolerance);
  const largest = sized.toSorted((a, b) => b.size - a.size)[0];
  if (!largest) return null;
  const total = sized.reduce((sum, one) => sum + one.size, 0);
  return {
    area_m2: Math.round(total * 10) / 10,
    point: pointInside(largest.rings),
    boundary: boundaryOf(sized.map((one) => one.rings)),
  };
}

/**
 * Checks that children tile their parent: gaps, overlaps, parts outside, and orphans. Pieces of at most
 * `tolerance_m2` (default 1 m²) are ignored; findings come largest first. `strays` are codes of boundaries for which no area exists. Well-drawn
 * data (neighbours share their vertices) is checked by comparing edges, the rest by clipping polygons.
 */
export function checkCoverage(
  areas: readonly CoverageArea[],
  options: { tolerance_m2?: number; strays?: string[] } = {},
): CoverageReport {
  const tolerance = options.tolerance_m2 ?? 1;
  const report: CoverageReport = {
    gaps: [],
    overlaps: [],
    outside: [],
    orphans: findOrphans(areas, options.strays ?? []),
    unchecked: [],
  };
  const byCode = new Map(areas.map((area) => [area.code, area]));
  const families = Map.groupBy(
    areas.filter((area) => area.boundary),
    (area) => area.parent,
  );
  for (const [code, children] of families) {
    const parent = code === null ? undefined : byCode.get(code);
    checkFamily(parent, children, tolerance, report);
  }
  for (const list of [report.gaps, report.overlaps, report.outside])
    list.sort((a, b) => b.area_m2 - a.area_m2);
  return report;
}

function findOrphans(areas: readonly CoverageArea[], strays: string[]): CoverageReport['orphans'] {
  const codes = new Set(areas.map((area) => area.code));
  const roots = areas.filter((area) => area.parent === null);
  const top = roots.some((area) => area.level === 'province') ? 'province' : 'city';
  return {
    withoutParent: areas
      .filter((area) => (area.parent === null ? area.level !== top : !codes.has(area.parent)))
      .map(({ code, parent }) => ({ code, parent })),
    withoutBoundary: areas
      .filter((area) => !area.boundary && area.level !== 'province')
      .map((area) => area.code),
    boundaryWithoutArea: strays,
  };
}

function checkFamily(
  parent: CoverageArea | undefined,
  children: CoverageArea[],
  tolerance: number,
  report: CoverageReport,
): void {
  const tiles = children.filter((child) => child.kind !== 'special');
  const specials = children.filter((child) => child.kind === 'special');
  if (parent?.boundary)
    for (const special of specials) checkOutside(parent.code, parent.boundary, special, tolerance, report);
  checkOverlaps(specials, tolerance, report);
  const boundaries = tiles.map((child) => child.boundary!);
  if (parent?.boundary && tiles.length > 0 && tilesExactly(parent.boundary, boundaries)) return;
  checkOverlaps(tiles, tolerance, report);
  if (!parent?.boundary || tiles.length === 0) return;
  for (const child of tiles) checkOutside(parent.code, parent.boundary, child, tolerance, report);
  checkGaps(parent.code, parent.boundary, boundaries, tolerance, report);
}

/** polygon-clipping gives up on some near-degenerate input by throwing: that is a finding, not the end of the check. */
function clip(code: string, report: CoverageReport, work: () => MultiPolygon): MultiPolygon {
  try {
    return work();
  } catch {
    const reason = '边界过于复杂或自相交,无法比对;请在绘图软件中修复拓扑后重新导入';
    if (!report.unchecked.some((one) => one.code === code)) report.unchecked.push({ code, reason });
    return [];
  }
}

function checkGaps(
  code: string,
  parent: Boundary,
  children: Boundary[],
  tolerance: number,
  report: CoverageReport,
) {
  const rest = clip(code, report, () => clipping.difference(pieces(parent), ...children.map(pieces)));
  for (const rings of rest) {
    const place = placeOf([rings], tolerance);
    if (place) report.gaps.push({ parent: code, ...place });
  }
}

function checkOutside(
  parent: string,
  boundary: Boundary,
  child: CoverageArea,
  tolerance: number,
  report: CoverageReport,
): void {
  const rest = clip(child.code, report, () => clipping.difference(pieces(child.boundary!), pieces(boundary)));
  const place = placeOf(rest, tolerance);
  if (place) report.outside.push({ code: child.code, parent, ...place });
}

function checkOverlaps(siblings: CoverageArea[], tolerance: number, report: CoverageReport): void {
  if (siblings.length < 2) return;
  const boxes = siblings.map((area) => boxOf(area.boundary!));
  const tree = new Flatbush(siblings.length);
  for (const box of boxes) tree.add(box.minX, box.minY, box.maxX, box.maxY);
  tree.finish();
  siblings.forEach((a, i) => {
    const box = boxes[i]!;
    for (const j of tree.search(box.minX, box.minY, box.maxX, box.maxY).sort((x, y) => x - y)) {
      const b = siblings[j]!;
      if (j <= i || sharesOnlyEdges(a.boundary!, b.boundary!)) continue;
      const common = clip(a.code, report, () =>
        clipping.intersection(pieces(a.boundary!), pieces(b.boundary!)),
      );
      const place = placeOf(common, tolerance);
      if (place) report.overlaps.push({ a: a.code, b: b.code, ...place });
    }
  });
}
