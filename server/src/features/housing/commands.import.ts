import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { contains } from '../area/index.ts';
import { hear, keepNews, type Spoken } from '../source/index.ts';
import { type BuildingInput, makeBuildings } from './commands.bulk.ts';
import { changeBuildings } from './commands.heard.ts';
import { pointOf, standingOf } from './place.ts';
import { mayChange, type Reach } from './policy.ts';
import { type BuildingRow, buildings, idsFrom } from './row.ts';
import type { OutlineRow } from './rules.outline.ts';
import { cellsOf } from './rules.tile.ts';

/** What became of the buildings of a file. */
export interface Taken {
  /** New ones. */
  made: number;
  /** Known by their key or their place, and given what the file knows better. */
  changed: number;
  same: number;
  /** Of the new ones, those in no grid. */
  unplaced: number;
  /** Not within the reach of whoever imports: left out. */
  elsewhere: number;
}

export const NOTHING: Taken = { made: 0, changed: 0, same: 0, unplaced: 0, elsewhere: 0 };
export const sumOf = (a: Taken, b: Taken): Taken => ({
  made: a.made + b.made,
  changed: a.changed + b.changed,
  same: a.same + b.same,
  unplaced: a.unplaced + b.unplaced,
  elsewhere: a.elsewhere + b.elsewhere,
});

const SOURCE = 'map';
const pointFor = (row: OutlineRow) => (row.outline ? pointOf(row.outline) : row.point!);
const keyOf = (row: OutlineRow): string | null => row.key && `${SOURCE}:${row.key}`;

/** Degrees within which what stands for a building lies from any point of it. */
const NEAR = 0.003;

/** Known buildings as features mean them: by the key, else by where they stand; `held` until they are written. All features of a part ask once. */
async function finderFor(ctx: Context, rows: readonly OutlineRow[], held: boolean) {
  const cells = rows
    .map(pointFor)
    .flatMap(({ lng, lat }) => cellsOf({ minX: lng, maxX: lng, minY: lat, maxY: lat }));
  const ids = await idsFrom(
    ctx,
    sql`
      select id from housing_building where retired_at is null and source_key = any (${rows.flatMap((row) => keyOf(row) ?? [])}::text[])
      union select building_id as id from housing_cell where key = any (${[...new Set(cells)]}::bigint[])`,
  );
  const found = await buildings(
    sql`where b.id = any (${ids}::uuid[]) and b.retired_at is null order by b.id ${sql.raw(held ? 'for no key update of b' : '')}`,
  ).execute(ctx.db);
  const byKey = new Map(found.rows.map((row) => [row.source_key, row]));
  const columns = Map.groupBy(found.rows, ({ lng }) => Math.floor((lng ?? 0) / NEAR));
  /** Its point lies in the outline, or the outline's point in what is drawn for it. */
  const byPlace = (row: OutlineRow): BuildingRow | undefined => {
    const { lng, lat } = pointFor(row);
    const column = Math.floor(lng / NEAR);
    return [column - 1, column, column + 1]
      .flatMap((each) => columns.get(each) ?? [])
      .filter((known) => Math.abs(known.lng! - lng) < NEAR && Math.abs(known.lat! - lat) < NEAR)
      .find(
        (known) =>
          (row.outline && contains(row.outline, known.lng!, known.lat!)) ||
          (known.outline && contains(known.outline, lng, lat)),
      );
  };
  return (row: OutlineRow): BuildingRow | undefined => byKey.get(keyOf(row) ?? '') ?? byPlace(row);
}

type Known = { row: OutlineRow; known: BuildingRow };

const spokenOf = ({ row, known }: Known): Spoken => {
  const { id, name, address, floors, outline } = known;
  return {
    id,
    held: { name, address, floors, outline: outline && JSON.stringify(outline) },
    said: {
      ...(row.outline && { outline: JSON.stringify(row.outline) }),
      ...(row.address && { name: row.name, address: row.address }),
      ...(row.floors !== null && { floors: row.floors }),
    },
    sourceKey: keyOf(row),
  };
};

/** Known buildings hear what the file says of them; what holds then is decided among all that was said. */
async function tellKnown(ctx: Context, all: readonly Known[]): Promise<Pick<Taken, 'changed' | 'same'>> {
  const voice = { source: SOURCE, saidAt: ctx.now };
  const spoken = all.map(spokenOf);
  const heard = await hear(ctx, 'building', voice, spoken);
  keepNews(ctx, 'building', voice, spoken, heard);
  const changed = all.flatMap(({ known }, i) =>
    heard[i]!.changed ? [{ row: known, now: heard[i]!.now, estate: null }] : [],
  );
  await changeBuildings(ctx, changed);
  return { changed: changed.length, same: all.length - changed.length };
}

/**
 * Takes a part of a file in: known buildings hear what it says, the others are made; few statements for however many. Safe to run twice: keys
 * and places find them again. What is taken back afterwards, and so loses nobody's word, need not hold whatever stands near (`held`).
 */
export async function takeOutlines(
  ctx: Context,
  rows: readonly OutlineRow[],
  edit: Reach,
  held = true,
): Promise<Taken> {
  const taken: Taken = { ...NOTHING };
  const find = await finderFor(ctx, rows, held);
  const known = new Map<string, Known>();
  const fresh: BuildingInput[] = [];
  // What speaks of a building once more is heard after the first is written.
  const again: OutlineRow[] = [];
  for (const row of rows) {
    const found = find(row);
    if (found) {
      if (!mayChange(edit, found)) taken.elsewhere++;
      else if (known.has(found.id)) again.push(row);
      else known.set(found.id, { row, known: found });
      continue;
    }
    const { name, address, kind, outline, point } = row;
    const { area_id } = await standingOf(ctx.runtime, { outline, point });
    if (!mayChange(edit, { area_id, estate_area: null, property_unit: null })) {
      taken.elsewhere++;
      continue;
    }
    if (area_id === null) taken.unplaced++;
    fresh.push({ name, address, kind, floors: row.floors ?? 1, outline, point, sourceKey: keyOf(row) });
  }
  Object.assign(taken, await tellKnown(ctx, [...known.values()]));
  taken.made = (await makeBuildings(ctx, fresh, { source: SOURCE })).length;
  return again.length > 0 ? sumOf(taken, await takeOutlines(ctx, again, edit, held)) : taken;
}
