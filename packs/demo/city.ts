import type { Pair, Ring } from '../../server/src/features/area/geometry.ts';
import { seededRandom } from '../../server/src/features/area/sample.ts';
import { buildAreas, type Cluster, type DemoArea } from './areas.ts';
import { Builder, type Building, type Compound } from './buildings.ts';
import { blob, freeRing, Mesh } from './mesh.ts';
import { names, personName } from './names.ts';
import { type GridPlan, planCity } from './plan.ts';
import { drawRoads, HouseNumbers, nameLines, type Road } from './roads.ts';
import { PLAN } from './warp.ts';

export type Shape = { name: string; kind: string; ring: Ring };
export type DemoCity = {
  areas: DemoArea[];
  clusters: Cluster[];
  buildings: Building[];
  roads: Road[];
  water: Shape[];
  parks: Shape[];
  compounds: Compound[];
};
export type Resident = {
  name: string;
  gender: 'female' | 'male';
  address: string;
  code: string;
  point: Pair;
};

/**
 * 滨江市(示例): a fictional city of two districts, six streets, 24 communities and about 300 grids that tile them
 * exactly, with streets, water, parks, about 3,000 buildings and their addresses. The same seed gives the same city.
 */
export function demoCity(seed = 429900): DemoCity {
  const random = seededRandom(seed);
  const plan = planCity(random);
  const grids = plan.streets.flatMap((street) => street.communities.flatMap((community) => community.grids));
  const mesh = new Mesh(grids.map((grid) => grid.rect));
  const { areas, clusters, blocks } = buildAreas(plan, mesh);
  const lines = nameLines(plan.lines);
  const builder = new Builder(new HouseNumbers(lines), random);
  for (const block of blocks) builder.build(block);
  return {
    areas,
    clusters,
    buildings: builder.buildings,
    roads: drawRoads(lines, mesh),
    water: drawWater(grids, random),
    parks: drawParks(blocks, mesh),
    compounds: builder.compounds,
  };
}

function drawWater(grids: GridPlan[], random: () => number): Shape[] {
  const { width, height, canal } = PLAN;
  const lake = grids.find((grid) => grid.use === 'lake');
  return [
    { name: names.river, kind: 'river', ring: freeRing({ u0: -780, v0: -1800, u1: 0, v1: height + 1800 }) },
    {
      name: names.canal,
      kind: 'canal',
      ring: freeRing({ u0: -20, v0: canal - 13, u1: width + 40, v1: canal + 13 }),
    },
    ...(lake ? [{ name: names.lake, kind: 'lake', ring: blob(lake.rect, random) }] : []),
  ];
}

function drawParks(blocks: { community: string; plan: GridPlan }[], mesh: Mesh): Shape[] {
  const label = { bank: '江滩公园', lake: '湖公园', park: '公园' };
  return blocks.flatMap(({ community, plan }) =>
    plan.use === 'bank' || plan.use === 'lake' || plan.use === 'park'
      ? [{ name: `${community}${label[plan.use]}`, kind: plan.use, ring: mesh.ring(plan.rect) }]
      : [],
  );
}

/** Fictional residents with an address in one of the city's compounds, down to unit and room. */
export function demoResidents(city: DemoCity, seed: number, count: number): Resident[] {
  const random = seededRandom(seed);
  const homes = city.buildings.filter((building) => building.compound !== null);
  return Array.from({ length: count }, () => {
    const home = homes[Math.floor(random() * homes.length)]!;
    const unit = 1 + Math.floor(random() * home.units);
    const room = `${1 + Math.floor(random() * home.floors)}0${1 + Math.floor(random() * 2)}`;
    const { name, gender } = personName(random);
    return {
      name,
      gender,
      address: `${home.address}${unit}单元${room}室`,
      code: home.code,
      point: [home.lng, home.lat],
    };
  });
}
