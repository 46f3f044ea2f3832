import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf, unitsOf } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree, gridAt } from '../area/index.ts';
import { BLOW, KEEP } from './policy.ts';
import { officersNow } from './queries.on-call.ts';
import type { OnCallItem } from './schema.ts';

type Item = Static<typeof OnCallItem>;

interface Row {
  id: string;
  unit_id: string;
  account_id: string;
  account: string;
  area_id: string;
  from_at: Date;
  to_at: Date;
  ended_at: Date | null;
}

/** The roster of the actor's own departments, the newest entries first. */
export async function listOnCall(
  runtime: Runtime,
  actor: Actor,
  { cursor, limit = 50 }: { cursor?: string; limit?: number },
): Promise<Page<Item>> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const after = cursorId(cursor);
  const now = runtime.clock.now();
  const { rows } = await sql<Row>`
    select o.id, o.unit_id, o.account_id, a.name as account, o.area_id, o.from_at, o.to_at, o.ended_at
    from whistle_on_call o join account a on a.id = o.account_id
    where o.unit_id = any (${unitsOf(actor, KEEP)}::uuid[]) ${after ? sql`and o.id < ${after}::uuid` : sql``}
    order by o.id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return {
    items: page.items.map((row) => ({
      id: row.id,
      unit: { id: row.unit_id, name: units.get(row.unit_id)?.name ?? '' },
      account: { id: row.account_id, name: row.account },
      area: { id: row.area_id, name: areas.get(row.area_id)?.name ?? '' },
      from_at: row.from_at.toISOString(),
      to_at: row.to_at.toISOString(),
      ended_at: row.ended_at?.toISOString() ?? null,
      now: !row.ended_at && row.from_at <= now && row.to_at > now,
    })),
    next: page.next,
  };
}

/** Who may be put on call: those of the actor's own departments who may do their work. */
export async function rosterPeople(runtime: Runtime, actor: Actor) {
  const units = await unitRegistry(runtime);
  const { rows } = await sql<{ unit_id: string; id: string; name: string }>`
    select distinct l.unit_id, a.id, a.name from account_relation l join account a on a.id = l.account_id
    join account_role r on r.code = l.role_code and 'matter:handle' = any (r.permissions)
    where l.unit_id = any (${unitsOf(actor, KEEP)}::uuid[]) and l.ended_at is null and a.disabled_at is null
    order by a.name, a.id`.execute(runtime.db);
  return rows.map(({ unit_id, id, name }) => ({
    id,
    name,
    unit: { id: unit_id, name: units.get(unit_id)?.name ?? '' },
  }));
}

/** Who of some units is on call at a place now, for whoever may blow a whistle there; units without anybody are left out. */
export async function onCallNow(
  runtime: Runtime,
  actor: Actor,
  { lng, lat, units }: { lng: number; lat: number; units: string[] },
): Promise<{ unit: string; name: string }[]> {
  const areas = await areaTree(runtime);
  const { grid } = await gridAt(runtime, lng, lat);
  const area = areas.get(grid ?? '');
  if (!area || !areasOf(actor, BLOW).some((top) => areas.within(area.id, top)))
    throw badField('lng', 'not_your_area', '这个位置不在您的辖区内，请重新点选。');
  const officers = await officersNow(runtime.db, units, area.path, runtime.clock.now());
  return [...officers.values()].map(({ unit, name }) => ({ unit, name }));
}
