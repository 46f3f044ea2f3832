import type { Sex } from './ages.ts';
import { type Draw, drawer, oneOf, type Random } from './draw.ts';
import type { Kin } from './households.ts';
import { NATIONS } from './tables.ts';

/** What a sheet says about a person beside name, numbers and home: words of the national code tables. */
export interface Items {
  nation: string;
  education: string;
  marital: string;
  political: string;
  occupation: string;
  workplace: string;
  disability: string;
  disabilityLevel: string;
  lowIncome: string;
  elderAllowance: '' | '已领取' | '未领取';
}

interface About {
  age: number;
  sex: Sex;
  married: boolean;
  kin: Kin | '其他亲属';
}

const drawNation = drawer(NATIONS);

// By age: who was at school when (GB/T 4658).
const EDUCATION: { upTo: number; draw: Draw<string> }[] = [
  { upTo: 5, draw: () => '' },
  { upTo: 11, draw: () => '小学教育' },
  { upTo: 14, draw: () => '初级中学教育' },
  {
    upTo: 17,
    draw: drawer([
      ['普通高级中学教育', 7],
      ['中等职业教育', 3],
    ]),
  },
  {
    upTo: 34,
    draw: drawer([
      ['大学本科教育', 28],
      ['大学专科教育', 24],
      ['初级中学教育', 22],
      ['普通高级中学教育', 13],
      ['中等职业教育', 7],
      ['研究生教育', 4],
      ['小学教育', 2],
    ]),
  },
  {
    upTo: 54,
    draw: drawer([
      ['初级中学教育', 38],
      ['普通高级中学教育', 16],
      ['大学专科教育', 16],
      ['大学本科教育', 13],
      ['小学教育', 10],
      ['中等职业教育', 6],
      ['研究生教育', 1],
    ]),
  },
  {
    upTo: 200,
    draw: drawer([
      ['初级中学教育', 36],
      ['小学教育', 30],
      ['普通高级中学教育', 15],
      ['其他', 6],
      ['大学专科教育', 6],
      ['大学本科教育', 4],
      ['中等职业教育', 3],
    ]),
  },
];

const WORK = [
  '工人',
  '营业员',
  '教师',
  '司机',
  '会计',
  '公务员',
  '护士',
  '医生',
  '保安',
  '厨师',
  '个体经营',
  '工程师',
  '快递员',
  '自由职业',
  '农民',
  '企业职员',
  '无业',
];
const PLACES = [
  '江岚机械厂',
  '第一人民医院',
  '港务公司',
  '实验小学',
  '兴华超市',
  '公交集团',
  '长航物流',
  '云桥建筑公司',
  '电力公司',
  '纺织公司',
];
const DISABILITY = drawer([
  ['肢体', 55],
  ['视力', 12],
  ['精神', 10],
  ['智力', 9],
  ['听力', 8],
  ['多重', 4],
  ['言语', 2],
] as [string, number][]);
const LEVEL = drawer([
  ['四级', 38],
  ['三级', 28],
  ['二级', 20],
  ['一级', 14],
] as [string, number][]);

/** Which share of those of eighty and over gets the allowance for the old. */
export const ALLOWED = 0.86;

function maritalOf({ age, married }: About, random: Random): string {
  if (married) return random() < 0.06 ? '再婚' : '已婚';
  if (age < 22) return '未婚';
  const chance = random();
  if (age >= 65) return chance < 0.75 ? '丧偶' : '离婚';
  if (age >= 40) return chance < 0.45 ? '离婚' : chance < 0.6 ? '丧偶' : '未婚';
  return chance < 0.88 ? '未婚' : '离婚';
}

function occupationOf({ age, sex }: About, random: Random): string {
  if (age < 6) return '';
  if (age < 18 || (age < 22 && random() < 0.5)) return '学生';
  return age >= (sex === 'male' ? 60 : 55) ? '退休' : oneOf(random, WORK);
}

function politicalOf(age: number, random: Random): string {
  const chance = random();
  if (age >= 20 && chance < 0.085) return '中国共产党党员';
  return age >= 14 && age <= 28 && chance < 0.45 ? '中国共产主义青年团团员' : '群众';
}

export function itemsOf(about: About, nation: string, random: Random): Items {
  const { age } = about;
  const occupation = occupationOf(about, random);
  const disabled = random() < (age >= 60 ? 0.06 : 0.017);
  const works = !['', '学生', '退休', '无业'].includes(occupation);
  return {
    nation,
    education: EDUCATION.find(({ upTo }) => age <= upTo)!.draw(random),
    marital: maritalOf(about, random),
    political: politicalOf(age, random),
    occupation,
    workplace: works && random() < 0.6 ? oneOf(random, PLACES) : '',
    disability: disabled ? DISABILITY(random) : '',
    disabilityLevel: disabled ? LEVEL(random) : '',
    lowIncome: random() < 0.013 ? '是' : '否',
    elderAllowance: age < 80 ? '' : random() < ALLOWED ? '已领取' : '未领取',
  };
}

/** A household is of one nation. */
export const nationOf = (random: Random): string => drawNation(random);
