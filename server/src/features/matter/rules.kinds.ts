import { wordsOf } from '../../platform/words.ts';
import type { Registry } from './registry.ts';

const known = new WeakMap<Registry, ReadonlySet<string>>();

/** The words by which the catalog itself names kinds of things: of types, classes and the words these are found by. */
export function wordsOfKinds(registry: Registry): ReadonlySet<string> {
  const before = known.get(registry);
  if (before) return before;
  const words = new Set<string>();
  for (const { name } of registry.types.values()) for (const word of wordsOf(name)) words.add(word);
  for (const { name, keywords } of registry.categories.values())
    for (const text of [name, ...keywords]) for (const word of wordsOf(text)) words.add(word);
  known.set(registry, words);
  return words;
}

/** What of a text names kinds of things; all else (names, numbers, houses) is blank, and no two words touch that did not. */
export function kindsOnly(text: string, kinds: ReadonlySet<string>): string {
  const letters = [...text.normalize('NFKC').toLowerCase()];
  const pair = (i: number) => kinds.has(`${letters[i] ?? ''}${letters[i + 1] ?? ''}`);
  return letters
    .map((letter, i) => `${pair(i - 1) || pair(i) ? letter : ''}${pair(i) ? '' : ' '}`)
    .join('')
    .replaceAll(/ +/g, ' ')
    .trim();
}
