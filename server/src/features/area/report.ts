import { type CoverageArea, type CoverageReport, checkCoverage } from './coverage.ts';

/** How many findings of each kind are kept and shown; the counts tell how many there are. */
export const MOST_FINDINGS = 200;

/** What a check of the boundaries found: all counted, the largest listed. */
export interface BoundaryReport {
  areas: number;
  with_boundary: number;
  counts: {
    gaps: number;
    overlaps: number;
    outside: number;
    without_parent: number;
    without_boundary: number;
    boundary_without_area: number;
    unchecked: number;
  };
  gaps: CoverageReport['gaps'];
  overlaps: CoverageReport['overlaps'];
  outside: CoverageReport['outside'];
  without_parent: { code: string; parent: string | null }[];
  without_boundary: string[];
  boundary_without_area: string[];
  unchecked: { code: string; reason: string }[];
}

const first = <T>(list: T[]): T[] => list.slice(0, MOST_FINDINGS);

/** Checks areas with their boundaries and keeps what a screen can show. `strays` are codes that are no area. */
export function checkBoundaries(areas: readonly CoverageArea[], strays: string[]): BoundaryReport {
  const { gaps, overlaps, outside, orphans, unchecked } = checkCoverage(areas, { strays });
  const { withoutParent, withoutBoundary, boundaryWithoutArea } = orphans;
  return {
    areas: areas.length,
    with_boundary: areas.filter((area) => area.boundary).length,
    counts: {
      gaps: gaps.length,
      overlaps: overlaps.length,
      outside: outside.length,
      without_parent: withoutParent.length,
      without_boundary: withoutBoundary.length,
      boundary_without_area: boundaryWithoutArea.length,
      unchecked: unchecked.length,
    },
    gaps: first(gaps),
    overlaps: first(overlaps),
    outside: first(outside),
    without_parent: first(withoutParent),
    without_boundary: first(withoutBoundary),
    boundary_without_area: first(boundaryWithoutArea),
    unchecked: first(unchecked),
  };
}
