import { seededRandom } from '../../server/src/features/area/sample.ts';
import { oneOf, type Random, shares } from './draw.ts';

/** How large the made-up city is: that of the core of Yichang where nothing is said, everything in its proportions. */
export interface Scale {
  people: number;
  houses: number;
  buildings: number;
  grids: number;
  seed: number;
}

export function scaleOf(people = 1_400_000, seed = 990100): Scale {
  const part = (whole: number) => Math.max(1, Math.round((people * whole) / 1_400_000));
  const grids = part(1558);
  const buildings = Math.max(grids, part(40_000));
  return { people, houses: Math.max(buildings, part(480_000)), buildings, grids, seed };
}

/** West, south, east, north. */
export type Box = [number, number, number, number];

/** A division or a grid. `code` stands under a province that does not exist, and begins with its parent's. */
export interface Area {
  code: string;
  parent: string | null;
  level: 'province' | 'city' | 'district' | 'street' | 'community' | 'grid';
  name: string;
  box: Box;
}

/** A grid with how much of everything lies in it. */
export interface GridPlan extends Area {
  index: number;
  /** Names from the city down to the community, as an address begins. */
  within: string;
  district: string;
  road: string;
  people: number;
  houses: number;
  buildings: number;
}

export interface CityPlan {
  scale: Scale;
  areas: Area[];
  grids: GridPlan[];
}

const CITY = '江岚市';
const DISTRICTS = ['临江区', '东岭区', '西浦区', '南屏区', '北湖区'];
const FIRST = [...'云学解胜幸和建福兴安永长青红新文武光阳春金石桃梅松柏竹凤龙宝'];
const SECOND = [...'集院放利福平设宁康源庆乐山星华昌化泉明苑林桥坪湾溪岗滩口'];
const ROADS = ['路', '大道', '街', '一路', '二路', '三路', '东路', '西路', '南路', '北路', '巷'];

/** Grids of a street and of a community. */
const STREET = 60;
const COMMUNITY = 7;

/** Parts a box along its longer side, again and again, in proportion to the weights: the parts tile it without gap. */
function parts([west, south, east, north]: Box, weights: readonly number[]): Box[] {
  if (weights.length === 1) return [[west, south, east, north]];
  const half = weights.length >> 1;
  const [left, right] = [weights.slice(0, half), weights.slice(half)];
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  const share = sum(left) / sum(weights);
  // A degree of longitude is 0.86 of one of latitude here.
  if ((east - west) * 0.86 > north - south) {
    const middle = west + (east - west) * share;
    return [...parts([west, south, middle, north], left), ...parts([middle, south, east, north], right)];
  }
  const middle = south + (north - south) * share;
  return [...parts([west, south, east, middle], left), ...parts([west, middle, east, north], right)];
}

/** Names that are not given twice. */
function namer(random: Random): () => string {
  const given = new Set<string>();
  return () => {
    let name = oneOf(random, FIRST) + oneOf(random, SECOND);
    while (given.has(name)) name = oneOf(random, FIRST) + oneOf(random, SECOND);
    given.add(name);
    return name;
  };
}

const groups = (count: number, each: number): number[] =>
  shares(count, Array(Math.max(1, Math.round(count / each))).fill(1));

const digits = (n: number, length: number): string => String(n).padStart(length, '0');

/** The tree of divisions and grids: codes, names, boundaries, and what lies in each grid. The same for the same scale and seed. */
export function planCity(scale: Scale): CityPlan {
  const random = seededRandom(scale.seed);
  const name = namer(random);
  const height = Math.sqrt(scale.grids) * 0.003;
  const box: Box = [114, 30, 114 + height * 1.16, 30 + height];
  const city: Area = { code: '990100', parent: '990000', level: 'city', name: CITY, box };
  const areas: Area[] = [{ ...city, code: '990000', parent: null, level: 'province', name: '示例省' }, city];
  const below = (
    parent: Area,
    level: Area['level'],
    sizes: readonly number[],
    nameOf: (i: number) => string,
  ) =>
    parts(parent.box, sizes).map((part, i): [Area, number] => {
      const stem = level === 'district' ? parent.code.slice(0, 4) : parent.code;
      const code = stem + digits(i + 1, level === 'district' ? 2 : 3);
      const area: Area = { code, parent: parent.code, level, name: nameOf(i), box: part };
      areas.push(area);
      return [area, sizes[i]!];
    });
  const grids: GridPlan[] = [];
  const streets = Math.max(1, Math.round(scale.grids / STREET));
  const districts = shares(scale.grids, Array(Math.min(DISTRICTS.length, streets)).fill(1));
  for (const [district, inDistrict] of below(city, 'district', districts, (i) => DISTRICTS[i]!))
    for (const [street, inStreet] of below(
      district,
      'street',
      groups(inDistrict, STREET),
      () => `${name()}街道`,
    ))
      for (const [community, inCommunity] of below(
        street,
        'community',
        groups(inStreet, COMMUNITY),
        () => `${name()}社区`,
      )) {
        const road = community.name.slice(0, 2) + oneOf(random, ROADS);
        const within = CITY + district.name + street.name + community.name;
        const ones = Array(inCommunity).fill(1);
        for (const [grid] of below(community, 'grid', ones, (i) => `${community.name}第${i + 1}网格`))
          grids.push({ ...grid, index: grids.length, within, district: district.code, road, ...NOTHING });
      }
  return { scale, areas, grids: fill(grids, scale, random) };
}

const NOTHING = { people: 0, houses: 0, buildings: 0 };

/** Some grids hold twice as much as others; together they hold the city. */
function fill(grids: readonly GridPlan[], scale: Scale, random: Random): GridPlan[] {
  const size = grids.map(() => 0.6 + 0.8 * random());
  const houses = shares(scale.houses, size, 1);
  const people = shares(scale.people, size);
  // Buildings keep their own measure: where they are few, they are tall.
  const wanted = grids.map(() => 0.3 + 1.4 * random());
  const buildings = shares(scale.buildings, wanted, 1).map((count, i) => Math.min(count, houses[i]!));
  return grids.map((grid, i) => ({
    ...grid,
    houses: houses[i]!,
    people: people[i]!,
    buildings: buildings[i]!,
  }));
}
