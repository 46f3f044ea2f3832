import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, notFound } from '../../platform/errors.ts';
import { cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { requireStaff } from './policy.ts';
import { type Unit, unitRegistry } from './units.ts';

function view(unit: Unit, areas: AreaTree) {
  const { id, code, name, kind, specialty, retired, version } = unit;
  const area_name = areas.get(unit.areaId)?.name ?? '';
  return {
    id,
    code,
    name,
    kind,
    specialty,
    area_id: unit.areaId,
    area_name,
    parent_id: unit.parentId,
    retired,
    version,
  };
}
export type UnitView = ReturnType<typeof view>;

export interface UnitFilter {
  q?: string;
  kind?: string;
  area?: string;
  retired?: boolean;
  cursor?: string;
  limit?: number;
}

/** Organisations in the order of their codes; from memory, so that a picker may ask at every key. */
export async function listUnits(runtime: Runtime, actor: Actor, filter: UnitFilter): Promise<Page<UnitView>> {
  requireStaff(actor);
  const [units, areas] = await Promise.all([unitRegistry(runtime), areaTree(runtime)]);
  const words = filter.q?.trim().toLowerCase();
  const found = units
    .all()
    .filter(
      (unit) =>
        (filter.retired || !unit.retired) &&
        (!filter.kind || unit.kind === filter.kind) &&
        (!filter.area || areas.within(unit.areaId, filter.area)) &&
        (!words || unit.name.toLowerCase().includes(words) || unit.code.includes(words)),
    );
  const limit = filter.limit ?? 50;
  const after = cursorId(filter.cursor);
  const last = after === null ? undefined : units.get(after);
  if (after !== null && !last) throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  const rest = last ? found.filter((unit) => unit.code > last.code) : found;
  const page = toPage(rest.slice(0, limit + 1), limit, (unit) => unit.id);
  return { items: page.items.map((unit) => view(unit, areas)), next: page.next };
}

export async function getUnit(runtime: Runtime, actor: Actor, id: string): Promise<UnitView> {
  requireStaff(actor);
  const [units, areas] = await Promise.all([unitRegistry(runtime), areaTree(runtime)]);
  const unit = units.get(id);
  if (!unit) throw notFound('单位');
  return view(unit, areas);
}

async function staffCounts(runtime: Runtime): Promise<Map<string, number>> {
  const { rows } = await sql<{ unit_id: string; staff: number }>`
    select l.unit_id, count(distinct l.account_id) as staff from account_relation l join account a on a.id = l.account_id
    where l.ended_at is null and a.disabled_at is null and l.unit_id is not null group by l.unit_id`.execute(
    runtime.db,
  );
  return new Map(rows.map((row) => [row.unit_id, row.staff]));
}

/** All organisations in use as a tree written down in lines: each after the one above it. */
export async function unitTree(runtime: Runtime, actor: Actor) {
  requireStaff(actor);
  const [units, areas, counts] = await Promise.all([
    unitRegistry(runtime),
    areaTree(runtime),
    staffCounts(runtime),
  ]);
  const inUse = units.all().filter((unit) => !unit.retired);
  const below = Map.groupBy(inUse, (unit) => unit.parentId);
  const items: (UnitView & { depth: number; staff: number })[] = [];
  const add = (unit: Unit, depth: number): void => {
    items.push({ ...view(unit, areas), depth, staff: counts.get(unit.id) ?? 0 });
    for (const child of below.get(unit.id) ?? []) add(child, depth + 1);
  };
  for (const top of below.get(null) ?? []) add(top, 0);
  return { items };
}
