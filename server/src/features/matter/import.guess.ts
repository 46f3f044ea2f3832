import type { Surroundings } from './abilities.ts';
import type { CellKey } from './import.fields.ts';

interface Candidate {
  code: string;
  name: string;
  /** What to show; areas say where they lie. */
  shown: string;
  /** The areas above it, itself last. */
  path: readonly string[];
}

function candidatesOf({ types, areas, units }: Surroundings, key: CellKey): Candidate[] {
  const plain = ({ code, name }: { code: string; name: string }) => ({
    code,
    name,
    shown: name,
    path: [code],
  });
  if (key === 'type') return [...types.types.values()].map(plain);
  if (key === 'category') return [...types.categories.values()].filter((each) => each.offered).map(plain);
  if (key === 'unit')
    return units
      .all()
      .filter((each) => !each.retired)
      .map(plain);
  if (key !== 'area') return [];
  return areas
    .all()
    .filter((each) => !each.retired && each.path.length > 0)
    .map(({ id, code, name, path }) => ({ code, name, shown: areas.fullName(id), path }));
}

const above = (upper: Candidate, lower: Candidate): boolean =>
  upper !== lower && lower.path.includes(upper.path.at(-1)!);

const only = (found: Candidate[]) =>
  found.length === 1 ? { code: found[0]!.code, name: found[0]!.shown } : null;

/**
 * What an unknown text perhaps means: the one thing whose name contains it (听涛 → 听涛社区, not its grids), else the one whose
 * name it contains (东湖区听涛社区 → 听涛社区, not the district). Null when several could be meant.
 */
export function guessOf(
  around: Surroundings,
  key: CellKey,
  text: string,
): { code: string; name: string } | null {
  if (text.length < 2) return null;
  const all = candidatesOf(around, key);
  const wider = all.filter(({ name }) => name.includes(text));
  if (wider.length > 0) return only(wider.filter((each) => !wider.some((other) => above(other, each))));
  const narrower = all.filter(({ name }) => name.length > 1 && text.includes(name));
  return only(narrower.filter((each) => !narrower.some((other) => above(each, other))));
}
