import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notAllowed } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import type { Values } from '../source/index.ts';
import { putInSearch } from './commands.write.ts';
import { lockEstate } from './find.ts';
import { editOf, mayChange } from './policy.ts';
import type { EstateRow } from './row.ts';
import { say } from './say.ts';
import type { EstateChange, NewEstate } from './schema.ts';

type New = Static<typeof NewEstate>;
type Changed = Static<typeof EstateChange>;
type Parts = Pick<
  EstateRow,
  'name' | 'area_id' | 'address' | 'address_code' | 'property_unit_id' | 'committee'
>;

const dropped = <T extends object>(parts: T): Partial<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<T>;

async function communityOf(runtime: Runtime, text: string): Promise<string> {
  const areas = await areaTree(runtime);
  const area = areas.get(text) ?? areas.byCode(text);
  if (!area || area.retired || area.path.length === 0 || area.level === 'grid')
    throw badField('area', 'unknown_area', '没有这个社区，请重新选择。');
  return area.id;
}

async function companyOf(runtime: Runtime, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const unit = (await unitRegistry(runtime)).get(id);
  if (unit?.kind !== 'property' || unit.retired)
    throw badField('property_unit', 'unknown_unit', '所选单位不是在用的物业企业，请重新选择。');
  return id;
}

async function partsOf(runtime: Runtime, body: Partial<Omit<New, 'client_id'>>): Promise<Partial<Parts>> {
  return dropped({
    name: body.name?.trim(),
    area_id: body.area === undefined ? undefined : await communityOf(runtime, body.area),
    address: body.address?.trim(),
    address_code: body.address_code?.trim(),
    property_unit_id:
      body.property_unit === undefined ? undefined : await companyOf(runtime, body.property_unit),
    committee: body.committee,
  }) as Partial<Parts>;
}

const valuesOf = ({ committee, ...parts }: Partial<Parts>): Values => ({
  ...parts,
  ...(committee && { committee: JSON.stringify(committee) }),
});

/** Makes a 小区 in a community of one's own. The same submission sent again makes one. */
export async function createEstate(
  runtime: Runtime,
  actor: Actor,
  body: New,
  source = 'manual',
): Promise<{ id: string }> {
  const parts = await partsOf(runtime, body);
  const edit = await editOf(runtime, actor);
  const here = { area_id: parts.area_id!, estate_area: null, property_unit: parts.property_unit_id ?? null };
  if (!mayChange(edit, here)) throw notAllowed('只能在自己负责的社区建立小区。');
  return run(runtime, actor, async (ctx) => {
    const known = await sql<{ name: string }>`
      select name from housing_estate where id = ${body.client_id}::uuid`.execute(ctx.db);
    if (known.rows[0]?.name === parts.name) return { id: body.client_id };
    if (known.rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const hash = say(ctx, {
      ...{ subject: 'estate' as const, id: body.client_id, what: 'created', source },
      scopes: [parts.area_id!, parts.property_unit_id ?? null],
      values: valuesOf(parts),
      prevHash: null,
    });
    ctx.write(sql`
      insert into housing_estate (id, name, area_id, address, address_code, property_unit_id, committee, created_at, event_hash)
      values (${body.client_id}::uuid, ${parts.name}, ${parts.area_id}::uuid, ${parts.address ?? ''}, ${parts.address_code ?? ''},
        ${parts.property_unit_id ?? null}::uuid, ${JSON.stringify(parts.committee ?? {})}::jsonb, ${ctx.now}::timestamptz, ${hash}::bytea)`);
    return { id: body.client_id };
  });
}

/** Its buildings are found by the estate's name too. */
async function renameBuildings(ctx: Context, estate: string, name: string): Promise<void> {
  const { rows } = await sql<{ id: string; name: string; address: string }>`
    select id, name, address from housing_building where estate_id = ${estate}::uuid and retired_at is null`.execute(
    ctx.db,
  );
  await putInSearch(
    ctx,
    rows.map((row) => ({ ...row, estate_name: name })),
  );
}

/** Changes a 小区: name, community, property company, owners' committee. Refuses (409) a stale version. */
export async function changeEstate(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Changed,
): Promise<{ id: string }> {
  const { version, ...wanted } = body;
  const parts = await partsOf(runtime, wanted);
  return run(runtime, actor, async (ctx) => {
    const row = await lockEstate(ctx, id, version);
    const now: EstateRow = { ...row, ...parts };
    const edit = await editOf(runtime, actor);
    if (!mayChange(edit, { area_id: now.area_id, estate_area: null, property_unit: row.property_unit_id }))
      throw notAllowed('只能把小区划到自己负责的社区。');
    const hash = say(ctx, {
      ...{
        subject: 'estate' as const,
        id,
        what: 'changed',
        values: valuesOf(parts),
        prevHash: row.event_hash,
      },
      scopes: [row.area_id, now.area_id, row.property_unit_id, now.property_unit_id],
    });
    await sql`
      update housing_estate set name = ${now.name}, area_id = ${now.area_id}::uuid, address = ${now.address},
        address_code = ${now.address_code}, property_unit_id = ${now.property_unit_id}::uuid,
        committee = ${JSON.stringify(now.committee)}::jsonb, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`.execute(ctx.db);
    if (now.name !== row.name) await renameBuildings(ctx, id, now.name);
    return { id };
  });
}

/** Ends a 小区; refuses (409) one that still has buildings. */
export function retireEstate(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, reason }: { version: number; reason: string },
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockEstate(ctx, id, version);
    if (row.buildings > 0)
      throw conflict('has_buildings', `小区里还有 ${row.buildings} 栋建筑，请先把它们移出或注销。`);
    const hash = say(ctx, {
      ...{ subject: 'estate' as const, id, what: 'retired', data: { reason }, prevHash: row.event_hash },
      scopes: [row.area_id, row.property_unit_id],
    });
    ctx.write(sql`
      update housing_estate set retired_at = ${ctx.now}::timestamptz, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`);
    return { id };
  });
}
