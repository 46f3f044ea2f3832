import { createHash } from 'node:crypto';
import { canonical } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import { type Said, standing, statementsOf, type Values } from '../source/index.ts';
import {
  type Candidate,
  candidatesFor,
  personsByKey,
  personsByNumber,
  type Sought,
  surely,
} from './queries.match.ts';
import { type Person, personsById } from './row.ts';
import type { HomeKind } from './write.homes.ts';

/** What a source says of one person, its values checked already. */
export interface Arrival {
  /** The id of a record that is made for it, when somebody gave one. */
  id?: string;
  /** By item; the home is told apart. */
  values: Values;
  /** What the source calls the person; without it, and without an ID number, the values themselves stand for it. */
  sourceKey?: string | null;
  saidAt?: Date;
  /** Where the person belongs as long as no home in a grid is known. */
  area: string;
  house?: string | null;
  /** What the person has to do with the house; lives there when nothing is said. */
  kinds?: readonly HomeKind[];
  from?: string | null;
  /** 户号 */
  household?: string | null;
}

/** A person that arrivals speak of: the record that is there, or one to be made, and all that was said of it. */
export interface Entry {
  person: Person | null;
  said: Said[];
  arrivals: number[];
  /** Records that may be the same person, to be asked about. */
  doubles: Candidate[];
  /** The record was known by its ID number. */
  byNumber?: true;
}

const idOf = (values: Values): string | null => (values.id_number ? String(values.id_number) : null);
const textOf = (values: Values, item: string): string | null =>
  values[item] === null || values[item] === undefined ? null : String(values[item]);

/** What a source calls a person: its own key, nothing beside an ID number, else a hash of what it says. */
export function keyOf({ sourceKey, values }: Arrival): string | null {
  if (sourceKey) return sourceKey;
  if (idOf(values)) return null;
  return createHash('sha256').update(canonical(values)).digest('base64url').slice(0, 22);
}

const soughtOf = ({ values, house = null }: Arrival): Sought => ({
  name: textOf(values, 'name') ?? '',
  birth: textOf(values, 'birth_date'),
  sex: textOf(values, 'sex'),
  phone: textOf(values, 'phone'),
  house,
  hasId: idOf(values) !== null,
});

interface Meeting {
  byNumber: Map<string, Person>;
  byKey: Map<string, Person>;
  alike: Map<number, Candidate[]>;
  numbers: (string | null)[];
}

async function meet(ctx: Context, source: string, arrivals: readonly Arrival[]): Promise<Meeting> {
  const numbers = arrivals.map(({ values }) => idOf(values));
  const byNumber = await personsByNumber(
    ctx,
    numbers.filter((number) => number !== null),
  );
  const keys = arrivals.map((arrival) => keyOf(arrival));
  const byKey = await personsByKey(
    ctx,
    source,
    keys.filter((key) => key !== null),
  );
  const unknown = (at: number) => !byNumber.has(numbers[at] ?? '') && !byKey.has(keys[at] ?? '');
  const alike = await candidatesFor(
    ctx,
    arrivals.map((arrival, at) => (unknown(at) ? soughtOf(arrival) : null)),
  );
  return { byNumber, byKey, alike, numbers };
}

/** Which record an arrival speaks of: by ID number, by the source's key, else by likeness. */
function recordOf(meeting: Meeting, arrival: Arrival, at: number): Person | null {
  const met = meeting.byNumber.get(meeting.numbers[at] ?? '');
  if (met) return met;
  const keyed = meeting.byKey.get(keyOf(arrival) ?? '');
  return keyed ?? surely(meeting.alike.get(at));
}

/** Records met by likeness are locked like those met by number, and read anew: somebody may be folding them at this moment. */
async function lockAlike(
  ctx: Context,
  meeting: Meeting,
  arrivals: readonly Arrival[],
): Promise<Map<string, Person>> {
  if (meeting.alike.size === 0) return new Map();
  const met = arrivals.flatMap((arrival, at) =>
    meeting.alike.has(at) ? (recordOf(meeting, arrival, at)?.id ?? []) : [],
  );
  if (met.length === 0) return new Map();
  return new Map((await personsById(ctx.db, met, true)).map((person) => [person.id, person]));
}

/** Meets the records that arrivals speak of, and locks them; null where one is to be made. */
async function meetLocked(
  ctx: Context,
  source: string,
  arrivals: readonly Arrival[],
): Promise<Meeting & { persons: (Person | null)[] }> {
  const meeting = await meet(ctx, source, arrivals);
  const alike = await lockAlike(ctx, meeting, arrivals);
  const persons = arrivals.map((arrival, at) => {
    const met = recordOf(meeting, arrival, at);
    return met && (alike.get(met.id) ?? met);
  });
  return { ...meeting, persons };
}

/** The record that each arrival speaks of, locked; null where one is to be made. */
export const personsOf = async (
  ctx: Context,
  source: string,
  arrivals: readonly Arrival[],
): Promise<(Person | null)[]> => (await meetLocked(ctx, source, arrivals)).persons;

/** The persons that arrivals speak of, several arrivals of one person together, with all that was said of each before. */
export async function entriesOf(
  ctx: Context,
  source: string,
  arrivals: readonly Arrival[],
): Promise<Entry[]> {
  const meeting = await meetLocked(ctx, source, arrivals);
  const entries = new Map<string, Entry>();
  for (const [at, arrival] of arrivals.entries()) {
    const person = meeting.persons[at] ?? null;
    const key = person?.id ?? meeting.numbers[at] ?? `key ${keyOf(arrival)}`;
    const entry: Entry = entries.get(key) ?? { person, said: [], arrivals: [], doubles: [] };
    if (meeting.byNumber.has(meeting.numbers[at] ?? '')) entry.byNumber = true;
    entry.arrivals.push(at);
    if (!person) entry.doubles.push(...(meeting.alike.get(at) ?? []));
    entries.set(key, entry);
  }
  await recall(ctx, [...entries.values()]);
  return [...entries.values()];
}

/** Adds what was said of the records that are there. */
export async function recall(ctx: Context, entries: readonly Entry[]): Promise<void> {
  const ids = entries.flatMap(({ person }) => (person ? [person.id] : []));
  if (ids.length === 0) return;
  const said = Map.groupBy(standing(await statementsOf(ctx, ids)), ({ subject }) => subject);
  for (const entry of entries) if (entry.person) entry.said = [...(said.get(entry.person.id) ?? [])];
}
