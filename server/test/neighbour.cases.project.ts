import { randomUUID } from 'node:crypto';
import { type Case, type Cases, list, row, showsId } from './neighbour.cases.ts';
import type { Stage } from './neighbour.city.ts';

const OWNERS = ['community1', 'street1', 'district1', 'city1'];
/** A grid worker of the list's own unit is none: it is the unit's. */
const NEIGHBOURS = 'grid2 communityB communityFar streetB districtB dept-water property1'.split(' ');
const HOLDERS = ['communityB', 'communityFar', 'streetB', 'districtB', 'dept-water'];

async function made(stage: Stage, open = false): Promise<string> {
  const body = { client_id: randomUUID(), name: '十件民生实事', public: open };
  return (await stage.post('community1', '/api/projects', body)).id;
}
const project = async (stage: Stage) => ({
  client_id: randomUUID(),
  name: '加装路灯',
  unit: await stage.unitOf('community1'),
  deadline: '2026-12-31',
});
async function added(stage: Stage): Promise<string> {
  const id = await made(stage);
  return (await stage.post('community1', `/api/projects/${id}/items`, await project(stage))).id;
}
const reading = (url: (id: string) => string, make: (stage: Stage) => Promise<string>): Case =>
  row(OWNERS, NEIGHBOURS, async (stage) => ({ url: url(await make(stage)) }));
/** What is not public reads like what never was, for everybody. */
const open = (url: (id: string) => string): Case => ({
  kind: 'own',
  async prove(stage) {
    const [shown, hidden] = [await made(stage, true), await made(stage)];
    const first = await stage.ask(null, { url: url(shown) });
    if (!first.text.includes(shown)) throw new Error('a public list is not shown');
    const second = await stage.ask(null, { url: url(hidden) });
    if (second.status === 200 && second.text.includes(hidden)) throw new Error('an internal list is shown');
  },
});

export const projectCases: Cases = {
  'GET /api/projects': [
    list(OWNERS, NEIGHBOURS, async (stage) => {
      const id = await made(stage);
      return { call: { url: '/api/projects?limit=200' }, shows: showsId(id) };
    }),
  ],
  'POST /api/projects': [
    list(['community1'], HOLDERS, async (stage) => {
      const id = await made(stage);
      return { call: { url: '/api/projects?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/projects/:id': [reading((id) => `/api/projects/${id}`, made)],
  'GET /api/public-projects': [open(() => '/api/public-projects?limit=200')],
  'GET /api/public-projects/:id': [open((id) => `/api/public-projects/${id}`)],
  'POST /api/projects/:id/items': [
    row(['community1'], HOLDERS, async (stage) => ({
      method: 'POST',
      url: `/api/projects/${await made(stage)}/items`,
      payload: await project(stage),
    })),
  ],
  'GET /api/project-items': [
    list(['community1'], NEIGHBOURS, async (stage) => {
      const id = await added(stage);
      return { call: { url: '/api/project-items' }, shows: showsId(id) };
    }),
  ],
  'GET /api/project-items/:id': [
    row(OWNERS, NEIGHBOURS, async (stage) => ({ url: `/api/project-items/${await added(stage)}` })),
  ],
  'POST /api/project-items/:id/entries': [
    row(['community1'], NEIGHBOURS, async (stage) => ({
      method: 'POST',
      url: `/api/project-items/${await added(stage)}/entries`,
      payload: { client_id: randomUUID(), text: '已经开工', percent: 20 },
    })),
  ],
};
