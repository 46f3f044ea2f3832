import type { Unit, UnitRegistry } from '../account/index.ts';
import type { AreaNode, AreaTree } from '../area/index.ts';
import type { RoutingFacts } from './facts.ts';
import type { Around } from './targets.ts';

/** A small world in memory: city › district › street › community › grid, with a centre at each level, and some departments. */

const CHAIN = ['city', 'district', 'street', 'community', 'grid'] as const;

export const area = (id: string): AreaNode => ({
  id,
  parentId: null,
  code: id,
  name: id,
  level: id,
  kind: 'ordinary',
  clusterId: null,
  path: CHAIN.slice(0, CHAIN.indexOf(id as (typeof CHAIN)[number]) + 1),
  retired: false,
});

export const unit = (id: string, areaId: string, more: Partial<Unit> = {}): Unit => ({
  id,
  code: id,
  name: id,
  kind: 'department',
  specialty: null,
  areaId,
  parentId: null,
  retired: false,
  version: 1,
  ...more,
});

export const UNITS: Unit[] = [
  ...CHAIN.slice(0, 4).map((level) => unit(`${level}-centre`, level, { kind: 'centre' })),
  unit('fire', 'city', { specialty: 'fire' }),
  unit('district-water', 'district', { specialty: 'water' }),
  unit('city-water', 'city', { specialty: 'water' }),
  unit('company', 'community', { kind: 'property' }),
  unit('closed', 'city', { specialty: 'closed', retired: true }),
];

export function sampleWorld(units: Unit[] = UNITS, people: [string, string, string[]][] = []): Around {
  const areas = new Map(CHAIN.map((id) => [id as string, area(id)]));
  const tree: Partial<AreaTree> = {
    get: (id) => areas.get(id),
    ancestor: (id, level) => (areas.get(id)?.path.includes(level) ? areas.get(level) : undefined),
  };
  const registry: UnitRegistry = {
    get: (id) => units.find((each) => each.id === id),
    byCode: (code) => units.find((each) => each.code === code),
    all: () => units,
    staffed: () => true,
    of: (areaId, kind) =>
      units.filter((each) => each.areaId === areaId && each.kind === kind && !each.retired),
  };
  return {
    areas: tree as AreaTree,
    units: registry,
    people: new Map(people.map(([name, id, at]) => [name, { id, units: at }])),
  };
}

export const facts = (more: Partial<RoutingFacts['matter']> = {}, words: string[] = []): RoutingFacts => ({
  matter: {
    type: 'city-event',
    category: 'lamp',
    categories: ['lamp', 'utilities'],
    condition: '',
    channel: 'resident',
    urgent: false,
    anonymous: false,
    confidential: false,
    ...more,
  },
  place: { area: 'grid', level: 'grid', areas: [...CHAIN], special: false },
  time: { hour: 10, weekday: 1, working: true },
  caller: { resident: true, before: 0, repeats: false },
  answers: { danger: true },
  words,
});
