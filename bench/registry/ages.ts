import type { Random } from './draw.ts';
import { AGES } from './tables.ts';

export type Sex = 'male' | 'female';
export interface Born {
  sex: Sex;
  age: number;
}

const OLDEST = 104;
const SEXES: Sex[] = ['male', 'female'];
/** Weights of each year of age of men, then of women; within five years the older are fewer from sixty on. */
const BY_YEAR = SEXES.flatMap((sex) =>
  AGES[sex].flatMap((people, group) => {
    const slope = group < 12 ? 1 : group < 16 ? 0.95 : 0.85;
    const weights = [0, 1, 2, 3, 4].map((i) => slope ** i);
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => (people * weight) / sum);
  }),
);

/**
 * As many people as asked for, of exactly the census' ages and sexes, from which households are made up: `take` gives the one
 * nearest to what is wanted.
 */
export class People {
  readonly #left: number[];
  size: number;

  constructor(size: number, random: Random) {
    this.size = size;
    // Which of the rare ages a small grid has is chance.
    const shift = random();
    let given = 0;
    let wanted = 0;
    const sum = BY_YEAR.reduce((a, b) => a + b, 0);
    this.#left = BY_YEAR.map((weight) => {
      wanted += (weight * size) / sum;
      const upTo = Math.floor(wanted + shift);
      const part = Math.min(upTo, size) - given;
      given += part;
      return part;
    });
    this.#left[30] = this.#left[30]! + size - given;
  }

  /** The one nearest in age of that sex, else of the other; throws when nobody is left. */
  take(sex: Sex, age: number): Born {
    const near = this.#nearest(sex, age) ?? this.#nearest(sex === 'male' ? 'female' : 'male', age);
    if (!near) throw new RangeError('nobody is left');
    return near;
  }

  /** Somebody between the ages, by chance; null when there is nobody. */
  any(random: Random, from: number, to: number): Born | null {
    let all = 0;
    for (const side of [0, 1]) for (let age = from; age <= to; age++) all += this.#left[at(side, age)]!;
    if (all === 0) return null;
    let k = Math.floor(random() * all);
    for (const side of [0, 1])
      for (let age = from; age <= to; age++) {
        k -= this.#left[at(side, age)]!;
        if (k < 0) return this.#out(side, age);
      }
    return null;
  }

  #nearest(sex: Sex, age: number): Born | null {
    const side = sex === 'male' ? 0 : 1;
    const middle = Math.max(0, Math.min(OLDEST, Math.round(age)));
    for (let off = 0; off <= OLDEST; off++) {
      if (middle - off >= 0 && this.#left[at(side, middle - off)]! > 0) return this.#out(side, middle - off);
      if (middle + off <= OLDEST && this.#left[at(side, middle + off)]! > 0)
        return this.#out(side, middle + off);
    }
    return null;
  }

  #out(side: number, age: number): Born {
    this.#left[at(side, age)]!--;
    this.size--;
    return { sex: SEXES[side]!, age };
  }
}

const at = (side: number, age: number): number => side * (OLDEST + 1) + age;
