import { sql } from 'kysely';
import { badFields, conflict, type FieldFault } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { createArea, type NewArea } from './commands.area.ts';
import { type Published, publishBoundaries } from './commands.boundaries.ts';
import { movePlaces } from './commands.move.ts';
import { lockAreas } from './context.ts';
import type { Boundary } from './geometry.ts';
import { parseBoundaries } from './import.boundaries.ts';

/** Grids drawn anew: split (one ends, two begin), merged (two end, one begins) or only moved. All by code. */
export interface Redraw {
  note: string;
  /** The version of the boundaries that this was drawn upon; refused when one of its areas was drawn anew since. */
  based_on?: number | undefined;
  create: readonly NewArea[];
  retire: readonly string[];
  boundaries: readonly { code: string; geometry: unknown }[];
}

/** Reads what was drawn on the screen as carefully as a file: what cannot be placed is refused, field by field. */
function readDrawn(drawn: Redraw['boundaries']): { code: string; geometry: Boundary }[] {
  const features = drawn.map(({ code, geometry }) => ({ type: 'Feature', properties: { code }, geometry }));
  const { rows, faults } = parseBoundaries(JSON.stringify({ type: 'FeatureCollection', features }));
  const wrong = faults.filter((fault) => fault.severity === 'error');
  if (wrong.length > 0)
    throw badFields(
      wrong.map(({ row, column, message, remedy }) => ({
        path: `boundaries.${row - 1}.${column ?? 'geometry'}`,
        code: 'bad_boundary',
        message: `${message}：${remedy}。`,
      })),
    );
  return rows.map(({ code, boundary }) => ({ code, geometry: boundary }));
}

async function refuseUnknown(ctx: Context, fields: [path: string, code: string][]): Promise<void> {
  const { rows } = await sql<{ code: string }>`
    select code from area where retired_at is null and code = any (${fields.map(([, code]) => code)}::text[])`.execute(
    ctx.db,
  );
  const known = new Set(rows.map((row) => row.code));
  const faults: FieldFault[] = fields.flatMap(([path, code]) =>
    known.has(code)
      ? []
      : [{ path, code: 'unknown_area', message: `没有编码为 ${code} 的在用区域，请核对编码。` }],
  );
  if (faults.length > 0) throw badFields(faults);
}

async function refuseStale(ctx: Context, basedOn: number, codes: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string; version: number }>`
    select a.name, max(b.version) as version from area a join area_boundary b on b.area_id = a.id
    where a.code = any (${codes as string[]}::text[]) and b.version > ${basedOn}
    group by a.name limit 1`.execute(ctx.db);
  const changed = rows[0];
  if (changed)
    throw conflict(
      'stale',
      `「${changed.name}」的边界刚被别人改过（第 ${changed.version} 版），请重新预览后再发布。`,
      { version: changed.version },
    );
}

async function refuseParents(ctx: Context, retire: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select p.name from area p where p.code = any (${retire as string[]}::text[]) and exists (
      select from area c where c.parent_id = p.id and c.retired_at is null and c.code <> all (${retire as string[]}::text[]))
    limit 1`.execute(ctx.db);
  if (rows[0]) throw conflict('has_children', `「${rows[0].name}」还有在用的下级，请先停用或改挂下级。`);
}

/** Creates, ends and draws areas as one new version of the boundaries; refuses all of it when one thing is wrong. */
export async function redraw(ctx: Context, wanted: Redraw): Promise<Published> {
  const { note, based_on, create, retire, boundaries } = wanted;
  await lockAreas(ctx);
  const drawn = readDrawn(boundaries);
  if (based_on !== undefined) await refuseStale(ctx, based_on, [...retire, ...drawn.map(({ code }) => code)]);
  for (const area of create) await createArea(ctx, area);
  await refuseUnknown(ctx, [
    ...drawn.map(({ code }, i): [string, string] => [`boundaries.${i}.code`, code]),
    ...retire.map((code, i): [string, string] => [`retire.${i}`, code]),
  ]);
  await refuseParents(ctx, retire);
  const published = await publishBoundaries(ctx, { note, boundaries: drawn, retire });
  await movePlaces(ctx, drawn, retire);
  return published;
}
