import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The fictional names of the demo city, as names.yaml holds them. */
export type Names = {
  province: string;
  city: string;
  river: string;
  canal: string;
  lake: string;
  districts: string[];
  streets: string[];
  communities: string[][];
  avenues: string[];
  canal_roads: string[];
  roads: string[];
  lanes: string[];
  compounds: { first: string[]; last: string[] };
  companies: string[];
  surnames: Record<string, number>;
  given: { female: string[]; male: string[] };
};

export const names: Names = parse(readFileSync(new URL('names.yaml', import.meta.url), 'utf8'));

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** 1–99 in Chinese numerals, as lanes and clusters are numbered. */
export function chineseNumber(value: number): string {
  if (value <= 10) return DIGITS[value]!;
  const [tens, ones] = [Math.floor(value / 10), value % 10];
  return `${tens > 1 ? DIGITS[tens] : ''}十${ones ? DIGITS[ones] : ''}`;
}

/** A person's fictional name, surnames by their rough frequency. */
export function personName(random: () => number): { name: string; gender: 'female' | 'male' } {
  const gender = random() < 0.5 ? 'female' : 'male';
  const total = Object.values(names.surnames).reduce((sum, weight) => sum + weight, 0);
  let left = random() * total;
  const surname = Object.keys(names.surnames).find((one) => {
    left -= names.surnames[one]!;
    return left < 0;
  });
  const given = names.given[gender];
  return { name: `${surname ?? '王'}${given[Math.floor(random() * given.length)]}`, gender };
}
