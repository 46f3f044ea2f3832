import { type RawBuilder, sql } from 'kysely';
import { type Actor, areasOf, holds } from '../../platform/access.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import type { AreaTree } from '../area/index.ts';
import { type Subject, WORDS } from './rules.ts';

export const VIEW = 'place:view-area';
export const EDIT = 'place:edit';
/** Cases and incidents have rights of their own: whoever sees the places of an area sees none of them. */
const OWN = { view: 'incident:view-area', edit: 'incident:edit', import: 'incident:edit' };
const OF_PLACES = { view: VIEW, edit: EDIT, import: 'place:import' };

/** What one needs to see, change and import those of a subject. */
export const rightsOf = (subject: Subject): typeof OWN => (subject === 'incident' ? OWN : OF_PLACES);
/** Doors of routes that serve every subject: which of them, is judged behind the door. */
export const VIEWS = [VIEW, OWN.view];
export const EDITS = [EDIT, OWN.edit];

/** The areas a right reaches, each with all below it; null when it reaches everything. */
export type Reach = string[] | null;

const reaches = new WeakMap<AreaTree, Map<string, Reach>>();

function below(areas: AreaTree, tops: readonly string[]): Reach {
  if (tops.some((top) => (areas.get(top)?.path.length ?? 9) <= 1)) return null;
  return areas.all().flatMap(({ id }) => (tops.some((top) => areas.within(id, top)) ? id : []));
}

/** How far a right of the actor's reaches; a whole city is everything, what lies in no grid too. Kept while the tree is the same. */
export function reachOf(actor: Actor, areas: AreaTree, permission: string): Reach {
  if (actor.kind === 'system') return null;
  const tops = areasOf(actor, permission);
  const known = reaches.get(areas) ?? new Map<string, Reach>();
  reaches.set(areas, known);
  const key = tops.join();
  if (!known.has(key)) known.set(key, below(areas, tops));
  return known.get(key)!;
}

/** A reach cut down to one area; refuses one that does not exist. */
export function within(reach: Reach, areas: AreaTree, asked: string | undefined): Reach {
  if (!asked) return reach;
  const area = areas.get(asked) ?? areas.byCode(asked);
  if (!area) throw badField('area', 'unknown_area', '没有这个区域，请重新选择。');
  if (area.path.length <= 1) return reach;
  const inside = areas.all().flatMap(({ id }) => (areas.within(id, area.id) ? id : []));
  if (reach === null) return inside;
  const seen = new Set(reach);
  return inside.filter((id) => seen.has(id));
}

/** True in SQL where a column names an area of the reach. */
export const inReach = (column: RawBuilder<unknown>, reach: Reach): RawBuilder<boolean> =>
  reach === null ? sql<boolean>`true` : sql<boolean>`${column} = any (${reach}::uuid[])`;

/** `inReach` where a row's subject says by which right, cut down to one area where one is asked for. */
export function seen(
  actor: Actor,
  areas: AreaTree,
  row: { subject: RawBuilder<unknown>; area: RawBuilder<unknown> },
  asked?: string,
): RawBuilder<boolean> {
  const by = (permission: string) =>
    inReach(row.area, within(reachOf(actor, areas, permission), areas, asked));
  return sql<boolean>`((${row.subject} <> 'incident' and ${by(VIEW)}) or (${row.subject} = 'incident' and ${by(OWN.view)}))`;
}

/** Whether a reach holds an area; what lies in no grid only where it holds everything. */
export const holdsArea = (reach: Reach, area: string | null): boolean =>
  reach === null || (area !== null && reach.includes(area));

/** Refuses to put something where the actor may not edit its kind. */
export function requireEdit(
  actor: Actor,
  areas: AreaTree,
  { subject, area_id }: { subject: Subject; area_id: string | null },
): void {
  if (holdsArea(reachOf(actor, areas, rightsOf(subject).edit), area_id)) return;
  if (!holds(actor, rightsOf(subject).edit)) throw notAllowed(`您没有登记${WORDS[subject]}的权限。`);
  throw area_id === null
    ? badField('area', 'required', '这个位置不在任何网格内，请选择它归哪个网格管。')
    : notAllowed('这个位置不在您负责的区域内，请核对地图上的点。');
}
