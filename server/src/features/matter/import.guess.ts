import type { Surroundings } from './abilities.ts';
import type { CellKey } from './import.fields.ts';

interface Candidate {
  code: string;
  name: string;
  /** The areas above it, itself last; of other things only itself. */
  path: readonly string[];
}

const plain = ({ code, name }: { code: string; name: string }) => ({ code, name, path: [code] });

function candidatesOf({ types, areas, units }: Surroundings, key: CellKey): Candidate[] {
  switch (key) {
    case 'type':
      return [...types.types.values()].map(plain);
    case 'category':
      return [...types.categories.values()].filter((each) => each.offered).map(plain);
    case 'unit':
      return units
        .all()
        .filter((each) => !each.retired)
        .map(plain);
    case 'area':
      return areas.all().filter((each) => !each.retired && each.path.length > 0) as Candidate[];
    default:
      return [];
  }
}

const above = (upper: Candidate, lower: Candidate): boolean =>
  upper !== lower && lower.path.includes(upper.path.at(-1)!);

/** A word that so many names have in common (社区) means none of them; comparing them all would also take long. */
const TOO_MANY = 200;

/** The one thing that a text perhaps means; see `guesser`. */
function nearest(all: readonly Candidate[], text: string): Candidate | null {
  if (text.length < 2) return null;
  const wider = all.filter(({ name }) => name.includes(text));
  if (wider.length > TOO_MANY) return null;
  const narrower = all.filter(({ name }) => name.length > 1 && text.includes(name));
  const found =
    wider.length > 0
      ? wider.filter((each) => !wider.some((other) => above(other, each)))
      : narrower.filter((each) => !narrower.some((other) => above(each, other)));
  return found.length === 1 ? found[0]! : null;
}

/**
 * Finds what unknown texts of a field perhaps mean: the one thing whose name contains it (听涛 → 听涛社区, not its grids), else
 * the one whose name it contains (东湖区听涛社区 → 听涛社区, not the district). Null when several could be meant.
 */
export function guesser(around: Surroundings, key: CellKey) {
  let all: Candidate[] | undefined;
  return (text: string): { code: string; name: string } | null => {
    all ??= candidatesOf(around, key);
    const found = nearest(all, text);
    if (!found) return null;
    const name = key === 'area' ? around.areas.fullName(found.path.at(-1)!) : found.name;
    return { code: found.code, name };
  };
}
