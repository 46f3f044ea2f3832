import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { hiddenOf, PERSON, type Person } from './row.ts';
import { LIKELY, likeness, type Reason, SAME } from './rules.match.ts';

/** A record that may be the person somebody speaks of. */
export interface Candidate {
  person: Person;
  score: number;
  why: Reason[];
}

/** What is known of somebody whose ID number leads to no record. */
export interface Sought {
  name: string;
  birth: string | null;
  sex: string | null;
  phone: string | null;
  house: string | null;
  /** An ID number is given: then only records without one can be the same person. */
  hasId: boolean;
}

/** Persons by their ID numbers, locked: nobody else folds them meanwhile. */
export async function personsByNumber(
  ctx: Context,
  numbers: readonly string[],
): Promise<Map<string, Person>> {
  if (numbers.length === 0) return new Map();
  const { sealer } = ctx.runtime;
  const byPrint = new Map(
    numbers.flatMap((number) => sealer.fingerprints(number).map((print) => [print.toString('hex'), number])),
  );
  const prints = [...byPrint.keys()].map((print) => Buffer.from(print, 'hex'));
  const { rows } = await sql<Person & { print: string }>`
    select encode(p.id_print, 'hex') as print, ${PERSON} from resident_person p
    where p.id_print = any (${prints}::bytea[]) and p.state not in ('merged', 'erased') order by p.id for no key update`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ print, ...row }) => [byPrint.get(print)!, row]));
}

/** Persons whom a source meant by these keys of its own. */
export async function personsByKey(
  ctx: Context,
  source: string,
  keys: readonly string[],
): Promise<Map<string, Person>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<Person & { key: string }>`
    select s.source_key as key, ${PERSON} from source_statement s join resident_person p on p.id = s.subject
    where s.source = ${source} and s.source_key = any (${keys as string[]}::text[]) and s.subject_kind = 'person' and p.state not in ('merged', 'erased')
    order by p.id for no key update of p`.execute(ctx.db);
  return new Map(rows.map((row) => [row.key, row]));
}

interface Found extends Person {
  i: number;
}

/** At most so many records are compared with one person: of one name, born on one day, or with one phone. */
const MOST = 20;

const bytea = (print: Buffer): string => `\\x${print.toString('hex')}`;

async function named(ctx: Context, sought: readonly Sought[]): Promise<Found[]> {
  const asked = sought.map(({ name, birth, phone, hasId }, i) => ({
    ...{ i, name, birth, hasId },
    phones: phone === null ? [] : ctx.runtime.sealer.fingerprints(phone).map(bytea),
  }));
  const { rows } = await sql<Found>`
    select q.i, f.* from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as q(i int, name text, birth date, "hasId" boolean, phones bytea[])
    cross join lateral (
      (select ${PERSON} from resident_person p where p.name = q.name and p.birth = q.birth and p.state not in ('merged', 'erased')
        and (not q."hasId" or p.id_print is null) limit ${sql.lit(MOST)})
      union
      (select ${PERSON} from resident_person p where p.phone_print = any (q.phones) and p.name = q.name
        and p.state not in ('merged', 'erased') and (not q."hasId" or p.id_print is null) limit ${sql.lit(MOST)})
    ) f`.execute(ctx.db);
  return rows;
}

/**
 * For each of those sought the records that may be the same person, the likeliest first: from `SAME` on one is taken for it, from `LIKELY` on
 * somebody is asked. `null` stands for those that are not sought.
 */
export async function candidatesFor(
  ctx: Context,
  sought: readonly (Sought | null)[],
): Promise<Map<number, Candidate[]>> {
  const places = sought.flatMap((each, at) => (each ? [at] : []));
  const found = new Map<number, Candidate[]>();
  if (places.length === 0) return found;
  const rows = await named(
    ctx,
    places.map((at) => sought[at]!),
  );
  for (const row of rows) {
    const at = places[row.i]!;
    const { phone } = hiddenOf(ctx.runtime, row);
    const other = { ...row, house: row.house_id, phone: phone ? String(phone) : null };
    const { score, why } = likeness(sought[at]!, other);
    if (score >= LIKELY) found.set(at, [...(found.get(at) ?? []), { person: row, score, why }]);
  }
  for (const candidates of found.values())
    candidates.sort((a, b) => b.score - a.score || (a.person.id < b.person.id ? -1 : 1));
  return found;
}

/** The one candidate that is surely the same person; none when two are. */
export function surely(candidates: readonly Candidate[] | undefined): Person | null {
  const same = (candidates ?? []).filter(({ score }) => score >= SAME);
  return same.length === 1 ? same[0]!.person : null;
}
