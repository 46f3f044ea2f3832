import { type RawBuilder, sql } from 'kysely';
import { conflict, notAllowed, Refusal } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import {
  editOf,
  mayChange,
  noBuilding,
  noEstate,
  noHouse,
  reached,
  reachedEstate,
  viewOf,
} from './policy.ts';
import { type BuildingRow, buildings, ESTATE, type EstateRow, type HouseRow, houses } from './row.ts';

const stale = (what: string, version: number) =>
  conflict('stale', `${what}刚被别人改过，请刷新后再改。`, { version });

function refuse(
  may: boolean,
  what: string,
  row: { version: number; retired_at: Date | null },
  version?: number,
) {
  if (!may) throw notAllowed(`${what}不在您负责的范围内，只能查看。`);
  if (row.retired_at !== null) throw conflict('retired', `${what}已注销，不能再改。`);
  if (version !== undefined && version !== row.version) throw stale(what, row.version);
}

/** The building, locked, for whoever may change it; 404 for who does not see it, 403 for who only sees it, 409 when it is stale or retired. */
export async function lockBuilding(ctx: Context, id: string, version?: number): Promise<BuildingRow> {
  const [view, edit] = await Promise.all([viewOf(ctx.runtime, ctx.actor), editOf(ctx.runtime, ctx.actor)]);
  const { rows } = await buildings(
    sql`where b.id = ${id}::uuid and (${reached(view)} or ${reached(edit)}) for update of b`,
  ).execute(ctx.db);
  const [row] = rows;
  if (!row) throw noBuilding();
  refuse(mayChange(edit, row), '这栋建筑', row, version);
  return row;
}

/** A house with its building, both locked; refused like the building. */
export async function lockHouse(
  ctx: Context,
  id: string,
  version?: number,
): Promise<{ house: HouseRow; building: BuildingRow }> {
  const found = await housesBy(ctx, sql`h.id = ${id}::uuid`);
  const [first] = found;
  if (!first) throw noHouse();
  const building = await lockBuilding(ctx, first.building_id).catch((error: unknown) => {
    // Of a building that is not theirs nobody learns that the house is there.
    throw error instanceof Refusal && error.status === 404 ? noHouse() : error;
  });
  // Again, now that the building is locked: rooms change under its lock only.
  const [house] = await housesBy(ctx, sql`h.id = ${id}::uuid`);
  if (house!.retired_at) throw conflict('retired', '这套房屋已注销，不能再改。');
  if (version !== undefined && version !== house!.version) throw stale('这套房屋', house!.version);
  return { house: house!, building };
}

/** Houses by a condition on `h`. */
export async function housesBy(ctx: Pick<Context, 'db'>, where: RawBuilder<unknown>): Promise<HouseRow[]> {
  return (await houses(sql`where ${where}`).execute(ctx.db)).rows;
}

/** The estate, locked, for whoever may change it; refused like a building. */
export async function lockEstate(ctx: Context, id: string, version?: number): Promise<EstateRow> {
  const [view, edit] = await Promise.all([viewOf(ctx.runtime, ctx.actor), editOf(ctx.runtime, ctx.actor)]);
  const { rows } = await sql<EstateRow>`
    select ${ESTATE} from housing_estate e
    where e.id = ${id}::uuid and (${reachedEstate(view)} or ${reachedEstate(edit)}) for update of e`.execute(
    ctx.db,
  );
  const [row] = rows;
  if (!row) throw noEstate();
  const place = { area_id: row.area_id, estate_area: null, property_unit: row.property_unit_id };
  refuse(mayChange(edit, place), '这个小区', row, version);
  return row;
}
