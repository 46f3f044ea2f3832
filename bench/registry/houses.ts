import { drawer, oneOf, type Random, shares, upTo } from './draw.ts';
import type { Box, GridPlan } from './plan.ts';
import { SHOPS, USES } from './tables.ts';

export type Use = keyof typeof USES | 'shop';

export interface Building {
  /** 统一标准地址编码: grid and number. */
  code: string;
  grid: GridPlan;
  /** Null = a house that its owner built, by its street number. */
  estate: string | null;
  name: string;
  address: string;
  kind: '高层住宅' | '多层住宅' | '自建房';
  floors: number;
  units: number;
  lng: number;
  lat: number;
  /** Ring of the outline, closed, WGS-84. */
  outline: [number, number][];
  houses: House[];
}

export interface House {
  code: string;
  building: Building;
  unit: number | null;
  floor: number;
  /** Room as on the door: 502. */
  number: string;
  address: string;
  use: Use;
  area: number;
}

const drawUse = drawer<Use>(Object.entries(USES) as [Use, number][]);
const ESTATE = ['花园', '家园', '小区', '新村', '名苑', '华庭', '雅居', '公寓'];
const GROUND = [...'滨江锦绣金地阳光翠湖星汇东方香樟碧桂银河听涛望岳枫林'];
const METRE = 1 / 111_320;

/** How large a building is beside the others of its grid: half are houses of one family, few are towers. */
const drawSize = drawer<number>([
  [1, 50],
  [12, 28],
  [24, 14],
  [72, 6],
  [110, 2],
]);

interface Shape {
  kind: Building['kind'];
  units: number;
  perFloor: number;
}

function shapeOf(houses: number): Shape {
  if (houses <= 4) return { kind: '自建房', units: 0, perFloor: 1 };
  if (houses <= 14) return { kind: '多层住宅', units: 1, perFloor: 2 };
  if (houses <= 50) return { kind: '多层住宅', units: Math.ceil(houses / 14), perFloor: 2 };
  return { kind: '高层住宅', units: Math.ceil(houses / 70), perFloor: 4 };
}

function outlineOf(lng: number, lat: number, width: number, depth: number): [number, number][] {
  const [x, y] = [(width / 2) * METRE * 1.155, (depth / 2) * METRE];
  const at = (dx: number, dy: number): [number, number] => [
    Number((lng + dx).toFixed(7)),
    Number((lat + dy).toFixed(7)),
  ];
  return [at(-x, -y), at(x, -y), at(x, y), at(-x, y), at(-x, -y)];
}

/** The k-th of so many spots in a grid, each in a cell of its own. */
function spot([west, south, east, north]: Box, k: number, of: number, random: Random) {
  const columns = Math.ceil(Math.sqrt(of));
  const rows = Math.ceil(of / columns);
  const at = (from: number, to: number, i: number, count: number) =>
    Number((from + ((to - from) * (i + 0.4 + 0.2 * random())) / count).toFixed(7));
  return {
    lng: at(west, east, k % columns, columns),
    lat: at(south, north, Math.floor(k / columns), rows),
    /** Metres that a building may be wide. */
    room: ((east - west) * 0.6) / columns / METRE / 1.155,
  };
}

/** All buildings of a grid with their houses: as many as its plan says. */
export function buildGrid(grid: GridPlan, random: Random): Building[] {
  const sizes = shares(
    grid.houses,
    Array.from({ length: grid.buildings }, () => drawSize(random)),
    1,
  );
  const estate = oneOf(random, GROUND) + oneOf(random, GROUND) + oneOf(random, ESTATE);
  const gate = 1 + upTo(random, 40) + (grid.index % 10) * 250;
  let [inEstate, along] = [0, gate];
  return sizes.map((size, k) => {
    const shape = shapeOf(size);
    const own = shape.kind === '自建房';
    along += 1 + upTo(random, 2);
    const number = own ? along : ++inEstate;
    const name = own ? `${grid.road}${number}号` : `${number}栋`;
    const place = own ? name : `${grid.road}${gate}号${estate}${name}`;
    const perUnit = Math.ceil(size / Math.max(1, shape.units));
    const { room, ...point } = spot(grid.box, k, grid.buildings, random);
    const building: Building = {
      code: grid.code + String(k + 1).padStart(4, '0'),
      grid,
      estate: own ? null : estate,
      name,
      address: grid.within + place,
      kind: shape.kind,
      floors: Math.ceil(perUnit / shape.perFloor),
      units: shape.units,
      ...point,
      outline: outlineOf(
        point.lng,
        point.lat,
        Math.min(room, own ? 11 : 14 + 12 * shape.units),
        Math.min(room, own ? 10 : 13),
      ),
      houses: [],
    };
    building.houses = housesOf(building, shape, size, perUnit, random);
    return building;
  });
}

function housesOf(building: Building, shape: Shape, size: number, perUnit: number, random: Random): House[] {
  return Array.from({ length: size }, (_, i) => {
    const unit = shape.units === 0 ? null : 1 + Math.floor(i / perUnit);
    const floor = 1 + Math.floor((i % perUnit) / shape.perFloor);
    const number = `${floor}0${1 + ((i % perUnit) % shape.perFloor)}`;
    return {
      code: building.code + String(i + 1).padStart(4, '0'),
      building,
      unit,
      floor,
      number,
      address: `${building.address}${unit === null ? '' : `${unit}单元`}${number}室`,
      use: useOf(floor, random),
      area: 45 + upTo(random, 110),
    };
  });
}

/** Shops are on the ground, one in `SHOPS` there; above it people live. */
function useOf(floor: number, random: Random): Use {
  return floor === 1 && random() < SHOPS ? 'shop' : drawUse(random);
}
