import { Understood } from './registry.ts';

/** One word of a dictionary. */
export interface DictionaryItem {
  /** Small, given once and never again: what compact filters are built from. */
  number: number;
  code: string;
  name: string;
  aliases: string[];
  /** Its codes in foreign systems: `{ ruoyi: ['0'] }`. */
  foreign: Record<string, string[]>;
  /** No longer offered; values that carry it stay readable. */
  retired: boolean;
}

/** A list of words with codes. */
export interface Dictionary {
  code: string;
  name: string;
  /** The standard it is taken from, with its number. */
  standard: string | null;
  /** 待核对: not compared with the printed standard, or not obtained at all. */
  unsure: boolean;
  /** What is to know about it. */
  note: string | null;
  items: readonly DictionaryItem[];
}

/** All dictionaries, as they are now. */
export interface Dictionaries {
  get(code: string): Dictionary | null;
  all(): readonly Dictionary[];
  /** The name of a code (of several, joined by `|`, their names joined by `、`); the code itself where nobody knows it. */
  nameOf(dictionary: string, itemCode: string): string;
  /** The small number of a code; null for an unknown one. */
  numberOf(dictionary: string, itemCode: string): number | null;
  /**
   * The code that a text means: a code, name or alias, whatever blanks stand around it. With `from` the codes of that foreign system
   * are understood instead of our own (RuoYi writes 0 for 男, which GB/T 2261.1 writes 1). A retired word is still understood.
   */
  codeOf(dictionary: string, text: string, from?: string): string | null;
}

interface Looked {
  dictionary: Dictionary;
  codes: Map<string, DictionaryItem>;
  words: Understood<DictionaryItem>;
}

/** Offered words first, in their order; codes before names before aliases. */
function look(dictionary: Dictionary): Looked {
  const words = new Understood<DictionaryItem>();
  const items = [...dictionary.items].sort((a, b) => Number(a.retired) - Number(b.retired));
  for (const item of items) words.add(item.name, item);
  for (const item of items) for (const alias of item.aliases) words.add(alias, item);
  // A table program takes 01 for a number and writes 1.
  for (const item of items) if (/^0\d+$/.test(item.code)) words.add(item.code.replace(/^0+(?=\d)/, ''), item);
  return { dictionary, words, codes: new Map(dictionary.items.map((item) => [item.code, item])) };
}

const foreignOf = ({ items }: Dictionary, from: string, text: string): DictionaryItem | undefined =>
  items.find((item) => item.foreign[from]?.includes(text));

const knows = ({ items }: Dictionary, from: string): boolean => items.some((item) => item.foreign[from]);

/** Looks into dictionaries that were read. */
export function dictionariesOf(read: readonly Dictionary[]): Dictionaries {
  const byCode = new Map(read.map((dictionary) => [dictionary.code, look(dictionary)]));
  const nameOne = (looked: Looked | undefined, code: string) => looked?.codes.get(code)?.name ?? code;
  return {
    get: (code) => byCode.get(code)?.dictionary ?? null,
    all: () => read,
    nameOf(dictionary, itemCode) {
      const looked = byCode.get(dictionary);
      return itemCode
        .split('|')
        .map((code) => nameOne(looked, code))
        .join('、');
    },
    numberOf: (dictionary, itemCode) => byCode.get(dictionary)?.codes.get(itemCode)?.number ?? null,
    codeOf(dictionary, text, from) {
      const looked = byCode.get(dictionary);
      const said = text.normalize('NFKC').trim();
      if (!looked || said === '') return null;
      const foreign = from !== undefined && knows(looked.dictionary, from);
      const byItsCode = foreign ? foreignOf(looked.dictionary, from, said) : looked.codes.get(said);
      return (byItsCode ?? looked.words.find(said))?.code ?? null;
    },
  };
}
