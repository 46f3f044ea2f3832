import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** An organisation that answers: centre, department, community, property company, hotline. */
export interface Unit {
  id: string;
  code: string;
  name: string;
  kind: string;
  specialty: string | null;
  areaId: string;
  parentId: string | null;
  retired: boolean;
  version: number;
}

/** All units in memory: some hundreds to thousands, asked on every dispatch. */
export interface UnitRegistry {
  get(id: string): Unit | undefined;
  byCode(code: string): Unit | undefined;
  all(): readonly Unit[];
  /** Units that answer for exactly this area, of a kind. */
  of(areaId: string, kind: string): readonly Unit[];
}

const cache = cacheOf<UnitRegistry>(['account.unit'], async (runtime) => {
  const { rows } = await sql<Unit>`
    select id, code, name, kind, specialty, area_id as "areaId", parent_id as "parentId", retired_at is not null as retired, version
    from account_unit order by code`.execute(runtime.db);
  const byId = new Map(rows.map((unit) => [unit.id, unit]));
  const byCode = new Map(rows.map((unit) => [unit.code, unit]));
  const byPlace = Map.groupBy(
    rows.filter((unit) => !unit.retired),
    (unit) => `${unit.areaId} ${unit.kind}`,
  );
  return {
    get: (id) => byId.get(id),
    byCode: (code) => byCode.get(code),
    all: () => rows,
    of: (areaId, kind) => byPlace.get(`${areaId} ${kind}`) ?? [],
  };
});

/** The units as they are now. */
export const unitRegistry = (runtime: Runtime): Promise<UnitRegistry> => cache.get(runtime);

/** After a change of one's own: this program reads the units anew. */
export const forgetUnits = (runtime: Runtime): void => cache.forget(runtime);
