import { createHash } from 'node:crypto';
import type { RegistryItem } from '../dictionary/index.ts';
import type { Value, Values } from '../source/index.ts';

const known = new Map<string, number>();

/** A number for a text, the same for ever and in SQL: the first four bytes of its SHA-256. Two that share one cost a look, never an answer. */
function numberFor(text: string): number {
  const number = known.get(text) ?? createHash('sha256').update(text).digest().readInt32BE(0);
  known.set(text, number);
  return number;
}

/** The facet of whoever carries a code of an item. */
export const codeFacet = (item: string, code: string): number => numberFor(`${item}=${code}`);
/** The facet of those for whom a flag is set. */
export const flagFacet = (item: string): number => numberFor(`${item}=true`);
/** The facet of those of whom anything is known under an item that few have. */
export const knownFacet = (item: string): number => numberFor(`${item}=*`);

/** Whether it is worth a facet that anything is known: of dates and codes that not everybody has. */
export const isRare = ({ type, core }: RegistryItem): boolean =>
  !core && (type === 'date' || type === 'code');

function facetsFor(item: RegistryItem, value: Value): number[] {
  if (value === true) return [flagFacet(item.code)];
  if (typeof value !== 'string' || value === '') return [];
  const codes = item.dictionary ? value.split('|').map((code) => codeFacet(item.code, code)) : [];
  return isRare(item) ? [...codes, knownFacet(item.code)] : codes;
}

/** The facets of open values: what lists that filter by several of them ask the index for. Each is one of item and value together. */
export function facetsOf(values: Values, item: (code: string) => RegistryItem | null): number[] {
  const facets = new Set<number>();
  for (const [code, value] of Object.entries(values)) {
    const about = item(code);
    if (about) for (const facet of facetsFor(about, value)) facets.add(facet);
  }
  return [...facets].sort((a, b) => a - b);
}
