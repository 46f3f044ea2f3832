import type { Born, People, Sex } from './ages.ts';
import { drawer, type Random } from './draw.ts';
import { HOUSEHOLDS } from './tables.ts';

/** 与户主关系, words of GB/T 4761. */
export type Kin =
  | '户主'
  | '配偶'
  | '子'
  | '女'
  | '父亲'
  | '母亲'
  | '岳父'
  | '岳母'
  | '儿媳'
  | '孙子'
  | '孙女'
  | '非亲属';

export interface Member extends Born {
  kin: Kin;
  /** Who carries the household's own surname. */
  ownName: boolean;
  married: boolean;
}

const SIZE = drawer(HOUSEHOLDS.map((share, i): [number, number] => [i + 1, share]));
/** How many live in a household, by the census. */
export const householdSize = (random: Random): number => SIZE(random);

const YOUNGEST_HEAD = 20;
const other = (sex: Sex): Sex => (sex === 'male' ? 'female' : 'male');
const around = (random: Random, middle: number, spread: number): number =>
  middle + (random() + random() - 1) * spread;

class Making {
  readonly members: Member[] = [];
  readonly people: People;
  readonly random: Random;

  constructor(people: People, random: Random) {
    this.people = people;
    this.random = random;
  }

  add(born: Born, kin: Kin, ownName: boolean, married: boolean): Member {
    const member = { ...born, kin, ownName, married };
    this.members.push(member);
    return member;
  }

  take(sex: Sex, age: number, kin: Kin, ownName: boolean, married = false): Member {
    return this.add(this.people.take(sex, age), kin, ownName, married);
  }

  spouse(head: Member): void {
    head.married = true;
    const older = head.sex === 'male' ? -2 : 2;
    const sex = other(head.sex);
    this.take(sex, around(this.random, head.age + older, 4), '配偶', false, true);
  }

  child(head: Member): void {
    const sex = this.random() < 0.53 ? 'male' : 'female';
    const born = this.people.take(sex, Math.max(0, around(this.random, head.age - 28, 9)));
    this.add(born, born.sex === 'male' ? '子' : '女', head.sex === 'male' || this.random() < 0.08, false);
  }

  parent(head: Member): void {
    const sex = this.random() < 0.35 ? 'male' : 'female';
    const born = this.people.take(sex, around(this.random, head.age + 27, 6));
    const own = this.random() < 0.75;
    const kin = born.sex === 'male' ? (own ? '父亲' : '岳父') : own ? '母亲' : '岳母';
    this.add(born, kin, own && born.sex === 'male', true);
  }

  grandchild(head: Member): void {
    const sex = this.random() < 0.53 ? 'male' : 'female';
    const born = this.people.take(sex, Math.max(0, around(this.random, head.age - 56, 8)));
    this.add(born, born.sex === 'male' ? '孙子' : '孙女', true, false);
  }
}

function head(making: Making, size: number): Member | null {
  const { people, random } = making;
  // Who lives alone is young or old; families have heads of working age.
  const old = size <= 2 ? 0.42 : size >= 5 ? 0.45 : 0.12;
  const born =
    (random() < old
      ? people.any(random, 60, 104)
      : people.any(random, size === 1 ? YOUNGEST_HEAD : 26, 59)) ?? people.any(random, YOUNGEST_HEAD, 104);
  if (!born) return null;
  // Where a couple lives, mostly the man is written first.
  const swapped = size > 1 && born.sex === 'female' && random() < 0.6;
  if (!swapped) return making.add(born, '户主', true, false);
  const spouse = making.add(people.take('male', born.age + 2), '户主', true, true);
  making.add(born, '配偶', false, true);
  return spouse;
}

/**
 * A household of that many out of the people: single, couple, family with children, three generations. Null when nobody is left
 * who could head one.
 */
export function household(people: People, size: number, random: Random): Member[] | null {
  if (people.size < size) return null;
  const making = new Making(people, random);
  const first = head(making, size);
  if (!first) return null;
  const rest = () => size - making.members.length;
  if (size === 2 && rest() > 0) pair(making, first, random());
  else if (size > 2 && rest() === size - 1 && random() < 0.93) making.spouse(first);
  while (rest() > 0) grow(making, first, random());
  return making.members;
}

function pair(making: Making, first: Member, chance: number): void {
  if (chance < 0.62) making.spouse(first);
  else if (chance < 0.82) making.child(first);
  else if (chance < 0.9) making.parent(first);
  else
    making.take(
      chance < 0.96 ? first.sex : other(first.sex),
      around(making.random, first.age, 8),
      '非亲属',
      false,
    );
}

function grow(making: Making, first: Member, chance: number): void {
  const has = (kin: Kin) => making.members.some((member) => member.kin === kin);
  const children = making.members.filter(({ kin }) => kin === '子' || kin === '女').length;
  if (first.age >= 55 && children > 0 && chance < 0.75) {
    if (chance < 0.3 && has('子') && !has('儿媳')) inLaw(making, '子', '儿媳');
    else making.grandchild(first);
  } else if (children < 2 && chance < (children === 0 ? 0.97 : 0.6)) making.child(first);
  else if (first.age < 62 && chance < 0.95) making.parent(first);
  else making.grandchild(first);
}

function inLaw(making: Making, of: Kin, kin: Kin): void {
  const child = making.members.find((member) => member.kin === of)!;
  child.married = true;
  const born = making.people.take(other(child.sex), around(making.random, child.age - 1, 3));
  making.add(born, born.sex === child.sex ? '非亲属' : kin, false, true);
}
