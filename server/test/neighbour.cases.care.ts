import { randomUUID } from 'node:crypto';
import { someValues } from './neighbour.cases.resident.ts';
import { type Case, type Cases, list, nobody, on, row, showsId } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

/** In whose areas the grid of `grid1` lies, and the same roles one house further. */
const VIEWERS = 'grid1 community1 street1 district1 city1'.split(' ');
const OTHERS = 'grid2 communityB communityFar streetB districtB'.split(' ');
/** Whoever holds no area at all answers for somebody, or finds nothing. */
const OUTSIDE = ['dept-urban', 'dept-water', 'citizen'];

async function someone(stage: Stage): Promise<Body> {
  const body = { client_id: randomUUID(), values: someValues(), area: stage.grid.id, house: null };
  return stage.post('grid1', '/api/residents', body);
}
async function cared(stage: Stage): Promise<Body> {
  const { id } = await someone(stage);
  return stage.post('community1', '/api/care', { person: id, level: '1', kind: '01' });
}
/** Answered for by urban management, which has no grid. */
async function answered(stage: Stage): Promise<Body> {
  const { id } = await cared(stage);
  return stage.post('community1', `/api/care/${id}/duties`, {
    ...{ role: 'pair', account: await stage.idOf('dept-urban') },
  });
}
/** Answered for by somebody without an account, who is reached by phone. */
async function reachable(stage: Stage): Promise<Body> {
  const { id } = await cared(stage);
  const body = { role: 'family', name: '家属', phone: '19900001234' };
  return stage.post('community1', `/api/care/${id}/duties`, body);
}
const at = ({ id }: Body) => `/api/care/${id}`;
const visit = (_: Body, stage: Stage) => ({
  ...{ client_id: randomUUID(), at: stage.program.clock.now().toISOString() },
  ...{ way: 'home', result: 'well', text: '精神好' },
});
const visiting = (owners: string[], make: (stage: Stage) => Promise<Body>): Case =>
  row(
    owners,
    [...OTHERS.slice(0, 3), ...OUTSIDE.filter((name) => !owners.includes(name))],
    on(make, 'POST', (care) => `${at(care)}/visits`, visit),
  );
const managing = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: (care: Body) => string,
  payload?: (care: Body) => object,
  make = cared,
): Case => row(['community1'], ['communityB', 'communityFar'], on(make, method, url, payload));

export const careCases: Cases = {
  'GET /api/care': [
    list(VIEWERS, OTHERS, async (stage) => {
      const { id } = await cared(stage);
      return { call: { url: `/api/care?person=${id}` }, shows: showsId(id) };
    }),
  ],
  'GET /api/care/mine': [
    list(['dept-urban'], ['dept-water', 'community1', 'grid1'], async (stage) => {
      const { id } = await answered(stage);
      return { call: { url: '/api/care/mine' }, shows: showsId(id) };
    }),
  ],
  'GET /api/care-levels': nobody('the levels and how often they are visited are the same for everybody'),
  'GET /api/care-counts': [
    {
      ...{ kind: 'count', owners: VIEWERS, neighbours: OTHERS },
      call: () => ({ url: '/api/care-counts' }),
      count: (body) => body.people,
      more: cared,
    },
  ],
  'GET /api/care/:id': [
    row(VIEWERS, [...OTHERS, ...OUTSIDE], on(cared, 'GET', at)),
    row(['dept-urban'], ['dept-water'], on(answered, 'GET', at)),
  ],
  'POST /api/care/:id/visits': [
    visiting(['grid1'], cared),
    visiting(['community1'], cared),
    visiting(['dept-urban'], answered),
  ],
  'POST /api/care/:id/call': [
    row(
      ['grid1', 'community1'],
      [...OTHERS.slice(0, 3), ...OUTSIDE],
      on(cared, 'POST', (care) => `${at(care)}/call`),
    ),
    row(
      ['dept-urban'],
      ['dept-water'],
      on(answered, 'POST', (care) => `${at(care)}/call`),
    ),
  ],
  'POST /api/care': [
    row(['community1'], ['communityB', 'communityFar'], async (stage) => ({
      ...{ method: 'POST', url: '/api/care' },
      payload: { person: (await someone(stage)).id, level: '2', kind: '01' },
    })),
  ],
  'PATCH /api/care/:id': [managing('PATCH', at, ({ version }) => ({ version, level: '2' }))],
  'POST /api/care/:id/duties': [
    managing(
      'POST',
      (care) => `${at(care)}/duties`,
      () => ({ role: 'family', name: '家属', phone: '19900001234' }),
    ),
  ],
  'GET /api/care/:id/holders': [managing('GET', (care) => `${at(care)}/holders`)],
  'POST /api/care/:id/duties/:duty/call': [
    row(
      ['grid1', 'community1'],
      [...OTHERS.slice(0, 3), ...OUTSIDE],
      on(reachable, 'POST', (care) => `${at(care)}/duties/${care.duties[0].id}/call`),
    ),
  ],
  'DELETE /api/care/:id/duties/:duty': [
    managing('DELETE', (care) => `${at(care)}/duties/${care.duties[0].id}`, undefined, answered),
  ],
};
