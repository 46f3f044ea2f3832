import type { Pair, Ring } from '../../server/src/features/area/geometry.ts';
import { buildable, type Footprint, footprints } from './blocks.ts';
import { names } from './names.ts';
import type { GridPlan } from './plan.ts';
import type { HouseNumbers, Side } from './roads.ts';
import { place, rectangle } from './warp.ts';

/** A building footprint. `code` is its grid; `address` is the short form people say, street and number first. */
export type Building = {
  name: string;
  address: string;
  compound: string | null;
  use: GridPlan['use'];
  floors: number;
  units: number;
  code: string;
  lng: number;
  lat: number;
  outline: Ring;
};
/** A residential compound (小区) and the property company that looks after it. */
export type Compound = { name: string; address: string; company: string; code: string; point: Pair };
/** A block to build on. `order` is its community's place among all, from 0. */
export type Block = { code: string; community: string; order: number; plan: GridPlan };

const COMMUNITIES_PER_COMPANY = 3;

const pick = <T>(list: T[], random: () => number): T => list[Math.floor(random() * list.length)]!;

/** Builds the blocks of the city one after the other; keeps what must be unique in the city. */
export class Builder {
  readonly buildings: Building[] = [];
  readonly compounds: Compound[] = [];
  private readonly taken = new Map<string, number>();
  private readonly numbers: HouseNumbers;
  private readonly random: () => number;

  constructor(numbers: HouseNumbers, random: () => number) {
    this.numbers = numbers;
    this.random = random;
  }

  build(block: Block): void {
    const sides = this.numbers.sides(block.plan.rect);
    const side = sides[0];
    if (!side) return;
    const prints = footprints(buildable(block.plan.rect, sides), block.plan.use, this.random);
    const { use } = block.plan;
    if (use === 'homes') this.buildHomes(block, side, prints);
    else if (use === 'old') this.buildOld(block, sides, prints);
    else if (use === 'bank' || use === 'park' || use === 'lake') this.buildPavilion(block, side);
    else this.buildComplex(block, side, prints);
  }

  private add(block: Block, print: Footprint, name: string, address: string, compound: string | null): void {
    const [lng, lat] = place(print.u, print.v);
    const outline = rectangle(print.u, print.v, print.width, print.depth);
    const units = compound ? Math.max(1, Math.round(print.width / 15)) : 1;
    const { use } = block.plan;
    this.buildings.push({
      name,
      address,
      compound,
      use,
      floors: print.floors,
      units,
      code: block.code,
      lng,
      lat,
      outline,
    });
  }

  /** A name not yet given in the city; the second one of a kind becomes 二期, 三期 and so on. */
  private unique(name: string, suffix: (times: number) => string): string {
    const times = (this.taken.get(name) ?? 0) + 1;
    this.taken.set(name, times);
    return times === 1 ? name : `${name}${suffix(times)}`;
  }

  private compoundName(): string {
    const { first, last } = names.compounds;
    for (let attempt = 0; attempt < 40; attempt++) {
      const name = `${pick(first, this.random)}${pick(last, this.random)}`;
      if (!this.taken.has(name)) return this.unique(name, String);
    }
    return this.unique(`${pick(first, this.random)}${pick(last, this.random)}`, (times) => `${times}期`);
  }

  private buildHomes(block: Block, side: Side, prints: Footprint[]): void {
    if (prints.length === 0) return;
    const name = this.compoundName();
    const gate = this.numbers.address(side, (side.from + side.to) / 2);
    const company = `${names.companies[Math.floor(block.order / COMMUNITIES_PER_COMPANY)]}物业服务公司`;
    const { u0, v0, u1, v1 } = block.plan.rect;
    const point = place((u0 + u1) / 2, (v0 + v1) / 2);
    this.compounds.push({ name, address: `${gate}${name}`, company, code: block.code, point });
    prints.forEach((print, index) => {
      this.add(block, print, `${name}${index + 1}栋`, `${gate}${name}${index + 1}栋`, name);
    });
  }

  /** Old houses carry numbers of the street or lane nearest to them. */
  private buildOld(block: Block, sides: Side[], prints: Footprint[]): void {
    for (const print of prints) {
      const near = sides.toSorted((a, b) => distance(a, print) - distance(b, print))[0]!;
      const address = this.numbers.address(near, near.road.axis === 'u' ? print.v : print.u);
      this.add(block, print, address, address, null);
    }
  }

  private buildPavilion(block: Block, side: Side): void {
    const { u0, v0, u1, v1 } = block.plan.rect;
    // In the corner of the lake's park the lake does not reach.
    const across = block.plan.use === 'lake' ? 0.1 : 0.5;
    const print = {
      u: u0 + (u1 - u0) * across,
      v: v0 + (v1 - v0) * 0.06 + 12,
      width: 18,
      depth: 10,
      floors: 1,
    };
    const label = { bank: '江滩驿站', lake: '游客服务中心' }[block.plan.use as string] ?? '公园管理房';
    const name = `${block.community}${label}`;
    this.add(
      block,
      print,
      this.unique(name, String),
      this.numbers.address(side, (side.from + side.to) / 2),
      null,
    );
  }

  private buildComplex(block: Block, side: Side, prints: Footprint[]): void {
    const { title, part } = complexNames(block, this.random);
    const name = this.unique(title, (times) => `(${times})`);
    const address = this.numbers.address(side, (side.from + side.to) / 2);
    prints.forEach((print, index) => {
      this.add(block, print, `${name}${part(index)}`, `${address}${name}${part(index)}`, null);
    });
  }
}

function distance(side: Side, print: Footprint): number {
  return Math.abs(side.road.at - (side.road.axis === 'u' ? print.u : print.v));
}

const listed = (parts: string[], rest: string) => (index: number) => parts[index] ?? `${index + 1}${rest}`;

function complexNames(
  block: Block,
  random: () => number,
): { title: string; part: (index: number) => string } {
  const { community } = block;
  const word = pick(names.compounds.first, random);
  switch (block.plan.use) {
    case 'school':
      return { title: `${community}小学`, part: listed(['教学楼', '综合楼', '食堂', '体育馆'], '号楼') };
    case 'hospital':
      return {
        title: '滨江市第一医院',
        part: listed(['急诊楼', '门诊楼', '住院部', '医技楼', '行政楼'], '号楼'),
      };
    case 'market':
      return {
        title: '滨江农产品批发市场',
        part: (index) => `${String.fromCharCode(65 + (index % 4))}区${Math.floor(index / 4) + 1}号棚`,
      };
    case 'industry':
      return { title: `${word}产业园`, part: (index) => `${index + 1}号厂房` };
    case 'offices':
      return { title: `${word}中心`, part: (index) => `${String.fromCharCode(65 + (index % 26))}座` };
    default:
      return { title: `${word}广场`, part: (index) => `${index + 1}号楼` };
  }
}
