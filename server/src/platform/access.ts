/** What somebody may do, and within which thing (an area, a unit). The platform does not know what the things are. */
export interface Grant {
  permission: string;
  /** The area whose whole subtree the permission covers. */
  area?: string;
  /** The unit whose own work the permission covers. */
  unit?: string;
}

/** Who is asking. `system` is the program itself (timers, imports, the demo city's director). */
export interface Actor {
  id: string;
  kind: 'resident' | 'staff' | 'system';
  name: string;
  grants: readonly Grant[];
  /** The session the request came with, for "sign out here". */
  session?: string;
  /** The credential the request came with: a program asks, and no person is there. */
  credential?: string;
  /** Signed in with a one-time password, which somebody else knows: nothing is open but changing it. */
  oneTime?: true;
}

/**
 * Who may ever call a route: anyone, anyone signed in, anyone signed in who is a person and no program (`in-person`), or
 * whoever holds one of the permissions on anything at all.
 * Which rows exist for them is the query's business, what they may do now the row's abilities.
 */
export type Access = 'public' | 'signed-in' | 'in-person' | readonly string[];

/** The program acting for itself: sees and may do everything the code asks for. */
export const SYSTEM: Actor = {
  id: '00000000-0000-7000-8000-000000000000',
  kind: 'system',
  name: '系统',
  grants: [],
};

/** True when the actor holds the permission on anything. */
export function holds(actor: Actor, permission: string): boolean {
  return actor.kind === 'system' || actor.grants.some((grant) => grant.permission === permission);
}

/** True when the access of a route lets this actor through the door. */
export function admits(access: Access, actor: Actor | null): boolean {
  if (access === 'public') return true;
  if (!actor) return false;
  if (access === 'in-person') return actor.credential === undefined;
  return access === 'signed-in' || access.some((permission) => holds(actor, permission));
}

/** The areas on which the actor holds a permission. */
export function areasOf(actor: Actor, permission: string): string[] {
  return [...new Set(actor.grants.flatMap((g) => (g.permission === permission && g.area ? [g.area] : [])))];
}

/** The units for which the actor holds a permission. */
export function unitsOf(actor: Actor, permission: string): string[] {
  return [...new Set(actor.grants.flatMap((g) => (g.permission === permission && g.unit ? [g.unit] : [])))];
}

/**
 * Every area and unit whose rows the actor may view, and the actor itself: what live news and row-level security look at.
 * Only `…:view-area` and `…:view-unit` count, so that an administrator's reach over an area opens nobody's data, and what else is called a view (`…:view-name`)
 * adds no unit to whoever sees an area only.
 */
export function refsOf(actor: Actor): string[] {
  const refs = actor.grants.flatMap((g) => (/:view-(area|unit)$/.test(g.permission) ? [g.area, g.unit] : []));
  return [...new Set([actor.id, ...refs.filter((ref): ref is string => ref !== undefined)])];
}

const VIEW_AREA = /^([a-z-]+):view-area$/;

/** The areas whose people the actor may read, by feature (`resident` of `resident:view-area`): what row-level security of a feature goes by. */
export function fencesOf(actor: Actor): Record<string, string[]> {
  const viewed = actor.grants.flatMap(({ permission, area }) => {
    const feature = VIEW_AREA.exec(permission)?.[1];
    return feature && area ? [{ feature, area }] : [];
  });
  const byFeature = Map.groupBy(viewed, ({ feature }) => feature);
  return Object.fromEntries(
    [...byFeature].map(([feature, found]) => [feature, [...new Set(found.map(({ area }) => area))]]),
  );
}
