import { sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Judged, SheetRow, SheetValues, Verdict } from '../../platform/sheet/target.ts';
import { unitRegistry } from '../account/index.ts';
import type { Values } from '../source/index.ts';
import { putInSearch } from './commands.write.ts';
import { mayChange } from './policy.ts';
import type { Committee, EstateRow } from './row.ts';
import { say } from './say.ts';
import { EstateFinder } from './sheet.find.ts';
import {
  fault,
  hearKnown,
  housingSheet,
  onceEach,
  outside,
  refused,
  type Session,
  text,
} from './sheet.said.ts';

interface Plan {
  community: string | null;
  code: string;
  name: string;
  sourceKey: string | null;
  said: Values;
}

const committeeText = ({ stand, name, until }: Committee): string =>
  JSON.stringify({ ...(stand && { stand }), ...(name && { name }), ...(until && { until }) });

function committeeOf(values: SheetValues): string | null {
  const { committee, committee_until: until } = values;
  if (committee === undefined && until === undefined) return null;
  return committeeText(
    committee === false ? { stand: 'none' } : { stand: 'elected', ...(until && { until: String(until) }) },
  );
}

async function judge(session: Session, { values }: SheetRow): Promise<Judged<Plan>> {
  const said = text(values, 'community');
  const area = session.areas.named(said);
  if (said !== '' && (!area || area.level === 'grid'))
    return fault('community', 'unknown_area', '没有这个社区，请填写编码，或不重名的名称。');
  const company = text(values, 'property_name');
  const units = company === '' ? [] : (await unitRegistry(session.runtime)).all();
  const unit = units.find(({ kind, name, retired }) => kind === 'property' && name === company && !retired);
  if (company !== '' && !unit)
    return fault(
      'property_name',
      'unknown_unit',
      '没有登记这家在用的物业企业：请核对名称，或先由管理员登记单位。',
    );
  const committee = committeeOf(values);
  const [name, address, code] = [text(values, 'name'), text(values, 'address'), text(values, 'address_code')];
  return {
    plan: {
      ...{ community: area?.id ?? null, code, name, sourceKey: text(values, 'source_key') || null },
      said: {
        ...{ name, ...(address && { address }), ...(code && { address_code: code }) },
        ...(unit && { property_unit_id: unit.id }),
        ...(committee && { committee }),
      },
    },
  };
}

const heldOf = ({ name, address, address_code, property_unit_id, committee }: EstateRow): Values => ({
  ...{ name, address, address_code, property_unit_id, committee: committeeText(committee) },
});

const here = (area_id: string, property_unit: string | null) => ({
  area_id,
  estate_area: null,
  property_unit,
});

/** The estate that a row means; null for a new one, or why it cannot be said. */
function known(
  session: Session,
  finder: EstateFinder,
  { code, name, community }: Plan,
): EstateRow | Verdict | null {
  const coded = finder.coded(code);
  const named = finder
    .named(name)
    .filter((row) => (!community || row.area_id === community) && (code === '' || row.address_code === ''));
  const found = coded.length > 0 ? coded : named;
  if (found.length > 1)
    return refused('name', 'ambiguous_estate', '同名或同编码的小区不止一个，请填写所属社区和编码。');
  const row = found[0];
  if (!row) {
    if (!community) return refused('community', 'required', '这是新的小区：请填写所属社区。');
    return mayChange(session.reach, here(community, null)) ? null : outside('community');
  }
  if (!mayChange(session.reach, here(row.area_id, row.property_unit_id))) return outside('name');
  if (community && row.area_id !== community)
    return refused('community', 'other_area', '这个编码的小区登记在别的社区：请核对，或在小区页面上改社区。');
  return row;
}

async function insertEstates(ctx: Context, session: Session, plans: readonly Plan[]): Promise<void> {
  if (plans.length === 0) return;
  const rows = plans.map(({ community, name, code, said, sourceKey }) => {
    const id = uuidv7(ctx.now);
    const property = (said.property_unit_id as string | undefined) ?? null;
    const hash = say(ctx, {
      ...{
        subject: 'estate' as const,
        id,
        what: 'created',
        source: session.source,
        sourceKey,
        prevHash: null,
      },
      ...{ saidAt: session.saidAt, scopes: [community, property], values: { ...said, area_id: community } },
    });
    return {
      ...{ id, name, area_id: community, address: said.address ?? '', address_code: code },
      ...{ property, committee: JSON.parse(String(said.committee ?? '{}')), hash: hash.toString('hex') },
    };
  });
  await ctx.flush();
  await sql`
    insert into housing_estate (id, name, area_id, address, address_code, property_unit_id, committee, created_at, event_hash)
    select id, name, area_id, address, address_code, property, committee, ${ctx.now}::timestamptz, decode(hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(id uuid, name text, area_id uuid, address text, address_code text,
      property uuid, committee jsonb, hash text)`.execute(ctx.db);
}

async function updateEstates(
  ctx: Context,
  changed: readonly { row: EstateRow; now: Values }[],
): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map(({ row, now }) => {
    const hash = say(ctx, {
      ...{ subject: 'estate' as const, id: row.id, what: 'changed', prevHash: row.event_hash },
      scopes: [row.area_id, row.property_unit_id, (now.property_unit_id as string | null) ?? null],
    });
    return { ...now, id: row.id, committee: JSON.parse(String(now.committee)), hash: hash.toString('hex') };
  });
  await ctx.flush();
  await sql`
    update housing_estate e set name = n.name, address = n.address, address_code = n.address_code,
      property_unit_id = n.property_unit_id, committee = n.committee, version = version + 1, event_hash = decode(n.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, name text, address text, address_code text,
      property_unit_id uuid, committee jsonb, hash text) where n.id = e.id`.execute(ctx.db);
  const renamed = changed.filter(({ row, now }) => now.name !== row.name).map(({ row }) => row.id);
  if (renamed.length === 0) return;
  const buildings = await sql<{ id: string; name: string; address: string; estate_name: string }>`
    select b.id, b.name, b.address, e.name as estate_name from housing_building b join housing_estate e on e.id = b.estate_id
    where e.id = any (${renamed}::uuid[]) and b.retired_at is null`.execute(ctx.db);
  await putInSearch(ctx, buildings.rows);
}

async function take(
  ctx: Context,
  session: Session,
  plans: readonly Plan[],
  write: boolean,
): Promise<Verdict[]> {
  const finder = await EstateFinder.read(
    ctx,
    plans.map(({ name }) => name),
    plans.map(({ code }) => code),
    { held: true },
  );
  const found = onceEach(plans.map((plan) => known(session, finder, plan)));
  const { verdicts, changed, fresh } = await hearKnown(ctx, session, 'estate', {
    plans,
    found,
    heldOf,
    write,
  });
  if (!write) return verdicts;
  await updateEstates(ctx, changed);
  await insertEstates(ctx, session, fresh);
  return verdicts;
}

/** Tables of 小区: each row is what its source says of one, found by its code or by its name in its community. */
export const estateSheet = housingSheet<Plan>({
  subject: 'estate',
  name: '小区',
  key: (values) =>
    text(values, 'address_code') || [text(values, 'community'), text(values, 'name')].join('\n'),
  judge,
  take,
});
