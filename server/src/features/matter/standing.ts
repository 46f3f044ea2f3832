import type { Actor } from '../../platform/access.ts';
import type { UnitRegistry } from '../account/index.ts';
import type { Hold, Relation } from '../workflow/index.ts';
import type { Memory } from './row.ts';

/** What of a matter decides who stands how to it. */
export interface Standing {
  caller_id: string | null;
  created_by: string;
  centre_unit: string;
  property_unit: string | null;
  owner_unit: string | null;
  main_unit: string | null;
  /** The matter's area and all above it within the city. */
  areas: readonly string[];
  memory?: Pick<Memory, 'request' | 'asker'>;
  tasks: readonly { role: string | null; unit: string | null; account: string | null; state: string }[];
}

/** A task that waits for its holder. */
export const isOpen = (task: { state: string }): boolean =>
  task.state === 'pending' || task.state === 'signed';

/** Main and co must answer; who is only informed holds nothing up. */
const mustAnswer = (task: { role: string | null }): boolean => task.role === 'main' || task.role === 'co';

/** The units from this one's parent up to the top. */
export function unitsAbove(units: UnitRegistry, unit: string | null): string[] {
  const above: string[] = [];
  for (
    let next = units.get(unit ?? '')?.parentId;
    next && !above.includes(next);
    next = units.get(next)?.parentId
  )
    above.push(next);
  return above;
}

/** The relations that a matter's tasks decide. */
export const BY_TASK: ReadonlySet<Relation> = new Set<Relation>(['co_units', 'inform_units', 'task_holder']);

/** The units that stand in a relation to a matter. */
export function unitsIn(relation: Relation, matter: Omit<Standing, 'areas'>, units: UnitRegistry): string[] {
  const some = (...ids: (string | null | undefined)[]) => ids.filter((id): id is string => Boolean(id));
  const withRole = (role: string) =>
    matter.tasks.flatMap((task) =>
      task.role === role && task.state !== 'transferred' ? some(task.unit) : [],
    );
  switch (relation) {
    case 'centre':
      return [matter.centre_unit];
    case 'centre_above':
      return unitsAbove(units, matter.centre_unit);
    case 'property':
      return some(matter.property_unit);
    case 'owner_unit':
      return some(matter.owner_unit);
    case 'main_unit':
      return some(matter.main_unit);
    case 'co_units':
      return withRole('co');
    case 'inform_units':
      return withRole('inform');
    case 'unit_superior':
      return unitsAbove(units, matter.main_unit);
    case 'decider':
      return some(matter.memory?.request?.decider);
    case 'asker':
      return some(matter.memory?.asker?.unit);
    case 'task_holder':
      return matter.tasks.flatMap((task) => (isOpen(task) && mustAnswer(task) ? some(task.unit) : []));
    default:
      return [];
  }
}

/**
 * For whom an actor could claim a matter (认领): the unit, or as a grid worker the person, whose service covers the place.
 * The caller claims nothing of the own call.
 */
export function claimerOf(
  actor: Actor,
  matter: Standing,
  units: UnitRegistry,
): { unit: string | null; account: string | null } | null {
  if (actor.kind !== 'staff' || matter.caller_id === actor.id) return null;
  const handling = actor.grants.filter((grant) => grant.permission === 'matter:handle');
  const unit = handling.find(
    (grant) => grant.unit && matter.areas.includes(units.get(grant.unit)?.areaId ?? ''),
  )?.unit;
  if (unit) return { unit, account: null };
  const inPerson = handling.some((grant) => !grant.unit && grant.area && matter.areas.includes(grant.area));
  return inPerson ? { unit: null, account: actor.id } : null;
}

const UNIT_RELATIONS: Relation[] = [
  'centre',
  'centre_above',
  'property',
  'owner_unit',
  'main_unit',
  'co_units',
  'inform_units',
  'unit_superior',
  'task_holder',
  'decider',
];

/** In which relations an actor stands to a matter, with the permissions held in each. */
export function holdsOn(actor: Actor, matter: Standing, units: UnitRegistry): Hold[] {
  if (actor.kind === 'system') return [{ relation: 'system', permissions: new Set(['matter:system']) }];
  const own = new Set(actor.grants.map((grant) => grant.permission));
  const holds: Hold[] = [];
  if (matter.caller_id === actor.id) holds.push({ relation: 'caller', permissions: own });
  if (matter.created_by === actor.id) holds.push({ relation: 'creator', permissions: own });
  if (matter.tasks.some((task) => isOpen(task) && mustAnswer(task) && task.account === actor.id))
    holds.push({ relation: 'task_holder', permissions: own });
  if (claimerOf(actor, matter, units)) holds.push({ relation: 'claimer', permissions: own });
  for (const relation of UNIT_RELATIONS) {
    const there = new Set(unitsIn(relation, matter, units));
    const permissions = new Set(
      actor.grants.flatMap((grant) => (grant.unit && there.has(grant.unit) ? [grant.permission] : [])),
    );
    if (permissions.size > 0) holds.push({ relation, permissions });
  }
  return holds;
}
