import { names } from './names.ts';

/** What is said of one fictional person, in the words that a community's own list would use; keys are items of the registry. */
export type Said = Record<string, string>;

/** How a home is used, and who lives there; an owner who lives elsewhere is told apart. */
export interface DemoHousehold {
  members: Said[];
  kind: 'owner' | 'tenant';
  /** Owns the home and lives elsewhere. */
  landlord: Said | null;
}

type Random = () => number;
type Sex = 'female' | 'male';

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** An ID number that the check digit accepts, under a prefix that no region has: nobody can carry it. */
function idNumber(birth: string, sex: Sex, order: number): string {
  const last = (order % 499) * 2 + (sex === 'male' ? 1 : 2);
  const body = `429998${birth.replaceAll('-', '')}${String(last).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * WEIGHTS[at]!, 0);
  return body + '10X98765432'[sum % 11];
}

const day = (random: Random, year: number): string =>
  `${year}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`;

function surname(random: Random): string {
  const weighted = Object.entries(names.surnames);
  let left = random() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [one, weight] of weighted) {
    left -= weight;
    if (left < 0) return one;
  }
  return '王';
}

const EDUCATIONS = ['小学', '初中', '高中', '大专', '本科', '研究生'] as const;
const JOBS = ['教师', '司机', '销售', '工人', '会计', '护士', '个体经营', '职员', '保安', '厨师'];
const WORK = [
  '滨江纺织厂',
  '江岸小学',
  '滨江公交公司',
  '自营店铺',
  '物流园',
  '社区卫生服务中心',
  '建材市场',
  '软件园',
];

/** Makes fictional people of one city on one day; the same random numbers give the same people. */
export class DemoPeople {
  readonly #random: Random;
  readonly #year: number;
  #order = 0;

  constructor(random: Random, today: string) {
    this.#random = random;
    this.#year = Number(today.slice(0, 4));
  }

  #work(age: number): Said {
    const random = this.#random;
    if (age < 7) return {};
    if (age < 22) return { education: age < 13 ? '小学' : age < 16 ? '初中' : age < 19 ? '高中' : '本科' };
    const education = pick(random, age > 60 ? EDUCATIONS.slice(0, 3) : EDUCATIONS.slice(1));
    return age < 60
      ? { education, occupation: pick(random, JOBS), workplace: pick(random, WORK) }
      : { education };
  }

  #old(age: number, alone: boolean): Said {
    const random = this.#random;
    if (age < 60) return {};
    const weak = age > 80 && random() < 0.35;
    return {
      health: weak ? '较弱' : random() < 0.3 ? '有慢性病' : '健康',
      self_care: weak ? '部分自理' : '完全自理',
      ...(alone && { lives_alone: '是', care_kind: '独居老人' }),
      ...(age >= 80 && { old_age_subsidy: random() < 0.7 ? '是' : '否' }),
    };
  }

  #person(sex: Sex, age: number, kin: string, family: string, more: Said = {}): Said {
    const random = this.#random;
    const order = ++this.#order;
    const birth = day(random, this.#year - age);
    const own = kin === '配偶' ? surname(random) : family;
    const adult = age >= 18;
    return {
      ...{
        name: own + pick(random, names.given[sex]),
        id_number: idNumber(birth, sex, order),
        nation: random() < 0.94 ? '汉族' : '土家族',
      },
      ...{ kin, residence_kind: random() < 0.8 ? '户籍人口' : '流动人口' },
      ...(adult && {
        phone: `199${String(20_000_000 + order)}`,
        marital: kin === '配偶' || age > 30 ? '已婚' : '未婚',
      }),
      ...(adult && { political: random() < 0.12 ? '中共党员' : '群众' }),
      ...(sex === 'female' &&
        age >= 35 &&
        age <= 64 &&
        random() < 0.55 && { screened_on: day(random, this.#year - 1 - Math.floor(random() * 3)) }),
      ...(random() < 0.025 && { disability: '肢体残疾', disability_level: '三级' }),
      ...(random() < 0.02 && { low_income: '是' }),
      ...this.#work(age),
      ...more,
    };
  }

  /** Who lives in one home: somebody alone, a couple, parents with children, with grandparents; or nobody. */
  household(): DemoHousehold | null {
    const random = this.#random;
    const chance = random();
    if (chance < 0.12) return null;
    const let_ = chance > 0.82;
    const family = surname(random);
    const landlord = let_
      ? this.#person('male', 40 + Math.floor(random() * 25), '户主', surname(random))
      : null;
    return { members: this.#members(family, let_), kind: let_ ? 'tenant' : 'owner', landlord };
  }

  #members(family: string, young: boolean): Said[] {
    const random = this.#random;
    const size = random();
    const age = young ? 22 + Math.floor(random() * 20) : 27 + Math.floor(random() * 60);
    const sex: Sex = random() < 0.6 ? 'male' : 'female';
    const alone = size < 0.24;
    const head = this.#person(sex, age, '户主', family, this.#old(age, alone));
    if (alone) return [head];
    const members = [head, this.#spouse(sex, age, family)];
    if (size > 0.5 && age < 58)
      for (let i = 0; i < (random() < 0.3 ? 2 : 1); i++) members.push(this.#child(age, i, family));
    if (size > 0.88) members.push(this.#parent(age, family));
    return members;
  }

  #spouse(sex: Sex, age: number, family: string): Said {
    const theirs = Math.max(20, age - 3 + Math.floor(this.#random() * 6));
    return this.#person(sex === 'male' ? 'female' : 'male', theirs, '配偶', family, this.#old(theirs, false));
  }

  #child(age: number, order: number, family: string): Said {
    const sex: Sex = this.#random() < 0.5 ? 'male' : 'female';
    return this.#person(sex, Math.max(1, age - 27 - order * 3), sex === 'male' ? '子' : '女', family);
  }

  #parent(age: number, family: string): Said {
    const theirs = Math.min(96, age + 26);
    return this.#person('female', theirs, '母亲', family, this.#old(theirs, false));
  }
}
