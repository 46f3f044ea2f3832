import { randomUUID } from 'node:crypto';
import { makeVisits } from '../src/features/patrol/index.ts';
import { type Case, type Cases, list, row, showsId } from './neighbour.cases.ts';
import { type Body, type Call, NEIGHBOURS as OUTSIDE, only, type Stage, staffOf } from './neighbour.city.ts';

/** Staff of other communities, streets and districts who hold the same rights there. */
const NEIGHBOURS = only(
  staffOf(OUTSIDE),
  'grid2 communityB communityFar streetB districtB dept-water deptOfB',
).filter((name) => !['deptOfB', 'dept-water'].includes(name));
const HOLDERS = only(NEIGHBOURS, 'community street district');
const WALKERS = only(NEIGHBOURS, 'grid2 community');
const OWNERS = ['grid1', 'community1', 'street1', 'district1', 'city1'];

const planned = (stage: Stage) => ({
  areas: [stage.grid.ancestors.at(-1).id],
  starts_on: '2026-03-02',
  ends_on: '2026-03-08',
  per: 'week',
  times: 1,
});
const campaign = (stage: Stage) => ({
  client_id: randomUUID(),
  name: '老街消防',
  theme: '消防',
  ...planned(stage),
  items: [
    {
      code: 'clear',
      label: '通道畅通',
      kind: 'yes_no',
      bad: 'no',
      matter_type: 'city-event',
      category: stage.category,
    },
  ],
});
async function held(stage: Stage): Promise<string> {
  const { id } = await stage.post('community1', '/api/patrols', campaign(stage));
  await makeVisits(stage.program.runtime);
  return id;
}
async function visit(stage: Stage): Promise<{ id: string; visit: string }> {
  const id = await held(stage);
  const { items } = await stage.done('grid1', { url: '/api/patrol-visits?limit=200' });
  return { id, visit: items.find((each: Body) => each.campaign === id).id };
}
const walked = () => ({ client_id: randomUUID(), answers: [{ code: 'clear', value: false }] });
async function finding(stage: Stage): Promise<{ id: string; finding: string }> {
  const { id, visit: one } = await visit(stage);
  await stage.post('grid1', `/api/patrol-visits/${one}/submit`, walked());
  const { items } = await stage.done('community1', { url: `/api/patrols/${id}/findings` });
  return { id, finding: items[0].id };
}
const reading = (after: string): Case =>
  row(
    OWNERS,
    NEIGHBOURS,
    async (stage): Promise<Call> => ({ url: `/api/patrols/${(await finding(stage)).id}${after}` }),
  );
/** Asked in a place that is not one's own: refused at its field, which says nothing of the place. */
const elsewhere = (url: string, body: (stage: Stage) => object): Case => ({
  kind: 'own',
  async prove(stage) {
    const call: Call = { method: 'POST', url, payload: body(stage) };
    if ((await stage.ask('community1', call)).status >= 300) throw new Error(`${url} refuses its owner`);
    for (const name of HOLDERS) {
      const { status } = await stage.ask(name, { ...call, payload: body(stage) });
      if (status !== 422) throw new Error(`${url} answers ${name} with ${status}`);
    }
  },
});

export const patrolCases: Cases = {
  'GET /api/patrols': [
    list(OWNERS, NEIGHBOURS, async (stage) => {
      const id = await held(stage);
      return { call: { url: '/api/patrols?limit=200' }, shows: showsId(id) };
    }),
  ],
  'POST /api/patrols': [elsewhere('/api/patrols', campaign)],
  'POST /api/patrols/preview': [elsewhere('/api/patrols/preview', planned)],
  'GET /api/patrols/:id': [reading('')],
  'GET /api/patrols/:id/coverage': [reading('/coverage')],
  'GET /api/patrols/:id/findings': [reading('/findings')],
  'POST /api/patrols/:id/state': [
    row(['community1'], HOLDERS, async (stage) => ({
      method: 'POST',
      url: `/api/patrols/${await held(stage)}/state`,
      payload: { version: 1, state: 'paused' },
    })),
  ],
  'GET /api/patrol-visits': [
    list(['grid1', 'community1'], WALKERS, async (stage) => {
      const { visit: id } = await visit(stage);
      return { call: { url: '/api/patrol-visits?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/patrol-visits/:id': [
    row(OWNERS, NEIGHBOURS, async (stage) => ({ url: `/api/patrol-visits/${(await visit(stage)).visit}` })),
  ],
  'POST /api/patrol-visits/:id/submit': [
    row(['grid1'], WALKERS, async (stage) => ({
      method: 'POST',
      url: `/api/patrol-visits/${(await visit(stage)).visit}/submit`,
      payload: walked(),
    })),
  ],
  'POST /api/patrol-findings/:id/matter': [
    row(['community1'], NEIGHBOURS, async (stage) => ({
      method: 'POST',
      url: `/api/patrol-findings/${(await finding(stage)).finding}/matter`,
    })),
  ],
  'GET /api/patrol-findings': [
    row(['grid1', 'community1'], NEIGHBOURS, async (stage) => {
      const { finding: id } = await finding(stage);
      const { matter } = await stage.post('community1', `/api/patrol-findings/${id}/matter`);
      return { url: `/api/patrol-findings?matter=${matter}` };
    }),
  ],
};
