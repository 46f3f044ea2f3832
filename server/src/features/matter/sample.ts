import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import {
  createResident,
  createStaff,
  createUnit,
  forgetUnits,
  readRoles,
  syncRoles,
} from '../account/index.ts';
import { parseTemplates, syncTemplates } from '../message/index.ts';
import {
  parseCalendar,
  parseDefinition,
  parseLadder,
  parseMatterType,
  publishCalendar,
  publishDefinition,
  publishLadder,
} from '../workflow/index.ts';
import { syncCategories, syncTypes } from './commands.registry.ts';
import { parseCategories } from './pack.categories.ts';

const PACK = new URL('../../../../packs/default/', import.meta.url);

async function textsOf(folder: string): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(new URL(folder, PACK))).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(new URL(folder + name, PACK), 'utf8') })),
  );
}

/** The shipped flows, types, classes and roles, for tests that need no city. */
async function loadPack(ctx: Context): Promise<void> {
  await syncRoles(ctx, await readRoles(new URL('roles.yaml', PACK)));
  await syncTemplates(ctx, parseTemplates(await readFile(new URL('templates.yaml', PACK), 'utf8')));
  for (const { name, text } of await textsOf('calendars/'))
    await publishCalendar(ctx, name.replace('.yaml', ''), parseCalendar(text).value!);
  for (const { name, text } of await textsOf('ladders/'))
    await publishLadder(ctx, parseLadder(text).value!, name.replace('.yaml', ''));
  for (const { text } of await textsOf('workflows/'))
    await publishDefinition(ctx, parseDefinition(text).value!, []);
  await syncTypes(
    ctx,
    (await textsOf('types/')).map(({ text }) => parseMatterType(text).value!),
  );
  await syncCategories(ctx, parseCategories(await textsOf('categories/')));
}

const square = (x: number, y: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + 0.01, y],
      [x + 0.01, y + 0.01],
      [x, y + 0.01],
      [x, y],
    ],
  ],
});

/** Two communities of one grid each in one street: `a` west (114.40–114.41), `b` east of it. */
const AREAS = [
  ['42', null, 'province', '示例省'],
  ['4299', '42', 'city', '小城'],
  ['429901', '4299', 'district', '甲区'],
  ['429901001', '429901', 'street', '一街道'],
  ['429901001001', '429901001', 'community', '西社区'],
  ['429901001002', '429901001', 'community', '东社区'],
  ['429901001001001', '429901001001', 'grid', '西网格'],
  ['429901001002001', '429901001002', 'grid', '东网格'],
] as const;

async function insertAreas(ctx: Context): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const paths = new Map<string, string[]>();
  for (const [code, parent, level, name] of AREAS) {
    const id = uuidv7(ctx.now);
    const path = level === 'province' ? [] : [...(paths.get(parent ?? '') ?? []), id];
    ids.set(code, id);
    paths.set(code, path);
    await sql`insert into area (id, parent_id, code, name, level, path, created_at)
      values (${id}::uuid, ${parent ? ids.get(parent) : null}::uuid, ${code}, ${name}, ${level}, ${path}::uuid[], ${ctx.now}::timestamptz)`.execute(
      ctx.db,
    );
  }
  await sql`insert into area_boundary_version (version, note, actor, at) values (1, 'sample', ${SYSTEM.id}::uuid, ${ctx.now}::timestamptz)`.execute(
    ctx.db,
  );
  for (const [code, x] of [
    ['429901001001001', 114.4],
    ['429901001002001', 114.41],
  ] as const)
    await sql`insert into area_boundary (area_id, version, geometry)
      values (${ids.get(code)}::uuid, 1, ${JSON.stringify(square(x, 30.4))}::jsonb)`.execute(ctx.db);
  return ids;
}

/** Who is in the small city: enough for a call to travel, and a neighbour for each. */
export const PEOPLE = {
  caller: '居民甲',
  neighbour: '居民乙',
  west: 'community_staff',
  east: 'community_staff',
  street: 'street_staff',
  water: 'department_staff',
  power: 'department_staff',
  property: 'property_staff',
  grid: 'grid_worker',
} as const;

/** A small city on an empty database: the shipped pack, two communities, a street, two departments, a property company. */
export async function smallCity(runtime: Runtime): Promise<Record<keyof typeof PEOPLE, string>> {
  const accounts = {} as Record<keyof typeof PEOPLE, string>;
  await run(runtime, SYSTEM, loadPack);
  await run(runtime, SYSTEM, async (ctx) => {
    const areas = await insertAreas(ctx);
    const unit = async (code: string, kind: string, area: string, parentId?: string) =>
      (await createUnit(ctx, { code, name: code, kind, areaId: areas.get(area)!, parentId })).id;
    const street = await unit('street', 'centre', '429901001');
    const units = {
      street,
      west: await unit('west', 'centre', '429901001001', street),
      east: await unit('east', 'centre', '429901001002', street),
      water: await unit('water', 'department', '4299'),
      power: await unit('power', 'department', '4299'),
      property: await unit('property', 'property', '429901001001'),
    };
    for (const [name, unitId] of Object.entries(units))
      accounts[name as keyof typeof units] = (
        await createStaff(ctx, {
          username: name,
          name,
          passwordHash: 'none',
          relations: [{ role: PEOPLE[name as keyof typeof units], unitId }],
        })
      ).id;
    accounts.grid = (
      await createStaff(ctx, {
        username: 'grid',
        name: 'grid',
        passwordHash: 'none',
        relations: [{ role: PEOPLE.grid, areaId: areas.get('429901001001001') }],
      })
    ).id;
    accounts.caller = (await createResident(ctx, { name: PEOPLE.caller, phone: '19900000001' })).id;
    accounts.neighbour = (await createResident(ctx, { name: PEOPLE.neighbour, phone: '19900000002' })).id;
  });
  forgetUnits(runtime);
  return accounts;
}
