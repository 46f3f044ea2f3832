import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import type { Value, Values } from '../source/index.ts';
import type { Lying } from './locate.ts';
import { PLACE, type PlaceRow, sealedOf } from './row.ts';
import { CODE_ITEM, type Subject } from './rules.ts';

/** One row as it will be said. */
export interface Plan {
  open: Values;
  hidden: Values;
  lies: Lying;
  /** What its source calls it, and the same with the name of the source: two number their own. */
  sourceKey: string | null;
  ownKey: string | null;
}

/** What is known, with what stands sealed of it. */
export interface Known {
  row: PlaceRow;
  sealed: Values;
}

const textOf = (value: Value | undefined): string => String(value ?? '');

/** By what a row is found: its identifier, what its source calls it, else its name and address in its grid, an incident's day beside. */
interface Names {
  code: string | null;
  plate: string | null;
  key: string | null;
  /** Null where a name says nothing: there are many of one kind. */
  there: string | null;
}

const thereOf = (subject: Subject, area: string | null, name: string, items: Values): string | null =>
  subject === 'component' ? null : [area, name, textOf(items.address), textOf(items.happened_on)].join('\n');

function namesOf(subject: Subject, { open, hidden, lies, ownKey }: Plan): Names {
  const code = textOf(open[CODE_ITEM[subject] ?? '']) || null;
  const plate = textOf(hidden.plate) || null;
  const there = thereOf(subject, lies.area_id, textOf(open.name), open);
  return { code, plate, key: ownKey, there };
}

const all = ({ code, plate, key, there }: Names): string[] =>
  [code && `c${code}`, plate && `p${plate}`, key && `k${key}`, there && `t${there}`].filter(
    (each) => each !== null,
  );
/** A name alone counts where the row says nothing surer. */
const asked = (names: Names): string[] =>
  all(names.code || names.plate || names.key ? { ...names, there: null } : names);

/** The rows that can be looked up together: one that may speak of what an earlier one makes or changes waits until that is written. */
export function firstOf(subject: Subject, plans: readonly Plan[]): Plan[] {
  const said = new Set<string>();
  return plans.filter((plan) => {
    const names = namesOf(subject, plan);
    const alone = !asked(names).some((name) => said.has(name));
    for (const name of all(names)) said.add(name);
    return alone;
  });
}

/** What is in use and may be meant by rows of a table: a chunk asks once, and holds it until it is written. */
export class PlaceFinder {
  readonly #subject: Subject;
  readonly #known = new Map<string, Known>();
  readonly #prints = new Map<string, string>();

  private constructor(subject: Subject) {
    this.#subject = subject;
  }

  static async read(ctx: Context, subject: Subject, plans: readonly Plan[]): Promise<PlaceFinder> {
    const finder = new PlaceFinder(subject);
    const names = plans.map((plan) => namesOf(subject, plan));
    for (const { plate } of names)
      if (plate)
        for (const print of ctx.runtime.sealer.fingerprints(plate))
          finder.#prints.set(print.toString('hex'), plate);
    const called = plans.filter((_, i) => asked(names[i]!)[0]?.startsWith('t'));
    const of = sql`select p.id from place p where p.subject = ${subject} and p.retired_at is null and`;
    // One question for each way of naming one, so that each goes by its index; the rows are then read by their ids.
    const ids = await sql<{ id: string }>`
      ${of} p.code = any (${names.flatMap(({ code }) => code ?? [])}::text[])
      union ${of} p.print = any (array(select decode(x, 'hex') from unnest(${[...finder.#prints.keys()]}::text[]) as x))
      union ${of} p.source_key = any (${names.flatMap(({ key }) => key ?? [])}::text[])
      union ${of} p.area_id = any (${called.map(({ lies }) => lies.area_id)}::uuid[])
        and p.name = any (${called.map(({ open }) => textOf(open.name))}::text[])`.execute(ctx.db);
    const { rows } = await sql<PlaceRow & { print: string | null }>`
      select ${PLACE}, encode(p.print, 'hex') as print from place p
      where p.id = any (${ids.rows.map(({ id }) => id)}::uuid[]) and p.retired_at is null order by p.id for update`.execute(
      ctx.db,
    );
    const sealed = await sealedOf(
      ctx,
      rows.map(({ id }) => id),
    );
    for (const { print, ...row } of rows.toReversed()) finder.#keep(row, print, sealed.get(row.id) ?? {});
    return finder;
  }

  #keep(row: PlaceRow, print: string | null, sealed: Values): void {
    const names: Names = {
      ...{ code: row.code, key: row.source_key, plate: print && (this.#prints.get(print) ?? null) },
      there: thereOf(this.#subject, row.area_id, row.name, row.items),
    };
    for (const name of all(names)) this.#known.set(name, { row, sealed });
  }

  /** What a row speaks of; several where its number is one's and what its source calls it another's. */
  find(plan: Plan): Known[] {
    const found = asked(namesOf(this.#subject, plan)).flatMap((name) => this.#known.get(name) ?? []);
    return [...new Map(found.map((known) => [known.row.id, known])).values()];
  }
}
