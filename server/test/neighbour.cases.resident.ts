import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Arrival, receive } from '../src/features/resident/index.ts';
import { sampleId } from '../src/features/resident/sample.ts';
import { SYSTEM } from '../src/platform/access.ts';
import { run } from '../src/platform/runtime.ts';
import {
  type Case,
  type Cases,
  fresh,
  list,
  nobody,
  number,
  office,
  own,
  row,
  showsId,
} from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

/** In whose areas the grid of `grid1` lies, and the same roles one house further. */
const VIEWERS = 'grid1 community1 street1 district1 city1'.split(' ');
const OTHERS = 'grid2 communityB communityFar streetB districtB'.split(' ');
const [KEEPERS, NO_KEEPERS] = [['grid1', 'community1'], OTHERS.slice(0, 3)];
const [DECIDERS, NO_DECIDERS] = [
  ['community1', 'street1'],
  ['communityB', 'communityFar', 'streetB'],
];

export async function someHouse(stage: Stage): Promise<Body> {
  const building = { client_id: randomUUID(), name: fresh('楼'), kind: 'other', floors: 2 };
  const { id } = await stage.post('grid1', '/api/housing/buildings', { ...building, area: stage.grid.id });
  const house = { client_id: randomUUID(), number: '101', floor: 1 };
  return stage.post('grid1', `/api/housing/buildings/${id}/houses`, house);
}

export const someValues = () => ({
  name: fresh('桑'),
  id_number: sampleId('1970-01-01', number()),
  phone: '19900005101',
});

export async function person(stage: Stage, values: object = someValues(), house?: string): Promise<Body> {
  const body = { client_id: randomUUID(), values, area: stage.grid.id, house: house ?? null };
  const { id } = await stage.post('grid1', '/api/residents', body);
  return stage.done('grid1', { url: `/api/residents/${id}` });
}

/** Civil affairs gives another phone number. */
async function disputed(stage: Stage): Promise<Body> {
  const values = someValues();
  const made = await person(stage, values);
  const said: Arrival = { values: { ...values, phone: '19900005199' }, area: stage.grid.id };
  await run(stage.program.runtime, SYSTEM, (ctx) => receive(ctx, 'civil', [said]));
  return stage.done('grid1', { url: `/api/residents/${made.id}` });
}

async function twins(stage: Stage): Promise<{ a: string; b: string }> {
  const values = { name: fresh('桑'), birth_date: '1966-03-04' };
  const [a, b] = [await person(stage, { ...values, phone: '19900005301' }), await person(stage, values)];
  return { a: a.id, b: b.id };
}

async function merged(stage: Stage): Promise<Body> {
  const { a, b } = await twins(stage);
  const { id } = await stage.post('community1', '/api/resident-merges', { keep: a, gone: b });
  return { id, kept: a, gone: b };
}

async function tenant(stage: Stage): Promise<Body> {
  const [{ id }, house] = [await person(stage), await someHouse(stage)];
  const body = { house: house.id, kind: 'tenant' };
  const { homes } = await stage.post('grid1', `/api/residents/${id}/homes`, body);
  return { id, home: homes[0].id };
}

type Make = (stage: Stage) => Promise<Body>;
const reading = (url: (made: Body) => string, make: Make = person): Case =>
  row(VIEWERS, OTHERS, async (stage) => ({ url: url(await make(stage)) }));
const doing =
  (owners: string[], neighbours: string[]) =>
  (make: Make, url: (made: Body) => string, payload: (made: Body) => object = () => ({})): Case =>
    row(owners, neighbours, async (stage) => {
      const made = await make(stage);
      return { method: 'POST', url: url(made), payload: payload(made) };
    });
/** Once: what was done cannot be done again. */
const editing = doing(KEEPERS.slice(0, 1), NO_KEEPERS);
const deciding = doing(DECIDERS.slice(0, 1), NO_DECIDERS);
const at = ({ id }: Body) => `/api/residents/${id}`;

export const residentCases: Cases = {
  'GET /api/residents': [
    list(VIEWERS, OTHERS, async (stage) => {
      const { id, name } = await person(stage);
      const call = { url: `/api/residents?q=${encodeURIComponent(name)}` };
      return { call, shows: showsId(id) };
    }),
    list(VIEWERS, OTHERS, async (stage) => {
      const values = someValues();
      const { id } = await person(stage, values);
      return { call: { url: `/api/residents?q=${values.id_number}` }, shows: showsId(id) };
    }),
  ],
  'POST /api/residents': own(async (stage) => {
    const call = { method: 'POST' as const, url: '/api/residents' };
    for (const name of NO_KEEPERS) {
      const payload = { client_id: randomUUID(), values: someValues(), area: stage.grid.id };
      const { status } = await stage.ask(name, { ...call, payload });
      if (status !== 403) throw new Error(`${name} registers a person in somebody else's grid: ${status}`);
    }
    await person(stage);
  }),
  'GET /api/residents/:id': [reading(at)],
  'PATCH /api/residents/:id': [
    row(KEEPERS.slice(0, 1), NO_KEEPERS, async (stage) => {
      const made = await person(stage);
      const payload = { version: made.version, values: { remark: '下午在家' } };
      return { method: 'PATCH', url: at(made), payload };
    }),
  ],
  'GET /api/residents/:id/statements': [reading((made) => `${at(made)}/statements`)],
  'POST /api/residents/:id/take-back': [
    editing(
      async (stage) => {
        const made = await person(stage);
        const payload = { version: made.version, values: { remark: '早上在家' } };
        await stage.done('grid1', { method: 'PATCH', url: at(made), payload });
        const { items } = await stage.done('grid1', { url: `${at(made)}/statements` });
        return { id: made.id, said: items[0].id };
      },
      (made) => `${at(made)}/take-back`,
      ({ said }) => ({ statements: [said] }),
    ),
  ],
  'POST /api/residents/:id/decisions': [
    deciding(
      disputed,
      (made) => `${at(made)}/decisions`,
      ({ items }) => {
        const phone = items.find(({ item }: Body) => item === 'phone');
        return { item: 'phone', statement: phone.others[0].statement };
      },
    ),
  ],
  'POST /api/residents/:id/looks': [
    doing([...KEEPERS, 'street1'], [...NO_KEEPERS, 'streetB'])(
      person,
      (made) => `${at(made)}/looks`,
      () => ({ items: ['phone'], purpose: '电话核实居住情况' }),
    ),
  ],
  'POST /api/residents/:id/conflict-looks': [
    doing(DECIDERS, NO_DECIDERS)(
      disputed,
      (made) => `${at(made)}/conflict-looks`,
      () => ({ item: 'phone', purpose: '核对两个来源的电话' }),
    ),
  ],
  'POST /api/residents/:id/move': [
    editing(
      async (stage) => ({ ...(await person(stage)), to: (await someHouse(stage)).id }),
      (made) => `${at(made)}/move`,
      ({ to }) => ({ house: to }),
    ),
  ],
  'POST /api/residents/:id/homes': [
    editing(
      async (stage) => ({ ...(await person(stage)), to: (await someHouse(stage)).id }),
      (made) => `${at(made)}/homes`,
      ({ to }) => ({ house: to, kind: 'owner' }),
    ),
  ],
  'POST /api/residents/:id/homes/:home/end': [
    editing(tenant, (made) => `${at(made)}/homes/${made.home}/end`),
  ],
  'GET /api/housing/houses/:id/people': [
    list(VIEWERS, OTHERS, async (stage) => {
      const house = await someHouse(stage);
      const { id } = await person(stage, someValues(), house.id);
      return { call: { url: `/api/housing/houses/${house.id}/people` }, shows: showsId(id) };
    }),
  ],
  'GET /api/resident-counts': [
    {
      kind: 'count',
      owners: VIEWERS,
      neighbours: OTHERS,
      call: () => ({ url: '/api/resident-counts' }),
      count: ({ people }) => people,
      more: person,
    },
  ],
  'GET /api/resident-conflicts': [
    list(DECIDERS, NO_DECIDERS, async (stage) => {
      const { id } = await disputed(stage);
      return { call: { url: '/api/resident-conflicts?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/resident-doubles': [
    list(DECIDERS, NO_DECIDERS, async (stage) => {
      const { a } = await twins(stage);
      return { call: { url: '/api/resident-doubles?limit=200' }, shows: showsId(a) };
    }),
  ],
  'POST /api/resident-doubles/apart': [
    deciding(
      twins,
      () => '/api/resident-doubles/apart',
      ({ a, b }) => ({ a, b }),
    ),
  ],
  'POST /api/resident-merges': [
    deciding(
      twins,
      () => '/api/resident-merges',
      ({ a, b }) => ({ keep: a, gone: b }),
    ),
  ],
  'POST /api/resident-merges/:id/undo': [deciding(merged, ({ id }) => `/api/resident-merges/${id}/undo`)],
  'GET /api/residents/:id/merges': [reading(({ kept }) => `/api/residents/${kept}/merges`, merged)],
  'POST /api/residents/:id/erase': [
    doing(['street1'], ['streetB'])(
      person,
      (made) => `${at(made)}/erase`,
      () => ({ reason: '本人书面要求删除' }),
    ),
  ],
  'GET /api/resident-erasures': [
    list(['street1'], ['streetB'], async (stage) => {
      const { id } = await person(stage);
      await stage.post('street1', `/api/residents/${id}/erase`, { reason: '本人书面要求删除' });
      return { call: { url: '/api/resident-erasures?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/resident-erasures/due': [
    list(['street1'], ['streetB'], async (stage) => {
      const { id } = await person(stage);
      await run(stage.program.runtime, SYSTEM, ({ db }) =>
        sql`update resident_person set state = 'left', changed_at = '2001-01-01' where id = ${id}::uuid`.execute(
          db,
        ),
      );
      return { call: { url: '/api/resident-erasures/due?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/resident-rules': nobody('whose word holds for which item in this city; no person stands in it'),
  'PUT /api/resident-rules/:item': office(
    'city1',
    async () => ({
      method: 'PUT',
      url: '/api/resident-rules/blood_type',
      payload: { sources: ['health'] },
    }),
    ['community1', 'street1', 'district1', 'admin'],
  ),
};
