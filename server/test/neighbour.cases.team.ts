import { randomUUID } from 'node:crypto';
import { communityOf, elsewhere, GIVERS, NEIGHBOURS, OWNERS, WORKERS } from './neighbour.cases.duty.ts';
import { type Cases, list, own, row, showsId } from './neighbour.cases.ts';
import { type Body, type Call, only, type Stage } from './neighbour.city.ts';

const application = (stage: Stage) => ({
  client_id: randomUUID(),
  line: 'urban',
  name: '门前三包巡查',
  content: '查看沿街商铺。',
  reason: '市容条例。',
  areas: [communityOf(stage)],
  from_on: '2026-01-01',
  to_on: '2030-12-31',
  most: 200,
  per: 'year',
});
const applied = async (stage: Stage): Promise<string> =>
  (await stage.post('dept-urban', '/api/admissions', application(stage))).id;
async function listed(stage: Stage): Promise<string> {
  const id = await applied(stage);
  await stage.post('district1', `/api/admissions/${id}/decide`, { version: 1, action: 'review' });
  await stage.post('city1', `/api/admissions/${id}/decide`, { version: 2, action: 'approve' });
  return id;
}
async function objected(stage: Stage): Promise<string> {
  const body = { client_id: randomUUID(), text: '这件事不在清单' };
  return (await stage.post('grid1', '/api/duty-objections', body)).id;
}

const readers = [...OWNERS, 'dept-urban'];
const outside = NEIGHBOURS.filter((name) => name !== 'dept-urban');

export const admissionCases: Cases = {
  'GET /api/admissions': [
    list(readers, outside, async (stage) => {
      const id = await listed(stage);
      return { call: { url: '/api/admissions?limit=200' }, shows: showsId(id) };
    }),
    list(['dept-urban', 'district1', 'city1'], ['grid1', 'community1', ...outside], async (stage) => {
      const id = await applied(stage);
      return { call: { url: '/api/admissions?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/admissions/:id/history': [
    row(readers, outside, async (stage) => ({ url: `/api/admissions/${await listed(stage)}/history` })),
    row(['dept-urban', 'city1'], ['grid1', 'community1', ...outside], async (stage) => ({
      url: `/api/admissions/${await applied(stage)}/history`,
    })),
  ],
  'POST /api/admissions': [
    elsewhere('/api/admissions', application, only(GIVERS, 'community street district')),
  ],
  'POST /api/admissions/:id/decide': [
    row(['district1'], only(GIVERS, 'community street district dept-water deptOfB'), async (stage) => ({
      method: 'POST',
      url: `/api/admissions/${await applied(stage)}/decide`,
      payload: { version: 1, action: 'review' },
    })),
  ],
  'GET /api/duty-objections': [
    list(
      ['grid1', 'district1', 'city1'],
      ['community1', 'grid2', 'communityB', 'districtB'],
      async (stage) => {
        const id = await objected(stage);
        return { call: { url: '/api/duty-objections?limit=200' }, shows: showsId(id) };
      },
    ),
  ],
  'POST /api/duty-objections': [
    {
      kind: 'own',
      async prove(stage) {
        const body = () => ({ client_id: randomUUID(), grid: stage.grid.id, text: '不在清单' });
        await stage.post('grid1', '/api/duty-objections', body());
        for (const name of WORKERS) {
          const call: Call = { method: 'POST', url: '/api/duty-objections', payload: body() };
          const { status } = await stage.ask(name, call);
          if (status !== 422) throw new Error(`${name} objects for another's grid: ${status}`);
        }
      },
    },
  ],
  'POST /api/duty-objections/:id/reply': [
    row(['district1'], ['districtB'], async (stage) => ({
      method: 'POST',
      url: `/api/duty-objections/${await objected(stage)}/reply`,
      payload: { version: 1, upheld: false, reply: '已在清单' },
    })),
  ],
};

const PHONE = '19912345678';
const person = { role: 'doctor', name: '许文', from_on: '2026-01-01' };
const member = (stage: Stage) => ({ client_id: randomUUID(), area: stage.grid.id, ...person, phone: PHONE });
const neighbour = (stage: Stage) => ({
  client_id: randomUUID(),
  area: stage.grid.id,
  kind: 'building_head',
  name: '三号楼楼栋长',
  phone: PHONE,
});
const EDITORS = ['communityB', 'communityFar', 'streetB'];

const added = async (stage: Stage): Promise<string> =>
  (await stage.post('community1', '/api/team-members', member(stage))).id;
export const teamCases: Cases = {
  'GET /api/grid-teams/:area': [
    list(
      ['grid1', 'community1', 'street1', 'city1'],
      [...NEIGHBOURS, 'citizen2', 'property1'],
      async (stage) => {
        await added(stage);
        return {
          call: { url: `/api/grid-teams/${stage.grid.id}` },
          shows: (_, { text }) => text.includes(PHONE),
        };
      },
    ),
  ],
  'GET /api/my-grid': own(async (stage) => {
    const set = { method: 'PUT' as const, url: '/api/my-grid', payload: { point: stage.point } };
    await stage.done('citizen', set);
    const mine = (await stage.done('citizen', { url: '/api/my-grid' })).grid;
    const other = (await stage.done('citizen2', { url: '/api/my-grid' })).grid;
    if (mine?.id !== stage.grid.id || other?.id === mine.id) throw new Error('a grid is shared');
  }),
  'PUT /api/my-grid': own(async (stage) => {
    const set = { method: 'PUT' as const, url: '/api/my-grid', payload: { point: stage.point } };
    if ((await stage.done('citizen', set)).grid.id !== stage.grid.id) throw new Error('not set');
    if ((await stage.ask('grid1', set)).status !== 403) throw new Error('staff chose a grid');
  }),
  'POST /api/team-members/:id/call': own(async (stage) => {
    const id = await added(stage);
    const payload = () => ({ client_id: randomUUID(), text: '想请医生上门看看' });
    const call = () => ({
      method: 'POST' as const,
      url: `/api/team-members/${id}/call`,
      payload: payload(),
    });
    await stage.done('citizen', { method: 'PUT', url: '/api/my-grid', payload: { point: stage.point } });
    const { matter } = await stage.done('citizen', call());
    if ((await stage.ask('citizen2', call())).status !== 403) throw new Error('called from elsewhere');
    if ((await stage.ask('citizen2', { url: `/api/matters/${matter}` })).status !== 404)
      throw new Error('read');
  }),
  'POST /api/team-members': [elsewhere('/api/team-members', member, EDITORS)],
  'PATCH /api/team-members/:id': [
    row(['community1'], EDITORS, async (stage) => ({
      method: 'PATCH',
      url: `/api/team-members/${await added(stage)}`,
      payload: { version: 1, ...person, name: '许文文' },
    })),
  ],
  'POST /api/neighbour-units': [elsewhere('/api/neighbour-units', neighbour, EDITORS)],
  'PATCH /api/neighbour-units/:id': [
    row(['community1'], EDITORS, async (stage) => {
      const { id } = await stage.post('community1', '/api/neighbour-units', neighbour(stage));
      return {
        method: 'PATCH',
        url: `/api/neighbour-units/${id}`,
        payload: { version: 1, name: '楼栋长' },
      };
    }),
  ],
  'PUT /api/grid-stations/:area': [
    row(['community1'], EDITORS, async (stage) => {
      const { stations } = await stage.done('community1', { url: `/api/grid-teams/${stage.grid.id}` });
      const now = stations.find((one: Body) => one.area.id === stage.grid.id);
      const payload = { version: now?.version ?? 0, name: '第一网格工作站', address: '桂园路 8 号' };
      return { method: 'PUT', url: `/api/grid-stations/${stage.grid.id}`, payload };
    }),
  ],
};
