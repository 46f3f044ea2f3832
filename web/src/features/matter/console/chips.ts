export interface Counts {
  areas: { id: string; name: string }[];
  total: number;
  open: number;
  items: { type: string; state: string; state_name: string; phase: string; open: boolean; n: number }[];
}

const order = 'report accept register dispatch handle verify close rate archive ended'.split(' ');

interface Chip {
  state: string;
  /** What most of these matters call the state; with 等 when some call it otherwise. */
  name: string;
  /** Every name with its number, when there are several. */
  names: string | null;
  phase: string;
  n: number;
}

const sum = (items: Counts['items']) => items.reduce((total, item) => total + item.n, 0);
const by = <T>(items: readonly T[], key: (item: T) => string): T[][] => [...Map.groupBy(items, key).values()];

/** One state of the list's filter: types share its code but each has its own name for it (处置中, 维修中). */
function chipOf(items: Counts['items']): Chip {
  const names = by(items, (item) => item.state_name).sort((a, b) => sum(b) - sum(a));
  const [most] = names[0]!;
  const several = names.length > 1;
  return {
    state: most!.state,
    name: several ? `${most!.state_name}等` : most!.state_name,
    names: several ? names.map((same) => `${same[0]!.state_name} ${sum(same)}`).join('、') : null,
    phase: most!.phase,
    n: sum(items),
  };
}

/**
 * Numbers by state over the types chosen (one or all), in the order of the way. One chip for each code, for that is what
 * the list is filtered by: the number is what a press shows.
 */
export function chipsOf(items: Counts['items'], type: string): Chip[] {
  const chosen = items.filter((item) => !type || item.type === type);
  const rank = (chip: Chip) => order.indexOf(chip.phase);
  return by(chosen, (item) => item.state)
    .map(chipOf)
    .sort((a, b) => rank(a) - rank(b) || b.n - a.n);
}
