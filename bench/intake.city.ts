import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { createStaff, createUnit } from '../server/src/features/account/index.ts';
import { replaceResponsibilities } from '../server/src/features/matter/index.ts';
import { SYSTEM } from '../server/src/platform/access.ts';
import { uuidv7 } from '../server/src/platform/ids.ts';
import { type Context, type Runtime, run } from '../server/src/platform/runtime.ts';

/** A rectangle in WGS-84 degrees. */
export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** One foreign city as a district of ours: its box tiled with grids, its departments as units. */
export interface Town {
  code: string;
  name: string;
  box: Box;
  departments: readonly string[];
}

/** Grids along each side of a town. */
const SIDE = 20;

interface Area {
  code: string;
  parent: string;
  level: string;
  name: string;
  box?: Box;
}

const ring = ({ west, south, east, north }: Box) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

const three = (n: number) => String(n).padStart(3, '0');

/** District, one street, two communities (west and east half), and the grids that tile the box without gap or overlap. */
function areasOf({ code, name, box }: Town): Area[] {
  const street = `${code}001`;
  const communities = [1, 2].map((n) => ({
    code: `${street}${three(n)}`,
    parent: street,
    level: 'community',
    name: `${name}${n}社区`,
  }));
  const at = (from: number, to: number, i: number) => (i === SIDE ? to : from + ((to - from) * i) / SIDE);
  const grids = Array.from({ length: SIDE * SIDE }, (_, i): Area => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const parent = communities[x < SIDE / 2 ? 0 : 1]!.code;
    return {
      code: `${parent}${three(i + 1)}`,
      parent,
      level: 'grid',
      name: `${name}${i + 1}网格`,
      box: {
        west: at(box.west, box.east, x),
        east: at(box.west, box.east, x + 1),
        south: at(box.south, box.north, y),
        north: at(box.south, box.north, y + 1),
      },
    };
  });
  const district = { code, parent: '4299', level: 'district', name };
  return [
    district,
    { code: street, parent: code, level: 'street', name: `${name}街道` },
    ...communities,
    ...grids,
  ];
}

async function insertAreas(ctx: Context, areas: readonly Area[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; code: string; path: string[] }>`
    select id, code, path from area where code = '4299'`.execute(ctx.db);
  const known = new Map(rows.map((row) => [row.code, row]));
  for (const { code, parent } of areas) {
    const id = uuidv7(ctx.now);
    known.set(code, { id, code, path: [...known.get(parent)!.path, id] });
  }
  const list = areas.map(({ code, parent, level, name, box }) => ({
    ...known.get(code)!,
    parent: known.get(parent)!.id,
    level,
    name,
    geometry: box ? { type: 'Polygon', coordinates: [ring(box)] } : null,
  }));
  await sql`insert into area (id, parent_id, code, name, level, path, created_at)
    select id, parent, code, name, level, array(select jsonb_array_elements_text(path))::uuid[], ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as a(id uuid, parent uuid, code text, name text, level text, path jsonb)`.execute(
    ctx.db,
  );
  await sql`insert into area_boundary (area_id, version, geometry)
    select id, 1, geometry from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as a(id uuid, geometry jsonb)
    where geometry is not null`.execute(ctx.db);
  return new Map([...known].map(([code, { id }]) => [code, id]));
}

/** Adds the towns to a small city: areas, centres, departments, the matrix, and one importer of the city's centre. */
export async function addTowns(runtime: Runtime, towns: readonly Town[]): Promise<string> {
  return run(runtime, SYSTEM, async (ctx) => {
    const ids = await insertAreas(ctx, towns.flatMap(areasOf));
    const unit = async (code: string, kind: string, area: string, parentId?: string) =>
      (await createUnit(ctx, { code, name: code, kind, areaId: ids.get(area)!, parentId })).id;
    const city = await unit('city', 'centre', '4299');
    const matrix = [];
    for (const { code, departments } of towns) {
      const district = await unit(`centre-${code}`, 'centre', code, city);
      for (const n of [1, 2]) await unit(`centre-${code}-${n}`, 'centre', `${code}001${three(n)}`, district);
      for (const each of departments) await unit(each, 'department', code);
      const desk = await unit(`desk-${code}`, 'department', code);
      matrix.push({
        type_code: 'city-event',
        category_code: null,
        area_id: ids.get(code)!,
        unit_id: desk,
        role: 'main' as const,
        priority: 0,
      });
    }
    await replaceResponsibilities(ctx, matrix);
    const relations = [{ role: 'city_staff', unitId: city }];
    return (await createStaff(ctx, { username: 'importer', name: '导入员', passwordHash: 'none', relations }))
      .id;
  });
}

/** The highest memory a process has used, in MB; where the system does not tell, not a number. */
export async function peakMemory(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? Number.NaN) / 1024;
}
