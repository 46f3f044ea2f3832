import { seededRandom } from '../../server/src/features/area/sample.ts';
import { type Born, People } from './ages.ts';
import { oneOf, type Random, upTo } from './draw.ts';
import { household, householdSize, type Kin, type Member } from './households.ts';
import { type Building, buildGrid, type House } from './houses.ts';
import { dayText, Identities } from './identity.ts';
import { type Items, itemsOf, nationOf } from './items.ts';
import { givenName, surname } from './names.ts';
import type { CityPlan, GridPlan } from './plan.ts';

/** The day the city is looked at: ages are those of this day. */
export const TODAY = new Date('2026-11-01T00:00:00Z');
const DAY = 86_400_000;

/** How somebody belongs to a house. `owner` and `registered` live elsewhere. */
export type Tie = 'lives' | 'rents' | 'owner' | 'registered';

export interface Person extends Items, Born {
  name: string;
  idNumber: string;
  birth: string;
  phone: string;
  house: House;
  tie: Tie;
  /** Number of the household; empty where the person lives elsewhere. */
  household: string;
  kin: Kin | '其他亲属';
  registeredAddress: string;
  /** Where somebody lives who is not at home here. */
  elsewhere: string | null;
  local: boolean;
}

export interface Vehicle {
  plate: string;
  kind: '小型汽车' | '新能源汽车';
  owner: Person;
}

export interface GridContent {
  grid: GridPlan;
  buildings: Building[];
  people: Person[];
  vehicles: Vehicle[];
}

const COUNTIES = [
  '云川市青江县',
  '平湖市柳河区',
  '远山市松溪县',
  '临海市东港区',
  '岳阳坪市石门县',
  '明水市白沙区',
];
const VILLAGES = [
  '石桥镇柳林村',
  '新集镇大塘村',
  '高坪乡李家湾村',
  '城关镇南街社区',
  '红岩镇双溪村',
  '古渡镇桃园村',
];
const away = (random: Random): string =>
  `${oneOf(random, COUNTIES)}${oneOf(random, VILLAGES)}${1 + upTo(random, 9)}组${1 + upTo(random, 120)}号`;

/** Makes one grid after the other; only the grid at hand is kept. */
class Making {
  readonly identities = new Identities();
  readonly plan: CityPlan;
  random: Random = () => 0;

  constructor(plan: CityPlan) {
    this.plan = plan;
  }

  grid(grid: GridPlan): GridContent {
    this.random = seededRandom(this.plan.scale.seed + 1 + grid.index * 7_919);
    const { random } = this;
    const buildings = buildGrid(grid, random);
    const houses = buildings.flatMap((building) => building.houses);
    const left = new People(grid.people, random);
    const people: Person[] = [];
    for (const house of houses) {
      if (house.use !== 'own' && house.use !== 'let') continue;
      const members = household(left, householdSize(random), random);
      // More houses than people: this one stays empty.
      if (members === null) house.use = 'empty';
      else people.push(...this.#family(house, members));
    }
    people.push(...this.#absent(houses, left));
    const vehicles = people
      .filter(({ tie, age }) => (tie === 'lives' || tie === 'rents') && age >= 22 && age < 70)
      .filter(() => random() < 0.45)
      .map((owner): Vehicle => {
        const plate = this.identities.plate();
        return { plate, kind: plate.length === 8 ? '新能源汽车' : '小型汽车', owner };
      });
    return { grid, buildings, people, vehicles };
  }

  #family(house: House, members: readonly Member[]): Person[] {
    const { random } = this;
    const rents = house.use === 'let';
    const local = random() < (rents ? 0.08 : 0.82);
    const own = surname(random);
    const nation = nationOf(random);
    const home = local ? house.address : away(random);
    const region = this.#region(house, local);
    const tie = rents ? 'rents' : 'lives';
    const persons: Person[] = [];
    for (const member of members) {
      const base = {
        house,
        tie,
        household: house.code.slice(4),
        kin: member.kin,
        elsewhere: null,
        local,
      } as const;
      const family = member.ownName ? own : surname(random);
      const person = this.#person(member, family, region, { ...base, registeredAddress: home }, nation);
      // Children, and many of the old, are called at the number of another of the house.
      const called = member.age < 12 || (member.age >= 75 && random() < 0.4) ? persons[0] : undefined;
      persons.push({ ...person, phone: called?.phone ?? this.identities.phone() });
    }
    return persons;
  }

  /** Owners of what is let or empty, then those who are registered here and live elsewhere. */
  #absent(houses: readonly House[], left: People): Person[] {
    const { random } = this;
    const persons: Person[] = [];
    const absent = (house: House, born: Born, tie: 'owner' | 'registered'): void => {
      const kin = tie === 'owner' ? '户主' : born.age < 45 ? (born.sex === 'male' ? '子' : '女') : '其他亲属';
      const local = tie === 'registered' || random() < 0.6;
      const registeredAddress = local ? house.address : away(random);
      const base = {
        house,
        tie,
        household: '',
        kin,
        elsewhere: away(random),
        local,
        registeredAddress,
      } as const;
      const member = { ...born, married: born.age >= 28 && born.age < 70 };
      const person = this.#person(
        member,
        surname(random),
        this.#region(house, local),
        base,
        nationOf(random),
      );
      persons.push({ ...person, phone: this.identities.phone() });
    };
    for (const house of houses) {
      if (house.use !== 'let' && house.use !== 'empty') continue;
      const born = left.any(random, 28, 85);
      if (born) absent(house, born, 'owner');
    }
    const homes = houses.filter(({ use }) => use === 'own');
    while (left.size > 0)
      absent(oneOf(random, homes.length > 0 ? homes : houses), left.any(random, 0, 104)!, 'registered');
    return persons;
  }

  #region(house: House, local: boolean): number {
    const own = Number(house.building.grid.district.slice(4)) - 1;
    if (local) return this.random() < 0.85 ? own : upTo(this.random, 13);
    return 5 + upTo(this.random, 8);
  }

  #person(
    member: Born & { married: boolean },
    family: string,
    region: number,
    base: Pick<Person, 'house' | 'tie' | 'household' | 'kin' | 'elsewhere' | 'local' | 'registeredAddress'>,
    nation: string,
  ): Omit<Person, 'phone'> {
    const { random } = this;
    const days = Math.floor((member.age + 0.002 + 0.995 * random()) * 365.2425);
    const birth = new Date(TODAY.getTime() - days * DAY);
    const name = family + givenName(random, member.sex, birth.getUTCFullYear());
    const about = { age: member.age, sex: member.sex, married: member.married, kin: base.kin };
    return {
      ...base,
      ...itemsOf(about, nation, random),
      name,
      sex: member.sex,
      age: member.age,
      idNumber: this.identities.id(region, birth, member.sex),
      birth: dayText(birth),
    };
  }
}

/** The content of the city, grid by grid, in the plan's order: the same for the same plan, and never more than a grid in memory. */
export function* contentOf(plan: CityPlan): Generator<GridContent> {
  const making = new Making(plan);
  for (const grid of plan.grids) yield making.grid(grid);
}
