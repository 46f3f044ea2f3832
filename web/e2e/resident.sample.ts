import { randomUUID } from 'node:crypto';
import { sampleId } from '../../server/src/features/resident/sample.ts';
import type { Real } from './real.ts';

export interface Person {
  id: string;
  name: string;
  house_id: string | null;
  address: string | null;
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

interface Named {
  id: string;
  name: string;
}
interface Door {
  id: string;
  building: string;
  address: string;
}

/** Doors of homes in the grid of `grid1`, by their addresses: what ids are sorted by is another in each demo city that is made. */
async function doors(real: Real): Promise<Door[]> {
  const grid = await real.as('grid1');
  const q = encodeURIComponent('雅苑1栋');
  const { items: found } = await grid.get<{ items: Named[] }>(`/api/housing/buildings?q=${q}`);
  const building = found.find(({ name }) => name.endsWith('雅苑1栋'))!.id;
  const { items } = await grid.get<{ items: Omit<Door, 'building'>[] }>(
    `/api/housing/houses?building=${building}&limit=200`,
  );
  const byAddress = items.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  return byAddress.map(({ id, address }) => ({ id, building, address }));
}

export const door = async (real: Real): Promise<Door> => (await doors(real))[0]!;

// Nobody in the demo city is called so, and no name begins with another.
const NAMES = [...'远明朗行安乐'].map((last) => `桑知${last}`);
let order = 0;

/** Somebody new behind a door of the grid of `grid1`, each time another behind another: who of the demo city lives where is chance. */
export async function somebody(real: Real): Promise<Person & { house_id: string }> {
  const at = order++;
  const { id } = (await doors(real))[1 + at]!;
  const values = { id_number: sampleId('1968-03-04', 731 + at), phone: `1990000713${at}` };
  return { ...(await registered(real, id, { name: NAMES[at]!, ...values })), house_id: id };
}

/** A resident who fills in the own household with a phone number that is not the known one. */
export async function selfRegistered(real: Real, name: string): Promise<{ known: Person; id: string }> {
  const { id: house, building } = await door(real);
  const values = { name, id_number: sampleId('1980-01-01', 701), phone: '19900007101' };
  const known = await registered(real, house, values);
  const citizen = await real.as('citizen');
  const { id } = await citizen.post<{ id: string }>('/api/registrations', {
    ...{ client_id: randomUUID(), building, house, relation: 'owner' },
    members: [{ self: true, values: { ...values, phone: '19900007199', kin: '02' } }],
  });
  return { known, id };
}
