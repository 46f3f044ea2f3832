import { randomUUID } from 'node:crypto';
import type { Report } from '../figure.ts';
import { createClient } from '../loader.ts';
import { measure, reading } from './ask.ts';
import { contentOf, type Person, type Vehicle } from './city.ts';
import type { Hands } from './hands.ts';
import type { Building } from './houses.ts';
import type { CityPlan } from './plan.ts';

const BOUND = 30;
const SAMPLE = 200;

/** Somebody of every grid, so that questions come from everywhere. */
export interface Sample {
  people: Person[];
  buildings: Building[];
  vehicles: Vehicle[];
}

/** The k-th of each grid, spread over the city. */
export function sampleOf(plan: CityPlan): Sample {
  const sample: Sample = { people: [], buildings: [], vehicles: [] };
  const every = Math.max(1, Math.floor(plan.grids.length / SAMPLE));
  for (const { grid, people, buildings, vehicles } of contentOf(plan)) {
    if (grid.index % every > 0) continue;
    const pick = <T>(list: readonly T[]): T[] =>
      list.length > 0 ? [list[(grid.index * 31) % list.length]!] : [];
    sample.people.push(...pick(people));
    sample.buildings.push(...pick(buildings));
    sample.vehicles.push(...pick(vehicles));
  }
  return sample;
}

const people = (q: string) => `/api/residents?q=${encodeURIComponent(q)}`;
const houses = (q: string) => `/api/housing/houses?q=${encodeURIComponent(q)}`;
const buildings = (q: string) => `/api/housing/buildings?q=${encodeURIComponent(q)}`;

function questions(sample: Sample): Record<string, string[]> {
  const road = ({ address, grid }: Building) => address.slice(grid.within.length);
  return {
    'a whole name': sample.people.map(({ name }) => people(name)),
    'the beginning of a name': sample.people.map(({ name }) => people(name.slice(0, 2))),
    'a surname': sample.people.map(({ name }) => people(name.slice(0, 1))),
    'a given name': sample.people.map(({ name }) => people(name.slice(1))),
    'an ID number': sample.people.map(({ idNumber }) => people(idNumber)),
    'a phone number': sample.people.map(({ phone }) => people(phone)),
    'a plate': sample.vehicles.map(
      ({ plate }) => `/api/sites?subject=vehicle&q=${encodeURIComponent(plate)}`,
    ),
    'a room': sample.people.map(({ house }) =>
      houses(house.address.slice(house.building.grid.within.length)),
    ),
    'a part of an address': sample.buildings.map((one) => buildings(road(one).slice(0, 6))),
    'an estate': sample.buildings.map((one) => buildings(one.estate ?? one.grid.road)),
  };
}

/** Registers the sampled cars where their owners live: plates are found by an exact key, so that there are a few hundred of them says enough. */
async function registerCars(port: number, token: string, vehicles: readonly Vehicle[]): Promise<void> {
  const client = createClient(port, token);
  for (const { plate, owner } of vehicles) {
    const { lng, lat } = owner.house.building;
    const payload = {
      client_id: randomUUID(),
      subject: 'vehicle',
      values: { plate, kind: '01' },
      point: { lng, lat },
    };
    const { status, body } = await client.ask('POST', '/api/sites', payload);
    if (status !== 201) throw new Error(`a car was refused: ${JSON.stringify(body)}`);
  }
  client.close();
}

/** Finds people, houses and cars as each level of the city does. */
export async function findAll(report: Report, port: number, hands: Hands, sample: Sample): Promise<void> {
  await registerCars(port, hands.levels.city, sample.vehicles);
  for (const [level, token] of Object.entries(hands.levels))
    for (const [name, paths] of Object.entries(questions(sample)))
      await measure(report, port, token, { name: `${level}: ${name}`, ask: reading(paths), bound: BOUND });
}
