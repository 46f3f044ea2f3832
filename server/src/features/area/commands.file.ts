import { sql } from 'kysely';
import type { CoordinateSystem } from '../../platform/coordinates.ts';
import type { Context } from '../../platform/runtime.ts';
import { createDrawnAreas, publishBoundaries } from './commands.boundaries.ts';
import { importAreas } from './commands.import.ts';
import { parseBoundaries } from './import.boundaries.ts';
import { type Fault, type Parsed, parseDivisions } from './import.parse.ts';
import type { BoundaryReport } from './report.ts';

/** What a file of areas holds, and what it does when it is applied. The faults are capped, the counts are not. */
export interface FileReport {
  total: number;
  accepted: number;
  errors: number;
  warnings: number;
  faults: Fault[];
  created: number;
  changed: number;
  /** Of division codes only: areas that moved with one above them. */
  moved: number;
  unchanged: number;
  /** Of division codes only: accepted rows whose parent is unknown. */
  orphans: number;
  /** Of boundaries only: the version they make, and how the whole then tiles. */
  version: number | null;
  coverage: BoundaryReport | null;
}

export interface BoundaryFileOptions {
  note?: string | undefined;
  system?: CoordinateSystem | undefined;
  /** Which property of a feature holds what, where it is not one of the usual names. */
  code_property?: string | undefined;
  name_property?: string | undefined;
  /** Drawn areas that are not known yet are created from the code and name in the file. */
  create_missing?: boolean | undefined;
}

const MOST_FAULTS = 200;
const byGravity = (a: Fault, b: Fault) =>
  Number(a.severity === 'warning') - Number(b.severity === 'warning') || a.row - b.row;

function summary({ rows, faults, total }: Parsed<unknown>): FileReport {
  const errors = faults.filter((fault) => fault.severity === 'error').length;
  return {
    total,
    accepted: rows.length,
    errors,
    warnings: faults.length - errors,
    faults: faults.toSorted(byGravity).slice(0, MOST_FAULTS),
    created: 0,
    changed: 0,
    moved: 0,
    unchanged: 0,
    orphans: 0,
    version: null,
    coverage: null,
  };
}

async function knownCodes(ctx: Context): Promise<Set<string>> {
  const { rows } = await sql<{ code: string }>`select code from area`.execute(ctx.db);
  return new Set(rows.map((row) => row.code));
}

/** Imports a file of division codes (CSV or JSON, told by its content). Faulty rows are left out and reported. */
export async function importCodesFile(ctx: Context, text: string): Promise<FileReport> {
  const known = await knownCodes(ctx);
  const format = /^\uFEFF?\s*[[{]/.test(text) ? 'json' : 'csv';
  const parsed = parseDivisions(text, format, (code) => known.has(code));
  const { orphans, ...counts } = await importAreas(ctx, parsed.rows);
  return { ...summary(parsed), ...counts, orphans: orphans.length };
}

/** Imports a GeoJSON file of boundaries as a new version. Faulty features are left out and reported; none left, no version. */
export async function importBoundariesFile(
  ctx: Context,
  text: string,
  options: BoundaryFileOptions = {},
): Promise<FileReport> {
  const {
    note = '导入边界',
    system = 'wgs84',
    code_property,
    name_property,
    create_missing = true,
  } = options;
  const properties = {
    ...(code_property && { code: code_property }),
    ...(name_property && { name: name_property }),
  };
  const parsed = parseBoundaries(text, { system, properties });
  const report = summary(parsed);
  if (parsed.rows.length === 0) return report;
  const drawn = parsed.rows.map(({ code, name, kind, boundary }) => ({
    code,
    name,
    kind,
    geometry: boundary,
  }));
  const created = create_missing ? await createDrawnAreas(ctx, drawn) : 0;
  const boundaries = drawn.map(({ code, geometry }) => ({ code, geometry }));
  const published = await publishBoundaries(ctx, { note, boundaries });
  const strays = published.report.counts.boundary_without_area;
  const unchanged = drawn.length - published.changed - strays;
  return {
    ...report,
    created,
    changed: published.changed,
    unchanged,
    version: published.version,
    coverage: published.report,
  };
}
