import { oneOf, type Random, upTo } from './draw.ts';

/** Where a row of the person sheet was spoilt, for the reader's list of faults to be held against. */
export interface Fault {
  /** Line of the file, the heading being the first. */
  line: number;
  heading: string;
  kind: string;
}

type Spoil = [heading: string, kind: string, spoil: (text: string, random: Random) => string];

const SPOILS: Spoil[] = [
  ['公民身份号码', 'check digit', (id) => id.slice(0, 17) + (id.endsWith('0') ? '1' : '0')],
  ['公民身份号码', 'length', (id) => id.slice(0, 16)],
  ['公民身份号码', 'date', (id) => `${id.slice(0, 10)}1332${id.slice(14)}`],
  ['公民身份号码', 'spreadsheet', (id) => `${id[0]}.${id.slice(1, 6)}E+17`],
  ['姓名', 'empty', () => ''],
  ['出生日期', 'no date', () => '1980年13月'],
  ['联系电话', 'length', (phone, random) => phone.slice(0, 5 + upTo(random, 5))],
  ['房屋编码', 'unknown house', (code) => `${code.slice(0, -4)}9999`],
  ['性别', 'unknown word', () => '不详性别'],
  ['与户主关系', 'unknown word', () => '邻家'],
  ['文化程度', 'unknown word', () => '读过书'],
];

/** Spoils so many of a hundred rows, one cell each, and keeps where. */
export class Faults {
  readonly found: Fault[] = [];
  readonly #percent: number;
  readonly #random: Random;
  readonly #headings: readonly string[];

  constructor(headings: readonly string[], percent: number, random: Random) {
    this.#headings = headings;
    this.#percent = percent;
    this.#random = random;
  }

  apply(row: string[], line: number): string[] {
    if (this.#random() * 100 >= this.#percent) return row;
    const [heading, kind, spoil] = oneOf(this.#random, SPOILS);
    this.found.push({ line, heading, kind });
    const at = this.#headings.indexOf(heading);
    return row.with(at, spoil(row[at]!, this.#random));
  }
}
