import { sql } from 'kysely';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { isUuid } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { readAreaCode, suggestedParent } from './codes.ts';
import { publishBoundaries } from './commands.boundaries.ts';
import { writeAreas } from './commands.import.ts';
import { lockAreas } from './context.ts';

export interface NewArea {
  code: string;
  name: string;
  /** The label; the code's own level when left out. */
  level?: string | undefined;
  /** Id or code; the one the code suggests when left out, null for none. */
  parent?: string | null | undefined;
  kind?: 'ordinary' | 'special' | undefined;
}

export interface AreaChange {
  /** The version that the change was made from; another one now is refused (409). */
  version: number;
  name?: string | undefined;
  kind?: 'ordinary' | 'special' | undefined;
  parent?: string | null | undefined;
}

interface Row {
  id: string;
  code: string;
  name: string;
  level: string;
  kind: 'ordinary' | 'special';
  parent: string | null;
  path: string[];
  retired: boolean;
  version: number;
}

async function rowOf(ctx: Context, key: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select a.id, a.code, a.name, a.level, a.kind, p.code as parent, a.path, a.version, a.retired_at is not null as retired
    from area a left join area p on p.id = a.parent_id
    where ${isUuid(key) ? sql`a.id = ${key}::uuid` : sql`a.code = ${key.toUpperCase()}`}`.execute(ctx.db);
  return rows[0];
}

async function parentOf(ctx: Context, key: string | null): Promise<string | null> {
  if (key === null) return null;
  const parent = await rowOf(ctx, key);
  if (!parent || parent.retired)
    throw badField('parent', 'unknown_area', `上级「${key}」不存在或已停用，请重新选择。`);
  return parent.code;
}

async function tell(ctx: Context, kind: string, area: Row, data: Record<string, unknown>): Promise<void> {
  const scopes = area.path.length > 0 ? area.path : [area.id];
  await recordNext(ctx, { subjectKind: 'area', subject: area.id, kind, audience: 'staff', scopes, data });
}

/** Creates one area. Refuses a code that is none or is taken, and a parent that is unknown or retired. Returns its id. */
export async function createArea(ctx: Context, input: NewArea): Promise<string> {
  await lockAreas(ctx);
  const reading = readAreaCode(input.code);
  if (!reading.ok) throw badField('code', 'bad_code', `${reading.message}：${reading.remedy}。`);
  const { code } = reading.value;
  const taken = await rowOf(ctx, code);
  if (taken) throw badField('code', 'taken', `编码 ${code} 已用于「${taken.name}」，请核对后改用其他编码。`);
  const parent = await parentOf(ctx, input.parent === undefined ? suggestedParent(code) : input.parent);
  const level = input.level?.trim() || reading.value.level;
  const name = input.name.trim();
  await writeAreas(ctx, [{ code, name, level, parent, kind: input.kind ?? 'ordinary' }]);
  const area = (await rowOf(ctx, code))!;
  await tell(ctx, 'area.created', area, { code, name, level, parent });
  return area.id;
}

async function current(ctx: Context, key: string, version: number): Promise<Row> {
  await lockAreas(ctx);
  const area = await rowOf(ctx, key);
  if (!area) throw notFound('区域');
  if (area.version !== version)
    throw conflict('stale', '这个区域刚被别人修改过，请刷新后再试。', { version: area.version });
  if (area.retired) throw conflict('retired', `「${area.name}」已停用，不能再修改。`);
  return area;
}

/**
 * Gives an area another name, kind or parent; the paths of all below it follow. Matters keep the place they were given.
 * Refuses a version that has passed, a retired area, and a parent below the area itself (409).
 */
export async function changeArea(ctx: Context, key: string, change: AreaChange): Promise<string> {
  const area = await current(ctx, key, change.version);
  const name = change.name?.trim() ?? area.name;
  const kind = change.kind ?? area.kind;
  const parent = change.parent === undefined ? area.parent : await parentOf(ctx, change.parent);
  const { writes } = await writeAreas(ctx, [{ code: area.code, name, level: area.level, parent, kind }]);
  if (writes.length === 0) return area.id;
  const was = { name: area.name, kind: area.kind, parent: area.parent };
  await tell(ctx, 'area.changed', (await rowOf(ctx, area.id))!, { was, now: { name, kind, parent } });
  return area.id;
}

async function refuseChildren(ctx: Context, area: Row): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from area where parent_id = ${area.id}::uuid and retired_at is null limit 3`.execute(ctx.db);
  if (rows.length > 0)
    throw conflict(
      'has_children',
      `「${area.name}」还有在用的下级（${rows.map((row) => row.name).join('、')}等），请先停用或改挂下级。`,
    );
}

/**
 * Ends an area: nothing new comes to it. Its boundary ends with a new version of the boundaries, so that the gap it
 * leaves is reported. Refuses an area that still has areas below it (409).
 */
export async function retireArea(ctx: Context, key: string, version: number): Promise<string> {
  const area = await current(ctx, key, version);
  await refuseChildren(ctx, area);
  await publishBoundaries(ctx, { note: `停用${area.name}`, boundaries: [], retire: [area.code] });
  await tell(ctx, 'area.retired', area, { code: area.code, name: area.name });
  return area.id;
}
