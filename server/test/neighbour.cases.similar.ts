import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Cases, list, own, row, showsId } from './neighbour.cases.ts';
import { NEIGHBOURS, OWNERS, type Stage, staffOf } from './neighbour.city.ts';

const matterUrl = (after: string) => async (stage: Stage) => ({
  url: `/api/matters/${(await stage.matter()).id}${after}`,
});

/** A matter that citizen reported and citizen2 joined. */
async function joined(stage: Stage): Promise<{ lead: string; id: string }> {
  const { id: lead } = await stage.report({ text: '喷泉池栏杆松动' });
  const { id } = await stage.post('citizen2', `/api/matters/${lead}/join`, { client_id: randomUUID() });
  return { lead, id };
}

async function likelyTellsNobody(stage: Stage): Promise<void> {
  // Away from the spot where everything of this test happens at one moment: the newest of a place are looked at.
  const { lng, lat } = { lng: stage.point.lng, lat: stage.point.lat + 0.0025 };
  // Of what residents write only words that name kinds of things are compared.
  const there = { text: '羽毛球场路灯不亮', point: { lng, lat } };
  const shown = await stage.report({ ...there, address: '我家楼下' });
  const hidden = await stage.report({ ...there, confidential: true });
  const url = `/api/likely?text=${encodeURIComponent('羽毛球场路灯不亮')}&lng=${lng}&lat=${lat}`;
  const body = await stage.done('citizen2', { url });
  assert.ok(showsId(shown.id)(body), 'what is public is shown');
  assert.ok(!showsId(hidden.id)(body), 'what is confidential is not');
  for (const secret of ['我家楼下', shown.number, '羽毛球场'])
    assert.ok(!JSON.stringify(body).includes(secret), `${secret} is not told`);
}

async function joiningOpensNothing(stage: Stage): Promise<void> {
  const { lead, id } = await joined(stage);
  const refused = async (name: string, url: string) =>
    assert.equal((await stage.ask(name, { url })).status, 404, `${name} ${url}`);
  await refused('citizen2', `/api/matters/${lead}`);
  await refused('citizen2', `/api/matters/${lead}/events`);
  await refused('citizen', `/api/matters/${id}`);
  const hidden = await stage.report({ text: '不愿公开的事', confidential: true });
  const call = { method: 'POST' as const, payload: { client_id: randomUUID() } };
  const answer = await stage.ask('citizen2', { ...call, url: `/api/matters/${hidden.id}/join` });
  assert.equal(answer.status, 404);
}

/** Likely duplicates, and calls that were merged or joined in. */
export const similarCases: Cases = {
  'GET /api/matters/:id/similar': [row(staffOf(OWNERS), staffOf(NEIGHBOURS), matterUrl('/similar'))],
  'GET /api/matters/:id/merged': [
    row(staffOf(OWNERS), staffOf(NEIGHBOURS), matterUrl('/merged')),
    list(['community1'], [], async (stage) => {
      const { lead, id } = await joined(stage);
      return { call: { url: `/api/matters/${lead}/merged` }, shows: showsId(id) };
    }),
  ],
  'GET /api/likely': own(likelyTellsNobody),
  'POST /api/matters/:id/join': own(joiningOpensNothing),
};
