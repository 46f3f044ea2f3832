import { sql } from 'kysely';
import { dayOf } from '../../platform/day.ts';
import { badFields, conflict, type FieldFault, notAllowed, type Refusal } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type CheckedValue, checkValue, dictionaries, registryItems } from '../dictionary/index.ts';
import {
  fold,
  sourcesOf,
  standing,
  state,
  statementsOf,
  type TableChanged,
  type TakenBack,
  type Values,
  withdraw,
} from '../source/index.ts';
import { housesBy } from './find.ts';
import { editOf, mayChange, noHouse, viewOf } from './policy.ts';
import { heldOf, houseColumns, itemOf } from './queries.table.ts';
import { type BuildingRow, buildings, type HouseRow } from './row.ts';
import { HOUSE_USES, USES } from './rules.state.ts';
import { changeHouses } from './sheet.doors.ts';
import { houseItems } from './sheet.fields.ts';

const wrong = (problem: string): CheckedValue => ({ ok: false, value: null, problem });

/** A house's own fields, which are no items of the registry. */
function checkOwn(code: string, said: string): CheckedValue {
  if (code === 'use') {
    const use = USES.get(said) ?? (Object.hasOwn(HOUSE_USES, said) ? said : null);
    return use ? { ok: true, value: use } : wrong(`请填：${[...USES.keys()].join('、')}。`);
  }
  if (code === 'address_code') return said.length <= 60 ? { ok: true, value: said } : wrong('最多 60 个字。');
  const size = Number(said);
  if (said === '') return { ok: true, value: null };
  return size > 0 && size <= 1_000_000
    ? { ok: true, value: Math.round(size * 100) / 100 }
    : wrong('请填大于 0 的数。');
}

/** Values of houses as they are kept; refuses at `values.CODE` what cannot be and what is not edited in a list. */
export async function checkHouseValues(runtime: Runtime, raw: Values): Promise<Values> {
  const [all, registry, words] = [
    await houseColumns(runtime),
    await registryItems(runtime),
    await dictionaries(runtime),
  ];
  const faults: FieldFault[] = [];
  const values: Values = {};
  for (const [code, value] of Object.entries(raw)) {
    const column = all.find((each) => each.code === code && each.editable);
    const said = String(value ?? '').trim();
    const item = column && houseItems.has(code) ? registry.item('house', itemOf(code)) : null;
    const checked = !column
      ? wrong('这一列不能在台账里修改。')
      : item
        ? checkValue(item, said, { words, today: dayOf(runtime.clock.now()) })
        : checkOwn(code, said);
    if (checked.ok) values[code] = checked.value;
    else
      faults.push({
        ...{ path: `values.${code}`, code: 'bad_value' },
        message: `${column?.name ?? code}：${checked.problem}`,
      });
  }
  if (faults.length > 0) throw badFields(faults);
  return values;
}

/** Houses with their buildings, locked in one order; rooms change under the lock of their building only. */
async function lockHouses(ctx: Context, ids: readonly string[]) {
  const { rows } = await buildings(
    sql`where b.id in (select building_id from housing_house where id = any (${ids as string[]}::uuid[])) order by b.id for update of b`,
  ).execute(ctx.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = await housesBy(ctx, sql`h.id = any (${ids as string[]}::uuid[])`);
  return { houses: new Map(found.map((house) => [house.id, house])), buildings: byId };
}

function refusalOf(
  house: HouseRow | undefined,
  may: (building: string) => boolean,
  version?: number,
): Refusal | null {
  if (!house) return noHouse();
  if (!may(house.building_id)) return notAllowed('这套房屋不在您负责的范围内，只能查看。');
  if (house.retired_at) return conflict('retired', '这套房屋已注销，不能再改。');
  if (version !== undefined && version !== house.version)
    return conflict('stale', '这套房屋刚被别人改过，请刷新后再改。', { version: house.version });
  return null;
}

const mayOf = async (ctx: Context, known: ReadonlyMap<string, BuildingRow>) => {
  const edit = await editOf(ctx.runtime, ctx.actor);
  return (building: string) => {
    const row = known.get(building);
    return row !== undefined && row.retired_at === null && mayChange(edit, row);
  };
};

/** The same values by hand on several houses; who may not be changed is left out and told. */
export async function changeSeveral(
  ctx: Context,
  rows: readonly { id: string; version?: number }[],
  raw: Values,
): Promise<TableChanged> {
  const values = await checkHouseValues(ctx.runtime, raw);
  const ids = rows.map(({ id }) => id);
  const locked = await lockHouses(ctx, ids);
  const [may, view] = [await mayOf(ctx, locked.buildings), await viewOf(ctx.runtime, ctx.actor)];
  // Of what has ended, or stands where the actor sees nothing, nobody learns that it is there.
  const seen = ({ retired_at, building_id }: HouseRow) =>
    retired_at === null && mayChange(view, locked.buildings.get(building_id)!);
  const said = new Set(
    standing(await statementsOf(ctx, ids)).flatMap((each) => keysOf(each.subject, each.values)),
  );
  const changed: { row: HouseRow; now: Values }[] = [];
  const result = {
    statements: new Map<string, string>(),
    before: new Map<string, Values>(),
    refused: new Map<string, Refusal>(),
  };
  for (const { id, version } of rows) {
    const known = locked.houses.get(id);
    const house = known && seen(known) ? known : undefined;
    const refused = refusalOf(house, may, version);
    if (refused) result.refused.set(id, refused);
    if (!house || refused) continue;
    const held = heldOf(house);
    const word = state(ctx, {
      subjectKind: 'house',
      subject: id,
      source: 'manual',
      values,
      deliberate: true,
    });
    result.statements.set(id, word.id);
    const own = Object.keys(values).filter((code) => !said.has(`${id} ${code}`));
    result.before.set(id, Object.fromEntries(own.map((code) => [code, held[code] ?? null])));
    changed.push({ row: house, now: { ...held, ...values } });
  }
  await changeHouses(ctx, locked.buildings, changed);
  return result;
}

const keysOf = (subject: string, values: Values): string[] =>
  Object.keys(values).map((code) => `${subject} ${code}`);

/** Withdraws a word about each of several houses: what held before it holds again. Answers with those of which it was done. */
export async function takeBackSeveral(ctx: Context, words: readonly TakenBack[]): Promise<string[]> {
  const locked = await lockHouses(
    ctx,
    words.map(({ id }) => id),
  );
  const may = await mayOf(ctx, locked.buildings);
  const sources = await sourcesOf(ctx.runtime);
  const mine = words.filter(({ id }) => refusalOf(locked.houses.get(id), may) === null);
  const said = Map.groupBy(
    await statementsOf(
      ctx,
      mine.map(({ id }) => id),
    ),
    ({ subject }) => subject,
  );
  await withdraw(
    ctx,
    mine.map(({ id }) => id),
    mine.map(({ statement }) => statement),
  );
  const changed: { row: HouseRow; now: Values }[] = [];
  for (const { id, statement, before } of mine) {
    const all = said.get(id) ?? [];
    const taken = all.find((each) => each.id === statement);
    if (!taken) continue;
    const left = standing(all.filter((each) => each.id !== statement));
    const folded = fold(left, (item) => sources.order('house', item));
    const row = locked.houses.get(id)!;
    const now = { ...heldOf(row) };
    for (const code of Object.keys(taken.values))
      now[code] = folded.has(code) ? folded.get(code)!.value : (before?.[code] ?? null);
    changed.push({ row, now });
  }
  await changeHouses(ctx, locked.buildings, changed);
  return changed.map(({ row }) => row.id);
}
