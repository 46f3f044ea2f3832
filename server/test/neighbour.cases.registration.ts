import { randomUUID } from 'node:crypto';
import { someHouse, someValues } from './neighbour.cases.resident.ts';
import { type Case, type Cases, list, nobody, own, row, showsId } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

const [WORKERS, OTHERS] = [['grid1', 'community1'], 'grid2 communityB communityFar'.split(' ')];

/** Only so many of one account may wait at once. */
export async function withdrawAll(stage: Stage): Promise<void> {
  const { items } = await stage.done('citizen', { url: '/api/me/registrations' });
  for (const { id, state } of items)
    if (state === 'waiting') await stage.post('citizen', `/api/registrations/${id}/withdraw`);
}

async function registration(stage: Stage, self = false): Promise<Body> {
  await withdrawAll(stage);
  const { id: house } = await someHouse(stage);
  const { building } = await stage.done('grid1', { url: `/api/housing/houses/${house}` });
  return stage.post('citizen', '/api/registrations', {
    ...{ client_id: randomUUID(), building, house, relation: 'owner' },
    members: [{ self, values: { ...someValues(), kin: '02' } }],
  });
}

/** The record that `citizen` is, once a worker has accepted it. */
export async function ownRecord(stage: Stage): Promise<Body> {
  const url = '/api/me/record';
  const before = await stage.done('citizen', { url });
  if (before.record) return before.record;
  const { id } = await registration(stage, true);
  await stage.post('grid1', `/api/registrations/${id}/accept`, { version: 1 });
  return (await stage.done('citizen', { url })).record;
}

const deciding = (way: string, payload: object): Case =>
  row(['grid1'], OTHERS, async (stage) => {
    const { id } = await registration(stage);
    return { method: 'POST', url: `/api/registrations/${id}/${way}`, payload: { version: 1, ...payload } };
  });

export const registrationCases: Cases = {
  'GET /api/registration-place': nobody(
    'what a code on the door shows is the same for everybody: doors, no people',
  ),
  'POST /api/registrations': [
    list(['citizen'], ['citizen2'], async (stage) => {
      const { id } = await registration(stage);
      return { call: { url: '/api/me/registrations' }, shows: showsId(id) };
    }),
  ],
  'GET /api/me/registrations': [
    list(['citizen'], ['citizen2', 'grid1'], async (stage) => {
      const { id } = await registration(stage);
      return { call: { url: '/api/me/registrations' }, shows: showsId(id) };
    }),
  ],
  'POST /api/registrations/:id/withdraw': [
    row(['citizen'], ['citizen2'], async (stage) => {
      const { id } = await registration(stage);
      return { method: 'POST', url: `/api/registrations/${id}/withdraw` };
    }),
  ],
  'GET /api/me/record': [
    list(['citizen'], ['citizen2'], async (stage) => {
      const { id } = await ownRecord(stage);
      return { call: { url: '/api/me/record' }, shows: showsId(id) };
    }),
  ],
  'POST /api/me/record/corrections': own(async (stage) => {
    await ownRecord(stage);
    await withdrawAll(stage);
    const call = { method: 'POST' as const, url: '/api/me/record/corrections' };
    const payload = () => ({ client_id: randomUUID(), values: { phone: '19900005777' } });
    const { status } = await stage.ask('citizen2', { ...call, payload: payload() });
    if (status !== 404) throw new Error(`somebody without a record corrects one: ${status}`);
    await stage.done('citizen', { ...call, payload: payload() });
  }),
  'GET /api/residents/:id/looks': [
    row(['citizen', 'auditor'], ['citizen2', 'grid2', 'community1'], async (stage) => {
      const { id } = await ownRecord(stage);
      const body = { items: ['phone'], purpose: '电话核实居住情况' };
      await stage.post('grid1', `/api/residents/${id}/looks`, body);
      return { url: `/api/residents/${id}/looks` };
    }),
  ],
  'GET /api/registrations': [
    list(WORKERS, OTHERS, async (stage) => {
      const { id } = await registration(stage);
      return { call: { url: '/api/registrations?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/registrations/:id': [
    row(WORKERS, OTHERS, async (stage) => {
      const { id } = await registration(stage);
      return { url: `/api/registrations/${id}` };
    }),
  ],
  'POST /api/registrations/:id/accept': [deciding('accept', {})],
  'POST /api/registrations/:id/refuse': [deciding('refuse', { reason: '房号与实际不符' })],
};
