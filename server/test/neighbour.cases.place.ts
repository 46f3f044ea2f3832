import { randomUUID } from 'node:crypto';
import { type Case, type Cases, fresh, list, nobody, on, own, row, showsId } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

/** In whose areas the grid of `grid1` lies. */
const OWNERS = ['grid1', 'community1', 'street1', 'district1', 'city1'];
/** The same roles one house further. */
const NEIGHBOURS = ['grid2', 'communityB', 'communityFar', 'streetB', 'districtB'];

async function made(stage: Stage, more: object = {}): Promise<Body> {
  const values = { name: fresh('井边小店'), kind: '04', head_phone: '19900003535' };
  const body = { client_id: randomUUID(), subject: 'organisation', values, point: stage.point, ...more };
  const { id } = await stage.post('grid1', '/api/sites', body);
  return stage.done('grid1', { url: `/api/sites/${id}` });
}

/** Cases and incidents are theirs who hold the right to them, and nobody else's who sees the places there. */
const KEEPERS = ['street1'];
const NO_KEEPERS = ['grid1', 'community1', 'district1', 'city1', 'keeperB'];
const incident = async (stage: Stage): Promise<Body> => {
  const values = { kind: '盗窃', name: fresh('电动车被盗案') };
  const body = { client_id: randomUUID(), subject: 'incident', values, point: stage.point };
  return stage.done('street1', { url: `/api/sites/${(await stage.post('street1', '/api/sites', body)).id}` });
};
const ofIncident = (url: string, payload: (body: Body) => object, method: 'POST' | 'PATCH' = 'POST') =>
  row(
    KEEPERS,
    NO_KEEPERS,
    on(incident, method, ({ id }) => `/api/sites/${id}${url}`, payload),
  );
const incidents = list(KEEPERS, NO_KEEPERS, async (stage) => {
  const { id } = await incident(stage);
  return { call: { url: '/api/sites?subject=incident&limit=200' }, shows: showsId(id) };
});

const housed = async (stage: Stage) => {
  const { lng, lat } = stage.point;
  const body = {
    name: fresh('大厦'),
    kind: 'office',
    floors: 20,
    point: { lng, lat },
    client_id: randomUUID(),
  };
  return stage.post('community1', '/api/housing/buildings', body);
};
const sit = (building: string) => ({
  client_id: randomUUID(),
  kind: 'operates',
  building,
  from_on: '2026-01-05',
});

const writing = (
  url: string,
  payload: (body: Body, stage: Stage) => object,
  method: 'POST' | 'PATCH' = 'POST',
) =>
  row(
    OWNERS.slice(0, 1),
    NEIGHBOURS,
    on(made, method, ({ id }) => `/api/sites/${id}${url}`, payload),
  );

async function linked(stage: Stage): Promise<Body> {
  const place = await made(stage);
  const { id } = await stage.post('grid1', `/api/sites/${place.id}/links`, sit((await housed(stage)).id));
  return { id: place.id, link: id };
}

/** Told to everybody, once it is: what is not, is to nobody. */
const told: Case = {
  kind: 'own',
  async prove(stage) {
    const facility = { subject: 'facility', values: { name: fresh('口袋公园'), kind: '05' } };
    const [shown, hidden] = [await made(stage, { ...facility, public: true }), await made(stage, facility)];
    const { lng, lat } = stage.point;
    const { text } = await stage.ask(null, { url: `/api/nearby-places?lng=${lng}&lat=${lat}&kind=05` });
    if (!text.includes(shown.id)) throw new Error('a public facility is not shown');
    if (text.includes(hidden.id)) throw new Error('an internal facility is shown');
  },
};

export const placeCases: Cases = {
  'GET /api/sites': [
    list(OWNERS, NEIGHBOURS, async (stage) => {
      const { id } = await made(stage);
      return { call: { url: '/api/sites?subject=organisation&limit=200' }, shows: showsId(id) };
    }),
    incidents,
  ],
  'POST /api/sites': [
    list(OWNERS, NEIGHBOURS, async (stage) => {
      const { id } = await made(stage);
      return { call: { url: '/api/sites?subject=organisation&limit=200' }, shows: showsId(id) };
    }),
    incidents,
  ],
  'GET /api/site-form': nobody('the items of a form are the same for everybody who may see one'),
  'GET /api/sites/:id': [
    row(
      OWNERS,
      NEIGHBOURS,
      on(made, 'GET', ({ id }) => `/api/sites/${id}`),
    ),
    row(
      KEEPERS,
      NO_KEEPERS,
      on(incident, 'GET', ({ id }) => `/api/sites/${id}`),
    ),
  ],
  'PATCH /api/sites/:id': [
    writing('', ({ version }) => ({ version, values: { employees: 5 } }), 'PATCH'),
    ofIncident('', ({ version }) => ({ version, values: { state: '1' } }), 'PATCH'),
  ],
  'POST /api/sites/:id/retire': [
    writing('/retire', ({ version }) => ({ version, reason: '已搬走' })),
    ofIncident('/retire', ({ version }) => ({ version, reason: '重复登记' })),
  ],
  'POST /api/sites/:id/undo': [
    row(
      ['grid1'],
      NEIGHBOURS,
      on(
        async (stage) => {
          const { id, version } = await made(stage);
          const payload = { version, values: { employees: 7 } };
          await stage.done('grid1', { method: 'PATCH', url: `/api/sites/${id}`, payload });
          return stage.done('grid1', { url: `/api/sites/${id}` });
        },
        'POST',
        ({ id }) => `/api/sites/${id}/undo`,
        ({ version, statements }) => ({ version, statement: statements[0].id }),
      ),
    ),
  ],
  'POST /api/sites/:id/look': [writing('/look', () => ({ items: ['head_phone'], purpose: '通知安全检查' }))],
  'POST /api/sites/:id/links': [
    row(['grid1'], NEIGHBOURS, async (stage) => {
      const [{ id }, building] = [await made(stage), await housed(stage)];
      return { method: 'POST', url: `/api/sites/${id}/links`, payload: sit(building.id) };
    }),
  ],
  'POST /api/sites/:id/links/:link/end': [
    row(
      ['grid1'],
      NEIGHBOURS,
      on(
        linked,
        'POST',
        ({ id, link }) => `/api/sites/${id}/links/${link}/end`,
        () => ({ to_on: '2026-02-01' }),
      ),
    ),
  ],
  'GET /api/site-counts': [
    {
      kind: 'count',
      owners: OWNERS,
      neighbours: NEIGHBOURS,
      call: () => ({ url: '/api/site-counts?subject=organisation' }),
      count: ({ items }) => items.reduce((sum: number, { n }: { n: number }) => sum + n, 0),
      async more(stage) {
        await made(stage);
        await stage.program.settle();
      },
    },
    {
      kind: 'count',
      owners: KEEPERS,
      neighbours: NO_KEEPERS,
      call: () => ({ url: '/api/site-counts?subject=incident' }),
      count: ({ items }) => items.reduce((sum: number, { n }: { n: number }) => sum + n, 0),
      async more(stage) {
        await incident(stage);
        await stage.program.settle();
      },
    },
  ],
  'GET /api/site-points': [
    list(OWNERS, NEIGHBOURS, async (stage) => {
      const { id, point } = await made(stage);
      const box = `west=${point.lng - 0.001}&south=${point.lat - 0.001}&east=${point.lng + 0.001}&north=${point.lat + 0.001}`;
      return { call: { url: `/api/site-points?subject=organisation&${box}` }, shows: showsId(id) };
    }),
    list(KEEPERS, NO_KEEPERS, async (stage) => {
      const [{ id }, { point }] = [await incident(stage), stage];
      const box = `west=${point.lng - 0.001}&south=${point.lat - 0.001}&east=${point.lng + 0.001}&north=${point.lat + 0.001}`;
      return { call: { url: `/api/site-points?subject=incident&${box}` }, shows: showsId(id) };
    }),
  ],
  'GET /api/site-buildings': [
    list(OWNERS, NEIGHBOURS, async (stage) => {
      const building = await housed(stage);
      const { id } = await made(stage);
      await stage.post('grid1', `/api/sites/${id}/links`, sit(building.id));
      return { call: { url: '/api/site-buildings?limit=200' }, shows: showsId(building.id) };
    }),
  ],
  'GET /api/nearby-places': [told],
  'GET /api/nearby-places/kinds': nobody('the kinds of facilities are the same for everybody'),
  'GET /api/components/:code': own(async (stage) => {
    const { code } = await made(stage, {
      subject: 'component',
      values: { kind: 'gbt-c-01-37', owner_name: '不对外' },
    });
    const { status, text } = await stage.ask(null, { url: `/api/components/${code}` });
    if (status !== 200 || text.includes('不对外')) throw new Error('a component tells too much, or nothing');
  }),
};
