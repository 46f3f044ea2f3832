import type { Unit, UnitRegistry } from '../account/index.ts';
import type { AreaNode, AreaTree } from '../area/index.ts';
import type { Role, Target } from './definition.ts';

/** A unit that takes part, and how. */
export interface Proposed {
  unit: string;
  role: Role;
  account?: string;
  turn?: boolean;
  note?: string;
}

/** A person a rule names: the account and the units it works for; both empty once disabled. */
export interface Person {
  id: string;
  units: readonly string[];
}

/** What of the world a decision looks at. */
export interface Around {
  areas: AreaTree;
  units: UnitRegistry;
  /** The people whom rules name, by user name; who left is not there. */
  people: ReadonlyMap<string, Person>;
  /** Code of the property company of the very place, when that is known. */
  property?: string | undefined;
}

/** Why a rule cannot be followed although it holds. */
export type Problem = 'fails' | 'unit_missing' | 'unit_retired' | 'person_left' | 'no_main' | 'refused';

export interface Trouble {
  problem: Problem;
  words: string;
}

type Found = { unit: Unit } | Trouble;

const LABELS = { community: '社区', street: '街道', district: '区', city: '市' } as const;

/** The nearest unit, from the place upwards, among those the choice gives for an area. */
function nearest(area: AreaNode, choose: (areaId: string) => Unit | undefined): Unit | undefined {
  for (const id of [...area.path].reverse()) {
    const found = choose(id);
    if (found) return found;
  }
  return undefined;
}

/** The centre that has matters of a place first: that of the level, else the nearest above it, else the nearest below. */
export function centreFor(
  level: string,
  area: AreaNode,
  { areas, units }: Pick<Around, 'areas' | 'units'>,
): Unit | undefined {
  const centreOf = (id: string) => units.of(id, 'centre')[0];
  const start = areas.ancestor(area.id, level) ?? area;
  return nearest(start, centreOf) ?? area.path.map(centreOf).find((unit) => unit !== undefined);
}

function unitNamed(code: string, units: UnitRegistry): Found {
  const unit = units.byCode(code);
  if (!unit) return { problem: 'unit_missing', words: `没有代码为「${code}」的单位` };
  return unit.retired ? { problem: 'unit_retired', words: `「${unit.name}」已停用` } : { unit };
}

function unitOf(target: Exclude<Target, { matrix: true }>, area: AreaNode, around: Around): Found {
  const { areas, units } = around;
  if ('unit' in target) return unitNamed(target.unit, units);
  if ('centre' in target) {
    const place = areas.ancestor(area.id, target.centre);
    const unit = place && units.of(place.id, 'centre')[0];
    return unit
      ? { unit }
      : { problem: 'unit_missing', words: `事项所在地没有${LABELS[target.centre]}一级的中心` };
  }
  if ('property' in target) {
    const own = around.property ? units.byCode(around.property) : undefined;
    const unit = own && !own.retired ? own : nearest(area, (id) => units.of(id, 'property')[0]);
    return unit ? { unit } : { problem: 'unit_missing', words: '事项所在地没有物业企业' };
  }
  const having = units.all().filter((unit) => unit.specialty === target.department);
  const unit = nearest(area, (id) => having.find((each) => each.areaId === id && !each.retired));
  if (unit) return { unit };
  const retired = having.find((each) => area.path.includes(each.areaId));
  return retired
    ? { problem: 'unit_retired', words: `「${retired.name}」已停用` }
    : { problem: 'unit_missing', words: `事项所在地没有「${target.department}」类的部门` };
}

function personOf(username: string, unit: Unit, { people }: Around): Person | Trouble {
  const person = people.get(username);
  return person?.units.includes(unit.id)
    ? person
    : { problem: 'person_left', words: `「${username}」已不在「${unit.name}」或账号已停用` };
}

function proposedBy(
  target: Exclude<Target, { matrix: true }>,
  area: AreaNode,
  around: Around,
): Proposed[] | Trouble {
  const found = unitOf(target, area, around);
  if (!('unit' in found)) return target.optional ? [] : found;
  const { role, turn, note, account } = target;
  const said = { unit: found.unit.id, role, ...(turn && { turn }), ...(note && { note }) };
  if (!account) return [said];
  const person = personOf(account, found.unit, around);
  if ('problem' in person) return target.optional ? [] : person;
  return [{ ...said, account: person.id }];
}

/** The units of a rule's targets for a place, each once and at most one 主办; or why the rule cannot be followed. */
export function resolveTargets(
  targets: readonly Target[],
  area: AreaNode,
  around: Around,
  matrix: () => readonly Proposed[],
): Proposed[] | Trouble {
  const all: Proposed[] = [];
  for (const target of targets) {
    const found = 'matrix' in target ? [...matrix()] : proposedBy(target, area, around);
    if (!Array.isArray(found)) return found;
    for (const each of found) {
      if (all.some(({ unit }) => unit === each.unit)) continue;
      const second = each.role === 'main' && all.some(({ role }) => role === 'main');
      all.push(second ? { ...each, role: 'co' } : each);
    }
  }
  return all;
}
