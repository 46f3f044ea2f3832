import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Case, type Cases, list, own, row, showsId } from './neighbour.cases.ts';
import type { Body, Call, Stage } from './neighbour.city.ts';

/** Who holds the right to read whistles and has nothing to do with this one. */
const NEIGHBOURS =
  'grid2 communityB communityFar streetB districtB dept-water deptOfB property1 propertyB'.split(' ');
const INSIDE = 'grid1 community1 street1 dept-urban'.split(' ');

/** A whistle of the grid worker for the district's urban management alone. */
async function whistle(stage: Stage): Promise<Body> {
  return stage.post('grid1', '/api/whistles', {
    client_id: randomUUID(),
    kind: 'wh-law',
    text: '夜市占道，消防通道被堵',
    point: stage.point,
    departments: [{ unit: await stage.unitOf('dept-urban'), role: 'main' }],
    members: [{ kind: 'volunteer', name: '邻里互助队', people: 5 }],
  });
}

const about = (owners: string[], neighbours: string[], make: (whistle: Body) => Call): Case =>
  row(owners, neighbours, async (stage) => make(await whistle(stage)));

async function turn(stage: Stage): Promise<object> {
  const { items } = await stage.done('dept-urban', { url: '/api/on-call/people' });
  const now = stage.program.clock.now().getTime();
  return {
    unit: await stage.unitOf('dept-urban'),
    account: items[0].id,
    area: await streetOf(stage),
    from_at: new Date(now - 60_000).toISOString(),
    to_at: new Date(now + 86_400_000).toISOString(),
  };
}

async function streetOf(stage: Stage): Promise<string> {
  const { items } = await stage.done('street1', { url: '/api/areas?level=street' });
  return items[0].id;
}

export const whistleCases: Cases = {
  'POST /api/whistles': own(async (stage) => {
    const mine = await whistle(stage);
    for (const name of ['grid2', 'communityB']) {
      const { status } = await stage.ask(name, {
        method: 'POST',
        url: '/api/whistles',
        payload: {
          client_id: randomUUID(),
          kind: 'wh-law',
          text: '别处的事',
          point: stage.point,
          departments: [{ unit: await stage.unitOf('dept-urban'), role: 'main' }],
        },
      });
      assert.equal(status, 422, `${name} blew a whistle outside of its area`);
    }
    assert.equal((await stage.ask('grid1', { url: `/api/whistles/${mine.id}` })).status, 200);
  }),
  'GET /api/whistles': [
    list(INSIDE, NEIGHBOURS, async (stage) => ({
      call: { url: '/api/whistles?limit=200' },
      shows: showsId((await whistle(stage)).id),
    })),
  ],
  'GET /api/whistles/:id': [about(INSIDE, NEIGHBOURS, ({ id }) => ({ url: `/api/whistles/${id}` }))],
  'GET /api/whistles/:id/dossier': [
    about(INSIDE, NEIGHBOURS, ({ id }) => ({ url: `/api/whistles/${id}/dossier` })),
  ],
  'POST /api/whistles/:id/dossier': [
    about(INSIDE, NEIGHBOURS, ({ id }) => ({ method: 'POST', url: `/api/whistles/${id}/dossier` })),
  ],
  'POST /api/whistles/:id/members': [
    about(['grid1', 'street1'], ['grid2', 'communityB', 'streetB', 'districtB'], ({ id }) => ({
      method: 'POST',
      url: `/api/whistles/${id}/members`,
      payload: { members: [{ kind: 'party', name: '下沉党员小组', people: 3 }] },
    })),
  ],
  'POST /api/whistles/:id/members/:member/arrival': [
    about(['grid1', 'street1'], ['grid2', 'communityB', 'streetB', 'districtB'], ({ id, members }) => ({
      method: 'POST',
      url: `/api/whistles/${id}/members/${members[0].id}/arrival`,
    })),
  ],
  'GET /api/on-call': [
    list(['dept-urban'], ['dept-water', 'deptOfB'], async (stage) => ({
      call: { url: '/api/on-call?limit=200' },
      shows: showsId((await stage.post('dept-urban', '/api/on-call', await turn(stage))).id),
    })),
  ],
  'GET /api/on-call/people': [
    list(['dept-urban'], ['dept-water', 'deptOfB'], async (stage) => ({
      call: { url: '/api/on-call/people' },
      shows: showsId(await stage.idOf('dept-urban')),
    })),
  ],
  'GET /api/on-call/now': own(async (stage) => {
    const { lng, lat } = stage.point;
    const url = `/api/on-call/now?lng=${lng}&lat=${lat}&units=${await stage.unitOf('dept-urban')}`;
    assert.equal((await stage.ask('grid1', { url })).status, 200);
    assert.equal((await stage.ask('grid2', { url })).status, 422);
  }),
  'POST /api/on-call': [
    {
      kind: 'row',
      owners: ['dept-urban'],
      neighbours: ['dept-water', 'deptOfB'],
      refused: 403,
      make: async (stage) => ({ method: 'POST', url: '/api/on-call', payload: await turn(stage) }),
    },
  ],
  'POST /api/on-call/:id/end': [
    row(['dept-urban'], ['dept-water', 'deptOfB'], async (stage) => {
      const { id } = await stage.post('dept-urban', '/api/on-call', await turn(stage));
      return { method: 'POST', url: `/api/on-call/${id}/end` };
    }),
  ],
};
