import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { record, recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { forgetSessions } from './session.ts';
import { type UnitUse, usesOf } from './unit-uses.ts';
import { forgetUnits, unitRegistry } from './units.ts';

export interface NewUnit {
  id?: string;
  code: string;
  name: string;
  kind: string;
  specialty?: string | null;
  areaId: string;
  parentId?: string | null;
}

/** Makes an organisation. Refuses a code that is taken. */
export async function createUnit(ctx: Context, input: NewUnit): Promise<{ id: string }> {
  const id = input.id ?? uuidv7(ctx.now);
  const { code, name, kind, specialty = null, areaId, parentId = null } = input;
  const { rows } = await sql<{ id: string }>`
    insert into account_unit (id, code, name, kind, specialty, area_id, parent_id, created_at)
    values (${id}::uuid, ${code}, ${name}, ${kind}, ${specialty}, ${areaId}::uuid, ${parentId}::uuid, ${ctx.now}::timestamptz)
    on conflict (code) do nothing returning id`.execute(ctx.db);
  if (rows.length === 0) throw conflict('code_taken', `单位代码「${code}」已被使用，请换一个。`);
  record(ctx, {
    subjectKind: 'account_unit',
    subject: id,
    kind: 'account.unit.created',
    audience: 'staff',
    scopes: [id, areaId],
    data: { code, name, kind, specialty, area_id: areaId, parent_id: parentId },
    prevHash: null,
  });
  return { id };
}

async function requirePlace(ctx: Context, areaId: string | undefined, parentId: string | null | undefined) {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  if (areaId !== undefined && !areas.get(areaId))
    throw badField('area_id', 'unknown_area', '没有这个区域，请重新选择。');
  if (parentId && !units.get(parentId))
    throw badField('parent_id', 'unknown_unit', '没有这个上级单位，请重新选择。');
  return units;
}

/** `createUnit` for an administrator: refuses places that do not exist. */
export async function addUnit(runtime: Runtime, actor: Actor, input: NewUnit): Promise<{ id: string }> {
  const made = await run(runtime, actor, async (ctx) => {
    await requirePlace(ctx, input.areaId, input.parentId);
    return createUnit(ctx, input);
  });
  forgetUnits(runtime);
  return made;
}

export interface UnitChange {
  version: number;
  name?: string;
  kind?: string;
  specialty?: string | null;
  areaId?: string;
  parentId?: string | null;
}

interface LockedUnit {
  version: number;
  area_id: string;
  retired_at: Date | null;
}

async function lockUnit(ctx: Context, id: string, version: number): Promise<LockedUnit> {
  const { rows } = await sql<LockedUnit>`
    select version, area_id, retired_at from account_unit where id = ${id}::uuid for update`.execute(ctx.db);
  const row = rows[0];
  if (!row) throw notFound('单位');
  if (row.version !== version)
    throw conflict('stale', '这个单位刚被别人修改过，请刷新后再改。', { version: row.version });
  if (row.retired_at) throw conflict('retired', '这个单位已停用，不能再修改。');
  return row;
}

/** Changes an organisation; refuses a parent below itself, a stale version, and what is retired. */
export async function changeUnit(runtime: Runtime, actor: Actor, id: string, change: UnitChange) {
  await run(runtime, actor, async (ctx) => {
    const before = await lockUnit(ctx, id, change.version);
    const units = await requirePlace(ctx, change.areaId, change.parentId);
    for (let up = change.parentId ?? null; up; up = units.get(up)?.parentId ?? null)
      if (up === id) throw badField('parent_id', 'circle', '上级单位不能是本单位或其下级。');
    const { version: _, ...set } = change;
    const next = JSON.stringify({
      name: set.name,
      kind: set.kind,
      specialty: set.specialty,
      area_id: set.areaId,
      parent_id: set.parentId,
    });
    await sql`update account_unit u set name = n.name, kind = n.kind, specialty = n.specialty, area_id = n.area_id,
        parent_id = n.parent_id, version = u.version + 1
      from account_unit o, jsonb_populate_record(o, ${next}::jsonb) n where u.id = ${id}::uuid and o.id = u.id`.execute(
      ctx.db,
    );
    await recordNext(ctx, {
      subjectKind: 'account_unit',
      subject: id,
      kind: 'account.unit.changed',
      audience: 'staff',
      scopes: [...new Set([id, before.area_id, change.areaId ?? before.area_id])],
      data: JSON.parse(next),
    });
  });
  forgetUnits(runtime);
  forgetSessions(runtime);
}

async function refuseUsed(ctx: Context, id: string): Promise<void> {
  const { rows } = await sql<{ staff: number; below: number }>`
    select (select count(distinct account_id) from account_relation where unit_id = ${id}::uuid and ended_at is null) as staff,
      (select count(*) from account_unit where parent_id = ${id}::uuid and retired_at is null) as below`.execute(
    ctx.db,
  );
  const { staff, below } = rows[0]!;
  const uses: UnitUse[] = [
    ...(await usesOf(ctx, id)),
    { what: 'staff', n: staff, words: '名工作人员' },
    { what: 'below', n: below, words: '个下级单位' },
  ];
  const left = uses.filter(({ n }) => n > 0);
  if (left.length > 0)
    throw conflict(
      'in_use',
      `本单位还有${left.map(({ n, words }) => ` ${n} ${words}`).join('、')}。请先把手上的工作转办、改派或提级，再转走人员、停用或改挂下级单位，然后停用本单位。`,
      Object.fromEntries(uses.map(({ what, n }) => [what, n])),
    );
}

/** Retires an organisation: it is offered no more. Refuses while it has work, staff or organisations below it. */
export async function retireUnit(runtime: Runtime, actor: Actor, id: string, version: number) {
  await run(runtime, actor, async (ctx) => {
    const unit = await lockUnit(ctx, id, version);
    await refuseUsed(ctx, id);
    ctx.write(sql`update account_unit set retired_at = ${ctx.now}::timestamptz, version = version + 1
      where id = ${id}::uuid`);
    await recordNext(ctx, {
      subjectKind: 'account_unit',
      subject: id,
      kind: 'account.unit.retired',
      audience: 'staff',
      scopes: [id, unit.area_id],
      data: {},
    });
  });
  forgetUnits(runtime);
}
