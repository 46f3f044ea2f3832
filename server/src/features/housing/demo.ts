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

/** Metres from the one building of a grid at which the four houses of its court stand, in a row along the bank. */
const COURT = [30, 85, 140, 195] as const;
const METRES = 111_320;

/** A small court beside the one building of a grid that has no homes: whoever walks it has somebody to visit. */
async function courtIn(
  runtime: Runtime,
  city: readonly DemoBuilding[],
  code: string,
): Promise<{ compound: DemoCompound; buildings: DemoBuilding[] }> {
  const areas = await areaTree(runtime);
  const community = areas.byCode(code.slice(0, COMMUNITY))!.name.replace(/社区$/, '');
  const [lng, lat] = city.find((building) => building.code === code)!.outline[0]!;
  const [x, y] = [1 / METRES / Math.cos((lat * Math.PI) / 180), 1 / METRES];
  const compound = { name: `${community}雅苑`, address: `滨江大道${community}雅苑`, company: '', code };
  const buildings = COURT.map((north, i): DemoBuilding => {
    const south = lat + north * y;
    const [right, top] = [lng + 15 * x, south + 42 * y];
    const outline: DemoBuilding['outline'] = [
      [lng, south],
      [right, south],
      [right, top],
      [lng, top],
      [lng, south],
    ];
    const name = `${compound.name}${i + 1}栋`;
    const address = `${compound.address}${i + 1}栋`;
    return { name, address, compound: compound.name, use: 'homes', floors: 6, units: 3, code, outline };
  });
  return { compound, buildings };
}

/** Fills the fictional city: all its buildings on the map, the rooms of the homes in the communities named, and a court of homes in each of the grids named. */
export async function loadDemoHousing(
  runtime: Runtime,
  city: { compounds: readonly DemoCompound[]; buildings: readonly DemoBuilding[] },
  communities: readonly string[],
  courts: readonly string[],
): Promise<{ estates: number; buildings: number; houses: number }> {
  const extra = await Promise.all(courts.map((code) => courtIn(runtime, city.buildings, code)));
  const estates = await makeEstates(runtime, [...city.compounds, ...extra.map(({ compound }) => compound)]);
  const lived = new Set(communities);
  const inputs = [...city.buildings, ...extra.flatMap(({ buildings }) => buildings)].map(
    (building): BuildingInput => {
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
    },
  );
  await run(runtime, SYSTEM, (ctx) => makeBuildings(ctx, inputs, { source: SOURCE }));
  const houses = inputs.reduce(
    (sum, { scheme }) => sum + (scheme ? Math.max(1, scheme.units) * scheme.floors * 2 : 0),
    0,
  );
  return { estates: estates.size, buildings: inputs.length, houses };
}
