import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { maskName, maskPhone } from '../../platform/crypto.ts';
import type { Context } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { foldingOf, SUBJECT } from './folded.ts';
import { mayAt, NAMES } from './policy.ts';
import { hiddenOf, type Person } from './row.ts';
import { homeAddress } from './rules.mask.ts';
import type { PersonItem } from './schema.ts';
import { mayCodeAt } from './values.ts';

const KIN = 'kin';

/** A name as this actor reads it where the person lives. */
export const nameFor = (actor: Actor, name: string, area: string, areas: AreaTree): string =>
  mayAt(actor, NAMES, area, areas) ? name : maskName(name);

async function addressesOf(ctx: Context, houses: readonly string[]): Promise<Map<string, string>> {
  if (houses.length === 0) return new Map();
  const { rows } = await sql<{ id: string; address: string }>`
    select id, address from housing_house where id = any (${[...new Set(houses)]}::uuid[])`.execute(ctx.db);
  return new Map(rows.map((row) => [row.id, row.address]));
}

/** Persons as a list shows them: names and addresses by right, numbers masked. */
export async function itemsOf(ctx: Context, people: readonly Person[]): Promise<Static<typeof PersonItem>[]> {
  const [areas, { items, words }] = await Promise.all([areaTree(ctx.runtime), foldingOf(ctx.runtime)]);
  const addresses = await addressesOf(
    ctx,
    people.flatMap((person) => person.house_id ?? []),
  );
  const kinWords = items.item(SUBJECT, KIN)?.dictionary;
  return people.map((person) => {
    const { id_number, phone } = hiddenOf(ctx.runtime, person);
    const named = mayAt(ctx.actor, NAMES, person.area_id, areas);
    const address = addresses.get(person.house_id ?? '');
    return {
      id: person.id,
      name: named ? person.name : maskName(person.name),
      sex: person.sex,
      birth_year: person.birth ? Number(person.birth.slice(0, 4)) : null,
      id_tail: id_number ? `***${String(id_number).slice(-4)}` : null,
      phone: phone ? maskPhone(String(phone)) : null,
      area_id: person.area_id,
      area_name: areas.fullName(person.area_id),
      house_id: person.house_id,
      address: address === undefined ? null : homeAddress(address, { named }),
      kin: person.kin && kinWords ? words.nameOf(kinWords, person.kin) : person.kin,
      state: person.state,
      waiting: person.waiting.filter((code) => mayCodeAt(ctx.actor, { items }, code, [person.area_id, areas]))
        .length,
    };
  });
}
