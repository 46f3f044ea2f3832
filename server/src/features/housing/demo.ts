import { SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree, type Boundary } from '../area/index.ts';
import { type BuildingInput, makeBuildings } from './commands.bulk.ts';
import { createEstate } from './commands.estate.ts';
import type { BuildingKind } from './rules.state.ts';

/** A compound and a building of the fictional city, as its pack says them. `code` is the grid. */
export interface DemoCompound {
  name: string;
  address: string;
  company: string;
  code: string;
}
export interface DemoBuilding {
  name: string;
  address: string;
  compound: string | null;
  use: string;
  floors: number;
  units: number;
  code: string;
  outline: [number, number][];
}

const KINDS: Record<string, BuildingKind> = {
  ...{ homes: 'residential', old: 'residential', shops: 'commercial', offices: 'office', school: 'school' },
  ...{ hospital: 'hospital', industry: 'industry', market: 'commercial' },
};
const COMMUNITY = 12;
const SOURCE = 'demo';

/** Every compound as an estate of its community, looked after by the company that answers there. */
async function makeEstates(runtime: Runtime, compounds: readonly DemoCompound[]) {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const made = new Map<string, NonNullable<BuildingInput['estate']>>();
  for (const [i, { name, address, code }] of compounds.entries()) {
    const community = areas.byCode(code.slice(0, COMMUNITY))!;
    const company = units.of(community.id, 'property')[0]?.id ?? null;
    const elected = i % 3 !== 2;
    const committee = elected
      ? { stand: 'elected' as const, name: `${name}业主委员会`, until: `${2027 + (i % 3)}-06-30` }
      : { stand: 'preparing' as const };
    const body = {
      client_id: uuidv7(runtime.clock.now()),
      name,
      area: community.id,
      address,
      property_unit: company,
      committee,
    };
    const { id } = await createEstate(runtime, SYSTEM, body, SOURCE);
    made.set(name, { id, name, property_unit_id: company });
  }
  return made;
}

/** Fills the fictional city: all its buildings on the map, and the rooms of the homes in the communities named. */
export async function loadDemoHousing(
  runtime: Runtime,
  city: { compounds: readonly DemoCompound[]; buildings: readonly DemoBuilding[] },
  communities: readonly string[],
): Promise<{ estates: number; buildings: number; houses: number }> {
  const estates = await makeEstates(runtime, city.compounds);
  const lived = new Set(communities);
  const inputs = city.buildings.map((building): BuildingInput => {
    const { name, address, compound, use, floors, units, code } = building;
    const kind = KINDS[use] ?? 'public';
    const outline: Boundary = { type: 'Polygon', coordinates: [building.outline] };
    const rooms = kind === 'residential' && lived.has(code.slice(0, COMMUNITY));
    return {
      ...{
        name,
        address,
        kind,
        floors,
        outline,
        estate: estates.get(compound ?? '') ?? null,
        sourceKey: `demo:${name}`,
      },
      ...(rooms && {
        scheme: {
          units: compound ? units : 0,
          floors,
          basement: 0,
          rooms: 2,
          numbering: 'by-unit' as const,
          skip: [],
        },
      }),
    };
  });
  // Their addresses are known already: the city came with its places.
  await run(runtime, SYSTEM, (ctx) => makeBuildings(ctx, inputs, { source: SOURCE, places: false }));
  const houses = inputs.reduce(
    (sum, { scheme }) => sum + (scheme ? Math.max(1, scheme.units) * scheme.floors * 2 : 0),
    0,
  );
  return { estates: estates.size, buildings: inputs.length, houses };
}
