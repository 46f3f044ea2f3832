/** One thing that is kept about a subject, as data: what it is called, where it is a code, how it is protected. */
export interface RegistryItem {
  /** person, household, house, building, estate, organisation, vehicle, place */
  subject: string;
  /** The key in `values`; stands for the item for ever. */
  code: string;
  name: string;
  /** Headings that real sheets carry for it. */
  aliases: string[];
  /** Those of them that the city added. */
  own_aliases?: readonly string[];
  type: ItemType;
  /** Of `code`: which dictionary. */
  dictionary?: string;
  /** Several codes, joined by `|`. */
  many?: true;
  /** Whether its value may stand in the open, or only encrypted. */
  fence: 'open' | 'sealed';
  /** How it is shown to whoever has not asked for it. */
  mask?: 'name' | 'phone' | 'id' | 'address' | 'all';
  /** Sensitive group: off by default, each with its own permission `resident:group-<group>`. */
  group?: string;
  /** Whose item it is. */
  standard?: string;
  /** 待核对: not read in the printed standard. */
  unsure?: true;
  /** Its sensitive group is off: what is kept of it is nobody's to see. */
  off?: true;
  /** The program itself reads it: it cannot be retired. */
  core?: true;
  /** No longer kept: neither listed nor found. */
  retired?: true;
  /** A day that has been: never one after today. */
  past?: true;
  /** Most characters of a text, most of a number. */
  most?: number;
}

export const itemTypes = [
  'text',
  'code',
  'date',
  'number',
  'flag',
  'id_number',
  'phone',
  'credit_code',
  'plate',
] as const;
export type ItemType = (typeof itemTypes)[number];

/** The items of all subjects, as they are now. */
export interface RegistryItems {
  /** The items of a subject in their order; retired ones and those of sensitive groups that are off are not among them. */
  of(subject: string): readonly RegistryItem[];
  /** Every item of a subject: what is kept of retired ones and of groups that are off is there still. */
  all(subject: string): readonly RegistryItem[];
  /** The item that a heading of a sheet means: its name, an alias or its code, whatever blanks, stars or remarks stand around it. */
  find(subject: string, heading: string): RegistryItem | null;
  /** An item by its code, also a retired one or one of a group that is off: what is kept stays readable to the program. */
  item(subject: string, code: string): RegistryItem | null;
}

const strip = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
/** No word and no heading is longer; a cell may be a whole letter. */
const LONGEST = 200;
const BRACKETS = /[([【][^)\]】]*[)\]】]/g;

/**
 * A heading or a word as it is compared: blanks, punctuation and remarks in brackets do not count (`* 公民身份号码（必填）：` is
 * `公民身份号码`), capitals and full-width forms neither.
 */
export const bare = (text: string): string => strip(plain(text).replace(BRACKETS, '')) || strip(plain(text));

/** What is understood by its whole text, by the text without its last bracket, or without any: two words may differ in a bracket only. */
export class Understood<T> {
  /** As they are written: what most cells carry. */
  readonly #written = new Map<string, T>();
  readonly #whole = new Map<string, T>();
  readonly #bare = new Map<string, T>();

  /** The first meaning of a word stays. */
  add(word: string, means: T): void {
    const whole = strip(plain(word));
    if (whole === '') return;
    if (!this.#whole.has(whole)) {
      this.#whole.set(whole, means);
      this.#written.set(word, means);
    }
    if (!this.#bare.has(bare(word))) this.#bare.set(bare(word), means);
  }

  find(said: string): T | undefined {
    const written = this.#written.get(said);
    if (written !== undefined || said.length > LONGEST) return written;
    const text = plain(said);
    const withoutLast = text.replace(/[([【][^)\]】]*[)\]】]([^)\]】]*)$/, '$1');
    return this.#whole.get(strip(text)) ?? this.#whole.get(strip(withoutLast)) ?? this.#bare.get(bare(said));
  }
}

/** An item with whether its sensitive group is off; `on` are those that are on. */
export const asItIs = (item: RegistryItem, on: ReadonlySet<string>): RegistryItem =>
  item.group && !on.has(item.group) ? { ...item, off: true } : item;

/** Looks into items that were read; `on` are the sensitive groups that are on. */
export function registryOf(read: readonly RegistryItem[], on: ReadonlySet<string>): RegistryItems {
  const items = read.map((item) => asItIs(item, on));
  const subjects = Map.groupBy(items, (item) => item.subject);
  const shown = new Map<string, RegistryItem[]>();
  const byCode = new Map<string, Map<string, RegistryItem>>();
  const headings = new Map<string, Understood<RegistryItem>>();
  for (const [subject, all] of subjects) {
    const visible = all.filter((item) => !item.retired && !item.off);
    shown.set(subject, visible);
    byCode.set(subject, new Map(all.map((item) => [item.code, item])));
    const understood = new Understood<RegistryItem>();
    headings.set(subject, understood);
    // A name goes before somebody else's alias, an earlier item before a later one.
    for (const item of visible) for (const word of [item.name, item.code]) understood.add(word, item);
    for (const item of visible) for (const word of item.aliases) understood.add(word, item);
  }
  return {
    of: (subject) => shown.get(subject) ?? [],
    all: (subject) => subjects.get(subject) ?? [],
    find: (subject, heading) => headings.get(subject)?.find(heading) ?? null,
    item: (subject, code) => byCode.get(subject)?.get(code) ?? null,
  };
}
