import { sql } from 'kysely';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { readAreaCode, suggestedParent } from './codes.ts';
import { type AreaRow, importAreas } from './commands.import.ts';
import { inBatches, lockAreas } from './context.ts';
import type { CoverageArea } from './coverage.ts';
import type { Boundary } from './geometry.ts';
import { checkBeside } from './report.beside.ts';
import type { BoundaryReport } from './report.ts';

/** The boundary of an area by its code; null = it has none from now on. */
export interface BoundaryOf {
  code: string;
  geometry: Boundary | null;
}

export interface Publication {
  note: string;
  boundaries: readonly BoundaryOf[];
  /** Codes of areas that end with this version: merged, split or dissolved. They keep their older boundaries. */
  retire?: readonly string[];
}

export interface Published {
  version: number;
  /** How many boundaries are new or other than before. */
  changed: number;
  report: BoundaryReport;
}

const BATCH = 500;

interface Row {
  code: string;
  name: string;
  level: CoverageArea['level'];
  kind: 'ordinary' | 'special';
  parent: string | null;
  geometry: Boundary | null;
}

/** The areas in force with the boundaries they have now, as the check needs them. */
export async function areasInForce(ctx: Pick<Context, 'db'>): Promise<CoverageArea[]> {
  const { rows } = await sql<Row>`
    select a.code, a.name, a.level, a.kind, p.code as parent, b.geometry from area a
    left join area p on p.id = a.parent_id
    left join lateral (select geometry from area_boundary where area_id = a.id order by version desc limit 1) b on true
    where a.retired_at is null order by a.code`.execute(ctx.db);
  return rows.map(({ geometry, ...area }) => ({ ...area, boundary: geometry }));
}

async function nextVersion(ctx: Context): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(version), 0) + 1 as next from area_boundary_version`.execute(ctx.db);
  return rows[0]!.next;
}

/** Writes what differs from the boundary in force; returns how many that were. */
async function writeBoundaries(
  ctx: Context,
  version: number,
  boundaries: readonly BoundaryOf[],
): Promise<number> {
  let changed = 0;
  for (const batch of inBatches(boundaries, BATCH)) {
    const { numAffectedRows } = await sql`
      insert into area_boundary (area_id, version, geometry)
      select a.id, ${version}::int, nullif(row.geometry, 'null') from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb)
        as row (code text, geometry jsonb)
      join area a on a.code = row.code and a.retired_at is null
      left join lateral (select geometry from area_boundary where area_id = a.id order by version desc limit 1) b on true
      where b.geometry is distinct from nullif(row.geometry, 'null')`.execute(ctx.db);
    changed += Number(numAffectedRows ?? 0);
  }
  return changed;
}

/**
 * Puts boundaries in force as a new version; what is not named keeps its boundary, and the versions before stay as they
 * were. Gaps, overlaps and orphans of the whole are checked and kept with the version; they do not refuse it: a city may
 * publish what it has. Codes that are no area are in the report and nowhere else.
 */
export async function publishBoundaries(
  ctx: Context,
  { note, boundaries, retire = [] }: Publication,
): Promise<Published> {
  await lockAreas(ctx);
  const version = await nextVersion(ctx);
  await sql`insert into area_boundary_version (version, note, actor, at)
    values (${version}, ${note}, ${ctx.actor.id}::uuid, ${ctx.now}::timestamptz)`.execute(ctx.db);
  const ended = retire.map((code) => ({ code, geometry: null }));
  const changed = await writeBoundaries(ctx, version, [...boundaries, ...ended]);
  await sql`update area set retired_at = ${ctx.now}::timestamptz, cluster_id = null, version = version + 1
    where code = any (${retire as string[]}::text[]) and retired_at is null`.execute(ctx.db);
  const areas = await areasInForce(ctx);
  const known = new Set(areas.map((area) => area.code));
  const strays = boundaries.filter(({ code }) => !known.has(code)).map(({ code }) => code);
  const report = await checkBeside(areas, strays);
  await sql`update area_boundary_version set report = ${JSON.stringify(report)}::jsonb where version = ${version}`.execute(
    ctx.db,
  );
  record(ctx, {
    subjectKind: 'area_boundary_version',
    subject: uuidv7(ctx.now),
    kind: 'area.boundaries-published',
    audience: 'staff',
    scopes: await cities(ctx),
    data: { version, note, changed, retired: [...retire], counts: report.counts },
    prevHash: null,
  });
  return { version, changed, report };
}

/** Everybody in a city is concerned when its grids are drawn anew. */
async function cities(ctx: Context): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select id from area where cardinality(path) = 1 limit 50`.execute(ctx.db);
  return rows.map((row) => row.id);
}

/** A drawn area, with the name and kind that the file carries. */
export interface DrawnArea extends BoundaryOf {
  name: string | null;
  kind: 'ordinary' | 'special';
}

interface Known {
  code: string;
  name: string;
  level: string;
  kind: string;
  parent: string | null;
}

/**
 * Creates the areas that come with a drawing and a name and are not known yet (grids, most often, which no national list
 * has), and makes those special that are drawn as such. Returns how many are new.
 */
export async function createDrawnAreas(ctx: Context, drawn: readonly DrawnArea[]): Promise<number> {
  const { rows } = await sql<Known>`
    select a.code, a.name, a.level, a.kind, p.code as parent from area a left join area p on p.id = a.parent_id`.execute(
    ctx.db,
  );
  const known = new Map(rows.map((row) => [row.code, row]));
  const wanted = drawn.flatMap(({ code, name, kind }): AreaRow[] => {
    const old = known.get(code);
    if (old) return kind === 'special' && old.kind !== kind ? [{ ...old, kind }] : [];
    const reading = readAreaCode(code);
    if (!name || !reading.ok) return [];
    return [{ code, name, kind, level: reading.value.level, parent: suggestedParent(code) }];
  });
  if (wanted.length === 0) return 0;
  return (await importAreas(ctx, wanted)).created;
}
