import { randomUUID } from 'node:crypto';
import { sampleId } from '../../server/src/features/resident/sample.ts';
import type { Real } from './real.ts';

export interface Person {
  id: string;
  name: string;
  house_id: string | null;
  address: string | null;
}

/** Somebody the account sees who lives in a house. */
export async function somebody(real: Real, username: string, order = 0): Promise<Person> {
  const { items } = await (await real.as(username)).get<{ items: Person[] }>('/api/residents?limit=200');
  return items.filter(({ house_id }) => house_id !== null)[order]!;
}

/** Registers a person in a house as a grid worker; the values that matter are the caller's. */
export async function registered(real: Real, house: string | null, values: object): Promise<Person> {
  const grid = await real.as('grid1');
  const { id } = await grid.post<{ id: string }>('/api/residents', {
    client_id: randomUUID(),
    values,
    house,
  });
  return grid.get(`/api/residents/${id}`);
}

/** A resident who fills in the own household with a phone number that is not the known one. */
export async function selfRegistered(real: Real, name: string): Promise<{ known: Person; id: string }> {
  const { house_id } = await somebody(real, 'grid1');
  const values = { name, id_number: sampleId('1980-01-01', 701), phone: '19900007101' };
  const known = await registered(real, house_id, values);
  const { building } = await (await real.as('grid1')).get<{ building: string }>(
    `/api/housing/houses/${house_id}`,
  );
  const citizen = await real.as('citizen');
  const { id } = await citizen.post<{ id: string }>('/api/registrations', {
    ...{ client_id: randomUUID(), building, house: house_id, relation: 'owner' },
    members: [{ self: true, values: { ...values, phone: '19900007199', kin: '02' } }],
  });
  return { known, id };
}
