import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { registryItems } from '../dictionary/index.ts';
import { fold, type Statement, sourcesOf, standing, statementsOf, type Value } from '../source/index.ts';
import { holderName } from './holders.ts';
import { holdsArea, reachOf, rightsOf } from './policy.ts';
import { namer } from './queries.kinds.ts';
import { itemsOf } from './queries.ts';
import { findPlace, type PlaceRow } from './row.ts';
import { fieldsOf, maskValue, personal, REGISTRY } from './rules.ts';
import type { Link, PlaceDetail } from './schema.ts';

type Detail = Static<typeof PlaceDetail>;

async function linksOf(ctx: Context, id: string): Promise<Static<typeof Link>[]> {
  const { rows } = await sql<{
    id: string;
    kind: 'operates' | 'registered' | 'owns';
    building_id: string;
    building: string;
    house_id: string | null;
    house: string | null;
    from_on: string;
    to_on: string | null;
  }>`
    select l.id, l.kind, l.building_id, b.name as building, l.house_id, h.number as house, l.from_on::text as from_on, l.to_on::text as to_on
    from place_link l join housing_building b on b.id = l.building_id left join housing_house h on h.id = l.house_id
    where l.place_id = ${id}::uuid order by l.to_on desc nulls first, l.from_on desc limit ${atMost(100)}`.execute(
    ctx.db,
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    building: { id: row.building_id, name: row.building },
    house: row.house_id ? { id: row.house_id, name: row.house ?? '' } : null,
    from_on: row.from_on,
    to_on: row.to_on,
  }));
}

const saidFlag = (value: Value): string => (value ? '是' : '否');

/** What holds of it, item by item, with who said it and what others say. */
async function valuesOf(
  ctx: Context,
  row: PlaceRow,
  masked: Record<string, string>,
  said: readonly Statement[],
) {
  const [registry, sources, nameOf] = await Promise.all([
    registryItems(ctx.runtime),
    sourcesOf(ctx.runtime),
    namer(ctx.runtime),
  ]);
  const held = fold(standing(said), (item) => sources.order(REGISTRY[row.subject], item));
  const byId = new Map(said.map((each) => [each.id, each]));
  return fieldsOf(registry, row.subject).flatMap((item) => {
    const hidden = personal(item);
    const shown = (value: Value): string => {
      if (hidden) return maskValue(item, value);
      if (item.type === 'flag') return saidFlag(value);
      return nameOf(row.subject, item.code, String(value));
    };
    const value = row.items[item.code] ?? null;
    const text = hidden ? masked[item.code] : value === null ? undefined : shown(value);
    if (text === undefined) return [];
    const hold = held.get(item.code);
    const by = hold && byId.get(hold.statement);
    return {
      ...{ code: item.code, name: item.name, text, personal: hidden },
      source: by ? sources.nameOf(by.source) : null,
      said_at: by?.saidAt.toISOString() ?? null,
      others: (hold?.open ? hold.others : []).flatMap((other) => {
        const from = byId.get(other.statement);
        return from
          ? [
              {
                text: shown(other.value),
                source: sources.nameOf(from.source),
                said_at: from.saidAt.toISOString(),
              },
            ]
          : [];
      }),
    };
  });
}

async function storyOf(ctx: Context, row: PlaceRow, said: readonly Statement[]) {
  const [registry, sources] = await Promise.all([registryItems(ctx.runtime), sourcesOf(ctx.runtime)]);
  const looks = await sql<{ account_id: string; at: Date; purpose: string; items: string[] }>`
    select account_id, at, purpose, items from place_look where place_id = ${row.id}::uuid order by id desc limit ${atMost(50)}`.execute(
    ctx.db,
  );
  const people = [...said.map(({ actor }) => actor), ...looks.rows.map(({ account_id }) => account_id)];
  const names = await accountNames(ctx.db, [...new Set(people)]);
  const nameOf = (code: string) =>
    code === 'lng' || code === 'lat' ? '位置' : (registry.item(REGISTRY[row.subject], code)?.name ?? code);
  const namesOf = (codes: readonly string[]) => [...new Set(codes.map(nameOf))];
  return {
    statements: said.toReversed().map((each) => ({
      ...{ id: each.id, source: sources.nameOf(each.source), at: each.at.toISOString() },
      by: names.get(each.actor) ?? '系统',
      items: namesOf(Object.keys(each.values)),
      withdrawn: each.withdrawnAt !== null,
    })),
    looks: looks.rows.map(({ account_id, at, purpose, items }) => ({
      ...{ by: names.get(account_id) ?? '', at: at.toISOString(), purpose, items: namesOf(items) },
    })),
  };
}

async function tiedTo(
  ctx: Context,
  row: PlaceRow,
): Promise<Pick<Detail, 'unit' | 'holder' | 'parking' | 'related'>> {
  const ids = [row.holder_kind === 'organisation' ? row.holder_id : null, row.parking_id, row.related_id];
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from place where id = any (${ids.filter((id) => id !== null)}::uuid[])`.execute(ctx.db);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const unit = row.unit_id && (await unitRegistry(ctx.runtime)).get(row.unit_id);
  return {
    unit: unit ? { id: unit.id, name: unit.name } : null,
    holder:
      (row.holder_id && {
        kind: row.holder_kind!,
        id: row.holder_id,
        name:
          row.holder_kind === 'person'
            ? await holderName(ctx, row.holder_id)
            : (names.get(row.holder_id) ?? null),
      }) ||
      null,
    parking: row.parking_id ? { id: row.parking_id, name: names.get(row.parking_id) ?? '' } : null,
    related: row.related_id ? { id: row.related_id, name: names.get(row.related_id) ?? '' } : null,
  };
}

/** One place with its values, their sources, where it sits and who looked; 404 outside the actor's areas. */
export async function placeDetail(runtime: Runtime, actor: Actor, id: string): Promise<Detail> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const row = await findPlace(ctx, id);
    const mine = reachOf(actor, areas, rightsOf(row.subject).edit);
    const [item] = await itemsOf(ctx, [row]);
    const said = await statementsOf(ctx, [id]);
    return {
      ...item!,
      created_at: row.created_at.toISOString(),
      address_code: row.address_code,
      ...(await tiedTo(ctx, row)),
      values: await valuesOf(ctx, row, item!.masked, said),
      links: await linksOf(ctx, id),
      ...(await storyOf(ctx, row, said)),
      abilities: { edit: row.retired_at === null && holdsArea(mine, row.area_id) },
    };
  });
}
