import { randomUUID } from 'node:crypto';
import type { Report } from '../figure.ts';
import { createClient } from '../loader.ts';
import { measure, reading } from './ask.ts';
import { contentOf, type Person, type Vehicle } from './city.ts';
import type { Hands, Level } from './hands.ts';
import type { Building } from './houses.ts';
import type { CityPlan } from './plan.ts';

const BOUND = 30;
const SAMPLE = 200;

/** Who and what is asked for. */
interface Sample {
  people: Person[];
  buildings: Building[];
  vehicles: Vehicle[];
}

/** Some hundred of what each level holds, spread over its grids: whoever looks for somebody mostly looks for their own. */
export function sampleOf(plan: CityPlan, stems: Hands['stems']): Record<Level, Sample> {
  const samples = Object.entries(stems).map(([level, stem]) => {
    const within = plan.grids.filter(({ code }) => code.startsWith(stem)).length;
    const [every, each] = [Math.max(1, Math.floor(within / SAMPLE)), Math.ceil(SAMPLE / within)];
    return { level, stem, every, each, sample: { people: [], buildings: [], vehicles: [] } as Sample };
  });
  for (const { grid, people, buildings, vehicles } of contentOf(plan))
    for (const { stem, every, each, sample } of samples) {
      if (!grid.code.startsWith(stem) || grid.index % every > 0) continue;
      const pick = <T>(list: readonly T[]): T[] =>
        Array.from(
          { length: Math.min(each, list.length) },
          (_, i) => list[(grid.index * 31 + i * 7) % list.length]!,
        );
      sample.people.push(...pick(people));
      sample.buildings.push(...pick(buildings));
      sample.vehicles.push(...pick(vehicles));
    }
  return Object.fromEntries(samples.map(({ level, sample }) => [level, sample])) as Record<Level, Sample>;
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
export async function findAll(
  report: Report,
  port: number,
  { levels }: Hands,
  samples: Record<Level, Sample>,
): Promise<void> {
  const cars = Object.values(samples).flatMap(({ vehicles }) => vehicles);
  await registerCars(port, levels.city, [...new Map(cars.map((car) => [car.plate, car])).values()]);
  for (const [level, token] of Object.entries(levels))
    for (const [name, paths] of Object.entries(questions(samples[level as Level])))
      await measure(report, port, token, { name: `${level}: ${name}`, ask: reading(paths), bound: BOUND });
}
