import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import { sources, type Workflow } from '../workflow/index.ts';
import type { Registry } from './registry.ts';
import { type Matter, nextDue } from './row.ts';
import type { AreaRef, MatterItem, UnitRef } from './schema.ts';

export type Item = Static<typeof MatterItem>;

/** A moment, or the database's own text of it (`2026-11-22 02:30:00.12+00`): a page of a list has two hundred of them. */
type Moment = Date | string;

const isoOf = (moment: Moment): string =>
  typeof moment === 'string' ? `${moment.slice(0, 10)}T${moment.slice(11, -3)}Z` : moment.toISOString();

/** The columns of a matter that a list shows. */
export interface ItemRow {
  id: string;
  number: string;
  type_code: string;
  workflow_code: string;
  workflow_version: number;
  state: string;
  open: boolean;
  version: number;
  level: string | null;
  priority: string;
  channel: string;
  title: string;
  category_code: string | null;
  area_id: string;
  address: string;
  lng: number | null;
  lat: number | null;
  owner_unit: string | null;
  confidential: boolean;
  cover_file: string | null;
  callers: number;
  created_at: Moment;
  updated_at: Moment;
  closed_at: Moment | null;
  due_at: Moment | null;
}

/** The row a list would show of a matter at hand, without asking the database for it again. */
export function itemRowOf(matter: Matter): ItemRow {
  return { ...matter, due_at: nextDue(matter.clocks) };
}

/** What turns codes and ids into names. */
export interface Names {
  registry: Registry;
  areas: AreaTree;
  units: UnitRegistry;
  /** The first moment whose holidays are not known yet. */
  horizon: number;
  workflow(code: string, version: number): Workflow;
}

export function areaRef(areas: AreaTree, id: string): Static<typeof AreaRef> {
  const area = areas.get(id);
  return {
    id,
    code: area?.code ?? '',
    name: area?.name ?? '',
    level: area?.level ?? '',
    full_name: areas.fullName(id),
  };
}

export function unitRef(units: UnitRegistry, id: string | null): Static<typeof UnitRef> | null {
  return id === null ? null : { id, name: units.get(id)?.name ?? '' };
}

/** The columns of `ItemRow`: of the row alone, for an item is kept as long as its row stays the same (item.kept.ts). */
export const ITEM_COLUMNS =
  sql.raw(`m.id, m.number, m.type_code, m.workflow_code, m.workflow_version, m.state, m.open, m.version,
  m.level, m.priority, m.channel, m.title, m.category_code, m.area_id, m.address, m.lng, m.lat, m.owner_unit, m.confidential,
  m.cover_file, m.callers, m.created_at::text, m.updated_at::text, m.closed_at::text, m.due_at::text`);

/** A row as the interface shows it. */
export function toItem(row: ItemRow, names: Names): Item {
  const state = names.workflow(row.workflow_code, row.workflow_version).states.get(row.state);
  return {
    id: row.id,
    number: row.number,
    type: row.type_code,
    type_name: names.registry.types.get(row.type_code)?.name ?? row.type_code,
    state: row.state,
    state_name: state?.name ?? row.state,
    phase: state?.phase ?? 'ended',
    open: row.open,
    version: row.version,
    level: row.level,
    priority: row.priority,
    source: row.channel,
    source_name: sources[row.channel as keyof typeof sources] ?? row.channel,
    title: row.title,
    category: row.category_code,
    category_name: names.registry.categories.get(row.category_code ?? '')?.name ?? null,
    area: areaRef(names.areas, row.area_id),
    address: row.address,
    point: row.lng === null || row.lat === null ? null : { lng: row.lng, lat: row.lat },
    owner: unitRef(names.units, row.owner_unit),
    confidential: row.confidential,
    callers: row.callers,
    cover: row.cover_file === null ? null : `/api/files/${row.cover_file}?size=thumb`,
    created_at: isoOf(row.created_at),
    updated_at: isoOf(row.updated_at),
    due_at: row.due_at && isoOf(row.due_at),
    due_provisional: row.due_at !== null && Date.parse(isoOf(row.due_at)) >= names.horizon,
    closed_at: row.closed_at && isoOf(row.closed_at),
  };
}
