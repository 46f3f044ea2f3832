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
  /** Whether somebody who is let in may accept matters for it. */
  staffed(id: string): boolean;
}

const CHANGES = ['account.unit', 'account.relation', 'account.staff', 'account.role'];

const cache = cacheOf<UnitRegistry>(CHANGES, async (runtime) => {
  const { rows } = await sql<Unit>`
    select id, code, name, kind, specialty, area_id as "areaId", parent_id as "parentId", retired_at is not null as retired, version
    from account_unit order by code`.execute(runtime.db);
  const { rows: manned } = await sql<{ id: string }>`
    select distinct l.unit_id as id from account_relation l join account_role r on r.code = l.role_code
    join account a on a.id = l.account_id
    where 'matter:accept' = any (r.permissions) and l.unit_id is not null and l.ended_at is null and a.disabled_at is null`.execute(
    runtime.db,
  );
  const staffed = new Set(manned.map(({ id }) => id));
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
    staffed: (id) => staffed.has(id),
  };
});

/** The units as they are now. */
export const unitRegistry = (runtime: Runtime): Promise<UnitRegistry> => cache.get(runtime);

/** The command centre of the smallest area that has one, of a path from the city down. */
export const nearestCentre = (units: UnitRegistry, path: readonly string[]): Unit | undefined =>
  path.map((area) => units.of(area, 'centre')[0]).findLast((centre) => centre !== undefined);

/** After a change of one's own: this program reads the units anew. */
export const forgetUnits = (runtime: Runtime): void => cache.forget(runtime);
