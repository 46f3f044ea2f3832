import { sql } from 'kysely';
import { badFields, conflict, type FieldFault } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { createArea, type NewArea } from './commands.area.ts';
import { type Published, publishBoundaries } from './commands.boundaries.ts';
import { lockAreas } from './context.ts';
import type { Boundary } from './geometry.ts';
import { parseBoundaries } from './import.boundaries.ts';

/** Grids drawn anew: split (one ends, two begin), merged (two end, one begins) or only moved. All by code. */
export interface Redraw {
  note: string;
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

async function refuseParents(ctx: Context, retire: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select p.name from area p where p.code = any (${retire as string[]}::text[]) and exists (
      select from area c where c.parent_id = p.id and c.retired_at is null and c.code <> all (${retire as string[]}::text[]))
    limit 1`.execute(ctx.db);
  if (rows[0]) throw conflict('has_children', `「${rows[0].name}」还有在用的下级，请先停用或改挂下级。`);
}

/** Creates, ends and draws areas as one new version of the boundaries; refuses all of it when one thing is wrong. */
export async function redraw(ctx: Context, { note, create, retire, boundaries }: Redraw): Promise<Published> {
  await lockAreas(ctx);
  const drawn = readDrawn(boundaries);
  for (const area of create) await createArea(ctx, area);
  await refuseUnknown(ctx, [
    ...drawn.map(({ code }, i): [string, string] => [`boundaries.${i}.code`, code]),
    ...retire.map((code, i): [string, string] => [`retire.${i}`, code]),
  ]);
  await refuseParents(ctx, retire);
  return publishBoundaries(ctx, { note, boundaries: drawn, retire });
}
