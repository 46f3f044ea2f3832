import type { Building } from '../../../packs/demo/buildings.ts';
import { loadActor, type UnitRegistry, unitRegistry } from '../features/account/index.ts';
import { type AreaTree, areaTree } from '../features/area/index.ts';
import { type Actor, SYSTEM } from '../platform/access.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { AreaBook } from './demo.organisations.ts';
import type { DemoPerson } from './demo.people.ts';
import type { PlannedStaff } from './demo.staff.ts';

/** Who and what the director can draw on; everything by its code or user name, so that it is the same in every load. */
export interface Stage {
  book: AreaBook;
  buildings: ReadonlyMap<string, Building[]>;
  residents: readonly DemoPerson[];
  /** Residents by community. */
  neighbours: ReadonlyMap<string, DemoPerson[]>;
  staff: readonly PlannedStaff[];
  areas: AreaTree;
  units: UnitRegistry;
  /** The actor of an account by its id. */
  actor(id: string): Promise<Actor>;
  /** Ids of the people of a unit who hold a permission for it; grid workers last. */
  peopleOf(unit: string, permission: string): Promise<string[]>;
  /** The id of a staff account. */
  staffId(username: string): string;
  /** The grid worker of a grid, by the grid's code. */
  workerOf(grid: string): string | undefined;
}

export const communityOf = (code: string): string => code.slice(0, 12);

function actors(runtime: Runtime): (id: string) => Promise<Actor> {
  const known = new Map<string, Promise<Actor>>();
  return (id) => {
    if (id === SYSTEM.id) return Promise.resolve(SYSTEM);
    const actor = known.get(id) ?? loadActor(runtime.db, id).then((found) => found!);
    known.set(id, actor);
    return actor;
  };
}

/** Reads the city that was just loaded. `ids` are the staff's account ids by user name. */
export async function setStage(
  runtime: Runtime,
  made: {
    book: AreaBook;
    buildings: readonly Building[];
    residents: readonly DemoPerson[];
    staff: readonly PlannedStaff[];
    ids: ReadonlyMap<string, string>;
  },
): Promise<Stage> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const actor = actors(runtime);
  const inUnit = new Map<string, string[]>();
  const workers = new Map<string, string>();
  for (const { username, relations } of made.staff)
    for (const { unit, area } of relations) {
      // Two roles of one person in one unit are one colleague.
      inUnit.set(unit, [...new Set([...(inUnit.get(unit) ?? []), made.ids.get(username)!])]);
      if (area) workers.set(area, made.ids.get(username)!);
    }
  return {
    ...made,
    buildings: Map.groupBy(made.buildings, (building) => building.code),
    neighbours: Map.groupBy(made.residents, (person) => communityOf(person.code)),
    areas,
    units,
    actor,
    async peopleOf(unit, permission) {
      const ids = inUnit.get(units.get(unit)?.code ?? '') ?? [];
      const found = await Promise.all(ids.map(actor));
      return found.flatMap((each) =>
        each.grants.some((grant) => grant.permission === permission && grant.unit === unit) ? each.id : [],
      );
    },
    staffId: (username) => made.ids.get(username)!,
    workerOf: (grid) => workers.get(grid),
  };
}
