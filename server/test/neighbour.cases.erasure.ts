import { randomUUID } from 'node:crypto';
import { ownRecord, withdrawAll } from './neighbour.cases.registration.ts';
import { person } from './neighbour.cases.resident.ts';
import { type Cases, list, own, row, showsId } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

const asking = () => ({ client_id: randomUUID(), reason: '已搬离本市' });

async function asked(stage: Stage): Promise<Body> {
  const { id } = await person(stage);
  return stage.post('grid1', `/api/residents/${id}/erasure-requests`, asking());
}

export const erasureCases: Cases = {
  'POST /api/me/record/erasure': own(async (stage) => {
    await ownRecord(stage);
    await withdrawAll(stage);
    const call = { method: 'POST' as const, url: '/api/me/record/erasure' };
    const { status } = await stage.ask('citizen2', { ...call, payload: asking() });
    if (status !== 404) throw new Error(`somebody without a record asks for it to be erased: ${status}`);
    await stage.done('citizen', { ...call, payload: asking() });
  }),
  'POST /api/residents/:id/erasure-requests': [
    row(['grid1'], ['grid2', 'communityB', 'communityFar'], async (stage) => {
      const { id } = await person(stage);
      return { method: 'POST', url: `/api/residents/${id}/erasure-requests`, payload: asking() };
    }),
  ],
  'GET /api/erasure-requests': [
    list(['grid1', 'community1', 'street1'], ['grid2', 'communityB', 'streetB'], async (stage) => {
      const { id } = await asked(stage);
      return { call: { url: '/api/erasure-requests?limit=200' }, shows: showsId(id) };
    }),
  ],
  'POST /api/erasure-requests/:id/refuse': [
    row(['street1'], ['streetB'], async (stage) => {
      const { id } = await asked(stage);
      const payload = { version: 1, reason: '还有在办事项' };
      return { method: 'POST', url: `/api/erasure-requests/${id}/refuse`, payload };
    }),
  ],
  'GET /api/resident-erasures/:id': [
    row(['street1'], ['streetB'], async (stage) => {
      const { id } = await person(stage);
      const proof = await stage.post('street1', `/api/residents/${id}/erase`, { reason: '本人书面要求删除' });
      return { url: `/api/resident-erasures/${proof.id}` };
    }),
  ],
};
