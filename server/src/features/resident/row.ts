import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import type { Values } from '../source/index.ts';
import { inReach, reachOf } from './policy.ts';

export type PersonState = 'present' | 'away' | 'left' | 'dead' | 'merged' | 'erased';

/** A person's row: what the statements come to today. */
export interface Person {
  id: string;
  area_id: string;
  house_id: string | null;
  household_id: string | null;
  kin: string | null;
  name: string;
  sex: string | null;
  birth: string | null;
  items: Values;
  sealed: Buffer | null;
  waiting: string[];
  state: PersonState;
  merged_into: string | null;
  account_id: string | null;
  created_at: Date;
  changed_at: Date;
  version: number;
  event_hash: Buffer | null;
}

export const PERSON: RawBuilder<unknown> =
  sql.raw(`p.id, p.area_id, p.house_id, p.household_id, p.kin, p.name, p.sex,
  p.birth::text as birth, p.items, p.sealed, p.waiting, p.state, p.merged_into, p.account_id, p.created_at, p.changed_at, p.version, p.event_hash`);

/** The sealed values of a person, opened: for the program, never for a screen without a look. */
export const hiddenOf = (runtime: Runtime, person: Pick<Person, 'sealed'>): Values =>
  person.sealed ? (JSON.parse(runtime.sealer.open(person.sealed)) as Values) : {};

/** Persons by id, locked for a change when asked; only what the transaction's fence lets through. */
export async function personsById(db: Db, ids: readonly string[], lock = false): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select ${PERSON} from resident_person p where p.id = any (${ids as string[]}::uuid[]) order by p.id
    ${sql.raw(lock ? 'for no key update' : '')}`.execute(db);
  return rows;
}

/** The ids of the records that were merged into one, and into those, as long as the merges stand. */
export async function idsInto(db: Db, id: string): Promise<string[]> {
  const { rows } = await sql<{ gone: string }>`
    with recursive all_gone as (
      select gone from resident_merge where kept = ${id}::uuid and undone_at is null
      union select m.gone from resident_merge m join all_gone a on m.kept = a.gone where m.undone_at is null)
    select gone from all_gone`.execute(db);
  return rows.map(({ gone }) => gone);
}

/** The person, when it exists for this actor; else 404. Merged records are still found, to lead on to the one that was kept. */
export async function findPerson(
  ctx: Context,
  actor: Actor,
  id: string,
  lock = false,
): Promise<{ person: Person; areas: AreaTree }> {
  const areas = await areaTree(ctx.runtime);
  const { rows } = await sql<Person>`
    select ${PERSON} from resident_person p
    where p.id = ${id}::uuid and ${inReach(sql`p.area_id`, reachOf(actor, areas))}
    ${sql.raw(lock ? 'for no key update' : '')}`.execute(ctx.db);
  if (!rows[0]) throw notFound('人员');
  return { person: rows[0], areas };
}
