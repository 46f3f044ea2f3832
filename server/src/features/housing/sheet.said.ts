import type { Actor } from '../../platform/access.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import type { SheetFault, SheetValues, Verdict } from '../../platform/sheet/target.ts';
import { type AreaNode, type AreaTree, areaTree } from '../area/index.ts';
import {
  fold,
  type Said,
  type Sources,
  sourcesOf,
  standing,
  state,
  statementsOf,
  type Values,
} from '../source/index.ts';
import { editOf, type Reach } from './policy.ts';

/** One run over a table of estates, buildings or houses: whose word it is, and how far the importer's rights reach. */
export interface Session {
  runtime: Runtime;
  areas: AreaTree;
  reach: Reach;
  sources: Sources;
  source: string;
  saidAt: Date;
  areaOf(text: string): AreaNode | null;
}

/** The source of a file that nobody names. */
const SHEET = 'sheet';

export async function openSession(runtime: Runtime, actor: Actor, values: SheetValues): Promise<Session> {
  const [areas, reach, sources] = await Promise.all([
    areaTree(runtime),
    editOf(runtime, actor),
    sourcesOf(runtime),
  ]);
  const names = Map.groupBy(
    areas.all().filter(({ retired, path }) => !retired && path.length > 0),
    ({ name }) => name,
  );
  return {
    ...{ runtime, areas, reach, sources, source: text(values, 'source') || SHEET },
    saidAt: values.said_on ? new Date(`${values.said_on}T00:00:00+08:00`) : runtime.clock.now(),
    // By its code, or by a name that only one has.
    areaOf(said) {
      const named = names.get(said) ?? [];
      const area = areas.byCode(said) ?? (named.length === 1 ? named[0] : undefined);
      return area && !area.retired && area.path.length > 0 ? area : null;
    },
  };
}

export const text = (values: SheetValues, code: string): string => String(values[code] ?? '').trim();
export const fault = (field: string, code: string, words: string): { faults: SheetFault[] } => ({
  faults: [{ field, code, words }],
});
export const refused = (field: string, code: string, words: string): Verdict & { faults: SheetFault[] } => ({
  outcome: 'refused',
  ...fault(field, code, words),
});

export const outside = (field: string) =>
  refused(field, 'outside_reach', '这一行不在您负责的区域内，请由所在社区、街道或物业导入。');

/** Of rows that mean the same known thing in different words only the first is taken: two words at once would hide one. */
export function onceEach<Row extends { id: string }>(
  found: readonly (Row | Verdict | null)[],
): (Row | Verdict | null)[] {
  const taken = new Set<string>();
  return found.map((row) => {
    if (!row || !('id' in row)) return row;
    if (taken.has(row.id)) return refused('', 'repeated_row', '与前面的一行说的是同一个，请合并成一行。');
    taken.add(row.id);
    return row;
  });
}

/** A whole number within bounds, or why not. */
export function wholeFault(values: SheetValues, code: string, name: string, least: number, most: number) {
  const value = values[code];
  if (value === undefined || value === null) return null;
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
    ? null
    : { field: code, code: 'bad_number', words: `“${name}”请填 ${least} 到 ${most} 的整数。` };
}

/** 3栋, 3 号楼, 3幢 and 3 are one; so are 1单元 and 1, 502室 and 502. */
export const bare = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/(号楼|栋|幢|座|楼|单元|门|室|号)$/, '')
    .toLowerCase();

/** Something known that a row speaks of. */
interface Spoken {
  id: string;
  /** What its row in the database says, by item. */
  held: Values;
  said: Values;
  sourceKey: string | null;
}

interface Heard {
  outcome: 'same' | 'changed' | 'waiting';
  /** What holds now of the items that were spoken of. */
  now: Values;
}

const holdsAll = ({ held, said }: Spoken): boolean =>
  Object.entries(said).every(([item, value]) => held[item] === value);

function hearOne(
  ctx: Context,
  session: Session,
  kind: string,
  one: Spoken,
  known: readonly Said[],
  write: boolean,
): Heard {
  const { source, saidAt, sources } = session;
  const { id, held, said, sourceKey } = one;
  const last: Values = {};
  for (const each of known)
    if (each.source === source && each.key === sourceKey) Object.assign(last, each.values);
  // What stands already, or what this source said before, is no news.
  if (
    holdsAll(one) ||
    Object.entries(said).every(([item, value]) => held[item] === value || last[item] === value)
  )
    return { outcome: 'same', now: held };
  const word: Said = write
    ? state(ctx, { subjectKind: kind, subject: id, source, sourceKey, saidAt, values: said })
    : {
        ...{ id: 'next', source, key: sourceKey, about: id, saidAt, at: ctx.now, deliberate: false },
        ...{ order: Number.MAX_SAFE_INTEGER, values: said },
      };
  const folded = fold([...known, word], (item) => sources.order(kind, item));
  const now = { ...held };
  let waits = false;
  for (const item of Object.keys(said)) {
    const hold = folded.get(item);
    if (hold) now[item] = hold.value;
    // What stood in the row without a word of its own gives way; what somebody said and this differs from waits.
    if (hold?.open) waits = true;
  }
  const changed = Object.keys(said).some((item) => now[item] !== held[item]);
  return { outcome: waits ? 'waiting' : changed ? 'changed' : 'same', now };
}

/** Hears what rows say of things that are known: what holds is decided among all that was said, so that nothing is overwritten silently. */
async function hear(
  ctx: Context,
  session: Session,
  kind: 'estate' | 'building' | 'house',
  spoken: readonly Spoken[],
  write: boolean,
): Promise<Heard[]> {
  const asking = spoken.filter((one) => !holdsAll(one)).map(({ id }) => id);
  const said = standing(asking.length > 0 ? await statementsOf(ctx, asking) : []);
  const bySubject = Map.groupBy(said, ({ subject }) => subject);
  return spoken.map((one) => hearOne(ctx, session, kind, one, bySubject.get(one.id) ?? [], write));
}

/** Hears of the known things among the rows; the others are new, or refused. */
export async function hearKnown<
  Row extends { id: string },
  Plan extends { said: Values; sourceKey: string | null },
>(
  ctx: Context,
  session: Session,
  kind: 'estate' | 'building' | 'house',
  {
    plans,
    found,
    heldOf,
    write,
  }: {
    plans: readonly Plan[];
    found: readonly (Row | Verdict | null)[];
    heldOf(row: Row): Values;
    write: boolean;
  },
): Promise<{ verdicts: Verdict[]; changed: { row: Row; plan: Plan; now: Values }[]; fresh: Plan[] }> {
  const known = found.flatMap((row, i) => (row && 'id' in row ? [{ row, plan: plans[i]! }] : []));
  const spoken = known.map(({ row, plan: { said, sourceKey } }) => ({
    id: row.id,
    held: heldOf(row),
    said,
    sourceKey,
  }));
  const heard = await hear(ctx, session, kind, spoken, write);
  const changed = known.flatMap((one, i) => {
    const [held, { now }] = [spoken[i]!.held, heard[i]!];
    return Object.keys(now).some((item) => now[item] !== held[item]) ? [{ ...one, now }] : [];
  });
  let next = 0;
  const verdicts = found.map((row): Verdict => {
    if (row === null) return { outcome: 'new' };
    return 'id' in row ? { outcome: heard[next++]!.outcome } : row;
  });
  return { verdicts, changed, fresh: plans.filter((_, i) => found[i] === null) };
}
