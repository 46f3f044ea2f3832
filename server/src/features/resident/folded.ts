import type { Runtime } from '../../platform/runtime.ts';
import { type Dictionaries, dictionaries, type RegistryItems, registryItems } from '../dictionary/index.ts';
import { fold, type Held, type Said, type Sources, sourcesOf, type Values } from '../source/index.ts';
import { facetsOf } from './facets.ts';
import type { PersonState } from './row.ts';

export const SUBJECT = 'person';
/** The house somebody lives in, as an item like any other: sources may differ on it, and moving is a word that overrules. */
export const HOME = 'home';
/** Whether somebody is here: present, away, left, dead. */
export const PRESENCE = 'presence';
const OWN = new Set([HOME, PRESENCE]);

/** What folding persons needs of the program, fetched once. */
export interface Folding {
  items: RegistryItems;
  words: Dictionaries;
  sources: Sources;
}

export async function foldingOf(runtime: Runtime): Promise<Folding> {
  const [items, words, sources] = await Promise.all([
    registryItems(runtime),
    dictionaries(runtime),
    sourcesOf(runtime),
  ]);
  return { items, words, sources };
}

/** What a person's row is made of. */
export interface Folded {
  name: string;
  sex: string | null;
  birth: string | null;
  kin: string | null;
  house: string | null;
  state: Exclude<PersonState, 'merged' | 'erased'>;
  open: Values;
  hidden: Values;
  waiting: string[];
  facets: number[];
}

/** Values apart by how they stand: open in the row, or sealed. Unknown items are open. */
export function apart(values: Values, { items }: Folding): { open: Values; hidden: Values } {
  const [open, hidden]: Values[] = [{}, {}];
  for (const [code, value] of Object.entries(values)) {
    const sealed = items.item(SUBJECT, code)?.fence === 'sealed';
    (sealed ? hidden : open)![code] = value;
  }
  return { open: open!, hidden: hidden! };
}

const text = (value: unknown): string | null =>
  value === null || value === undefined || value === '' ? null : String(value);

/** What holds of a person, item by item, and who said it. */
export const heldOf = (said: readonly Said[], { sources }: Folding): Map<string, Held> =>
  fold(said, (item) => sources.order(SUBJECT, item));

/** What the statements about a person come to. A person nobody named is 无名氏. */
export function folded(said: readonly Said[], folding: Folding): Folded {
  const held = heldOf(said, folding);
  const values: Values = {};
  for (const [item, { value }] of held) if (value !== null && !OWN.has(item)) values[item] = value;
  const { open, hidden } = apart(values, folding);
  const waiting = [...held].filter(([, hold]) => hold.open).map(([item]) => item);
  return {
    name: text(values.name) ?? '无名氏',
    sex: text(values.sex),
    birth: text(values.birth_date),
    kin: text(values.kin),
    house: text(held.get(HOME)?.value),
    state: (text(held.get(PRESENCE)?.value) as Folded['state'] | null) ?? 'present',
    open,
    hidden,
    waiting: waiting.sort(),
    facets: facetsOf(open, (code) => folding.items.item(SUBJECT, code)),
  };
}
