import { sql } from 'kysely';
import { conflict } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { inBatches, lockAreas } from './context.ts';
import { codeOrder, plan, type Standing, type TreePlan } from './rules.tree.ts';
import { keptOf } from './uses.ts';

/** An area as a file or another feature gives it. `parent` is a code; what is not known there stays without a parent. */
export interface AreaRow {
  code: string;
  name: string;
  level: string;
  parent: string | null;
  kind?: 'ordinary' | 'special';
}

export interface ImportedAreas {
  created: number;
  changed: number;
  /** Areas that moved because one above them did: only their path changed. */
  moved: number;
  unchanged: number;
  /** Codes whose parent is neither in the rows nor in the system: they hang under nothing. */
  orphans: string[];
}

const BATCH = 2000;

/** All areas as they stand, under the lock of the tree. */
async function standing(ctx: Context): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select id, parent_id as "parentId", code, name, level, kind, path, retired_at is not null as retired from area`.execute(
    ctx.db,
  );
  return rows;
}

/** What lies in an area is found by its depth: refuses to lift or lower one, or one above it, once something has been kept there. */
async function refuseOtherDepth(ctx: Context, before: readonly Standing[], planned: TreePlan): Promise<void> {
  const old = new Map(before.map((area) => [area.id, area]));
  const shifted = planned.writes.flatMap(({ id, path }) => {
    const depth = old.get(id)?.path.length ?? path.length;
    return depth === path.length ? [] : { id, depth };
  });
  const kept = old.get((await keptOf(ctx, shifted)) ?? '');
  if (kept)
    throw conflict(
      'other_depth',
      `「${kept.name}」已有事项登记，不能改到另一层级，否则这些事项会从它的列表里消失。请选择同一层级的上级；确需调整层级时新建区域，再停用「${kept.name}」。`,
      { area: kept.code },
    );
}

/**
 * Writes what the rows ask for, without an event of its own: for commands that tell it in their own words. Refuses (409)
 * another depth for an area that is in use.
 */
export async function writeAreas(ctx: Context, rows: readonly AreaRow[]): Promise<TreePlan> {
  await lockAreas(ctx);
  const before = await standing(ctx);
  const planned = plan(before, rows, () => uuidv7(ctx.now));
  await refuseOtherDepth(ctx, before, planned);
  for (const batch of inBatches(planned.writes.sort(codeOrder), BATCH))
    await sql`
      insert into area (id, parent_id, code, name, level, kind, path, created_at)
      select id, parent_id, code, name, level, kind, path, ${ctx.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb)
        as row (id uuid, parent_id uuid, code text, name text, level text, kind text, path uuid[])
      on conflict (id) do update set parent_id = excluded.parent_id, name = excluded.name, level = excluded.level,
        kind = excluded.kind, path = excluded.path, version = area.version + 1`.execute(ctx.db);
  return planned;
}

/**
 * Creates and changes areas by their code, in any order of the rows, and gives every area its path: from the city down,
 * nothing above it. A stated parent that is unknown leaves an area where it is; an area without a parent is hung under
 * the one its code suggests as soon as that one comes. Refuses (409) a row that would hang an area below itself.
 * One event for the whole import.
 */
export async function importAreas(ctx: Context, rows: readonly AreaRow[]): Promise<ImportedAreas> {
  const { writes, orphans, counts, roots } = await writeAreas(ctx, rows);
  if (writes.length > 0)
    record(ctx, {
      subjectKind: 'area_import',
      subject: uuidv7(ctx.now),
      kind: 'area.imported',
      audience: 'staff',
      scopes: roots,
      data: { ...counts, orphans: orphans.length },
      prevHash: null,
    });
  return { ...counts, orphans };
}
