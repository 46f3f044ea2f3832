import { createStaff, createUnit } from '../../server/src/features/account/index.ts';
import { tokenFor } from '../../server/src/features/account/sample.ts';
import { SYSTEM } from '../../server/src/platform/access.ts';
import { type Runtime, run } from '../../server/src/platform/runtime.ts';
import type { Area, CityPlan } from './plan.ts';

export type Level = 'city' | 'street' | 'community' | 'grid';

/** Who looks and who hands files in: sessions by level, and those of each street by its code. */
export interface Hands {
  levels: Record<Level, string>;
  /** With what the codes of the grids of each begin. */
  stems: Record<Level, string>;
  streets: Map<string, string>;
}

const ROLES = {
  city: 'city_staff',
  street: 'street_staff',
  community: 'community_staff',
  grid: 'grid_worker',
} as const;

/** A centre with one account for the city, for each street, for one community and for one grid in the first street. */
export async function hireHands(
  runtime: Runtime,
  { areas }: CityPlan,
  ids: ReadonlyMap<string, string>,
): Promise<Hands> {
  const first = (level: Area['level']) => areas.find((area) => area.level === level)!;
  const city = first('city');
  const token = async ({ code, level, name }: Area, parentId: string | undefined) => {
    const made = await run(runtime, SYSTEM, async (ctx) => {
      const areaId = ids.get(code)!;
      const unit = await createUnit(ctx, {
        code: `centre-${code}`,
        name: `${name}中心`,
        kind: 'centre',
        areaId,
        parentId,
      });
      const relations = [{ role: ROLES[level as keyof typeof ROLES], unitId: unit.id, areaId }];
      const staff = await createStaff(ctx, {
        username: `staff-${code}`,
        name,
        passwordHash: 'none',
        relations,
      });
      return { unit: unit.id, staff: staff.id };
    });
    return { unit: made.unit, token: await tokenFor(runtime, made.staff) };
  };
  const top = await token(city, undefined);
  const streets = new Map<string, string>();
  for (const street of areas.filter(({ level }) => level === 'street'))
    streets.set(street.code, (await token(street, top.unit)).token);
  const community = (await token(first('community'), top.unit)).token;
  const grid = (await token(first('grid'), top.unit)).token;
  return {
    levels: { city: top.token, street: streets.get(first('street').code)!, community, grid },
    stems: {
      city: '',
      street: first('street').code,
      community: first('community').code,
      grid: first('grid').code,
    },
    streets,
  };
}
