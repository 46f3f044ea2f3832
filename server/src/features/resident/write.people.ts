import { type RawBuilder, sql } from 'kysely';
import { conflict, type Refusal } from '../../platform/errors.ts';
import { printIs } from '../../platform/keys/printed.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Values } from '../source/index.ts';
import type { Folded } from './folded.ts';
import { hiddenOf, type Person } from './row.ts';

interface PersonWrite {
  id: string;
  area: string;
  house: string | null;
  household: string | null;
  kin: string | null;
  name: string;
  sex: string | null;
  birth: string | null;
  id_print: string | null;
  phone_print: string | null;
  items: Values;
  sealed: string | null;
  waiting: string[];
  facets: number[];
  state: string;
  at: Date;
  hash: string;
}

const COLUMNS =
  sql.raw(`r(id uuid, area uuid, house uuid, household uuid, kin text, name text, sex text, birth date, id_print text,
  phone_print text, items jsonb, sealed text, waiting text[], facets int[], state text, at timestamptz, hash text)`);

const insertPeople = (rows: PersonWrite[]): RawBuilder<unknown> => sql`
  insert into resident_person (id, area_id, house_id, household_id, kin, name, sex, birth, id_print, phone_print, items, sealed, waiting, facets,
    state, created_at, changed_at, event_hash)
  select id, area, house, household, kin, name, sex, birth, decode(id_print, 'hex'), decode(phone_print, 'hex'), items, decode(sealed, 'hex'),
    waiting, facets, state, at, at, decode(hash, 'hex')
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as ${COLUMNS}`;

// By a list of keys, so that the rows are found by them and never by reading the table.
const updatePeople = (rows: PersonWrite[]): RawBuilder<unknown> => sql`
  update resident_person p set area_id = area, house_id = house, household_id = household, kin = r.kin, name = r.name, sex = r.sex, birth = r.birth,
    id_print = decode(r.id_print, 'hex'), phone_print = decode(r.phone_print, 'hex'), items = r.items, sealed = decode(r.sealed, 'hex'),
    waiting = r.waiting, facets = r.facets, state = r.state, changed_at = at, version = p.version + 1, event_hash = decode(hash, 'hex')
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as ${COLUMNS}
  where p.id = any (${rows.map(({ id }) => id)}::uuid[]) and p.id = r.id`;

/** Where a person belongs, beside what the statements say. */
export interface Standing {
  id: string;
  area: string;
  household: string | null;
  /** The hash of the event that told of it. */
  hash: Buffer;
}

const hex = (bytes: Buffer | null): string | null => bytes?.toString('hex') ?? null;

/** Queues the row of a person: a new one, or what the statements come to now. */
export function writePerson(ctx: Context, standing: Standing, value: Folded, isNew: boolean): void {
  const { sealer } = ctx.runtime;
  const print = (item: string) => {
    const plain = value.hidden[item];
    return plain ? hex(sealer.fingerprint(String(plain))) : null;
  };
  const sealed = Object.keys(value.hidden).length > 0 ? sealer.seal(JSON.stringify(value.hidden)) : null;
  const row: PersonWrite = {
    ...{
      id: standing.id,
      area: standing.area,
      household: standing.household,
      hash: standing.hash.toString('hex'),
    },
    ...{ house: value.house, kin: value.kin, name: value.name, sex: value.sex, birth: value.birth },
    ...{ items: value.open, waiting: value.waiting, facets: value.facets, state: value.state, at: ctx.now },
    id_print: print('id_number'),
    phone_print: print('phone'),
    sealed: hex(sealed),
  };
  if (isNew) ctx.append('resident_person', row, insertPeople);
  else ctx.append('resident_person_changed', row, updatePeople);
}

/** An ID number comes to hold for one record while another holds it. */
export async function isIdTaken(ctx: Context, person: Person, value: Folded): Promise<boolean> {
  const id = value.hidden.id_number;
  if (!id || id === hiddenOf(ctx.runtime, person).id_number) return false;
  const found = await sql`
    select from resident_person where ${printIs(ctx.runtime.sealer, sql.ref('id_print'), String(id))} and id <> ${person.id}::uuid
      and state not in ('merged', 'erased')`.execute(ctx.db);
  return found.rows.length > 0;
}

export const idTaken = (): Refusal =>
  conflict('id_taken', '另一条记录已经登记了这个身份号码：请核对号码；如果是同一个人，请合并两条记录。');
