import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { someValues } from './neighbour.cases.resident.ts';
import { type Case, type Cases, list, nobody, number, own, row, showsId } from './neighbour.cases.ts';
import type { Body, Call, Stage } from './neighbour.city.ts';

/** In whose areas the grid of `grid1` lies, and the same roles one house further. */
export const VIEWERS = 'grid1 community1 street1 district1 city1'.split(' ');
export const OTHERS = 'grid2 communityB communityFar streetB districtB'.split(' ');
const ONE = ['community1'];
/** What is one's own alone is not there for the level above either. */
const NOT_THE_MAKER = ['communityB', 'communityFar', 'street1'];

const resident = async (stage: Stage): Promise<string> => {
  const body = { client_id: randomUUID(), values: someValues(), area: stage.grid.id, house: null };
  return (await stage.post('grid1', '/api/residents', body)).id;
};

/** Somebody in the grid of `grid1` whom a tag of its own tells from everybody else. */
export async function tagged(stage: Stage): Promise<{ id: string; tag: string; rule: string }> {
  const [id, tag] = [await resident(stage), `neighbour_${number()}`];
  await stage.post('community1', '/api/tags', { code: tag, name: '邻里' });
  await stage.post('grid1', `/api/tags/${tag}/people`, { add: [id] });
  return { id, tag, rule: `"${tag}" in tags` };
}
const asking = (path: string, query: Record<string, string>): Call => ({
  url: `/api/ledger/${path}?${new URLSearchParams(query)}`,
});
const counts = (call: Call, count: (body: Body) => number): Case => ({
  ...{ kind: 'count', owners: VIEWERS, neighbours: OTHERS, count },
  call: () => call,
  more: resident,
});

async function view(stage: Stage): Promise<{ id: string; fields: object }> {
  const [id, fields] = [randomUUID(), { name: '高龄台账', columns: ['name'] }];
  await stage.post('community1', '/api/ledger/views', { client_id: id, ...fields });
  return { id, fields };
}

const values = { remark: '已核对' };
async function bulk(stage: Stage): Promise<string> {
  const body = { client_id: randomUUID(), rows: [await resident(stage)], values };
  const { id } = await stage.post('community1', '/api/ledger/bulk', body);
  for (let i = 0; i < 400; i++) {
    const { state } = await stage.done('community1', { url: `/api/ledger/bulk/${id}` });
    if (state === 'done') return id;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error('the bulk edit did not end');
}

export const ledgerCases: Cases = {
  'GET /api/ledger/columns': nobody('the columns are the same for everybody who may open a ledger'),
  'GET /api/ledger/rows': [
    list(VIEWERS, OTHERS, async (stage) => {
      const { id, rule } = await tagged(stage);
      return { call: asking('rows', { columns: 'name', rule }), shows: showsId(id) };
    }),
  ],
  'GET /api/ledger/rows/:id': [
    row(VIEWERS, OTHERS, async (stage) => asking(`rows/${await resident(stage)}`, { columns: 'name' })),
  ],
  'PATCH /api/ledger/rows/:id': [
    row(ONE.slice(0, 1), ['grid2', 'communityB', 'communityFar'], async (stage) => ({
      ...{ method: 'PATCH', url: `/api/ledger/rows/${await resident(stage)}` },
      payload: { version: 1, columns: 'name', values },
    })),
  ],
  'GET /api/ledger/count': [counts(asking('count', {}), ({ rows }) => rows)],
  'GET /api/ledger/groups': [counts(asking('groups', { by: 'education' }), ({ total }) => total)],
  'GET /api/ledger/views': [
    list(ONE, NOT_THE_MAKER, async (stage) => ({
      call: { url: '/api/ledger/views' },
      shows: showsId((await view(stage)).id),
    })),
  ],
  'POST /api/ledger/views': own(async (stage) => {
    const fields = { name: '甲', columns: ['name'], area: stage.grid.id };
    const call = { method: 'POST' as const, url: '/api/ledger/views' };
    for (const [name, status] of [
      ...VIEWERS.map((each) => [each, 204] as const),
      ['communityB', 403] as const,
    ])
      assert.equal(
        (await stage.ask(name, { ...call, payload: { client_id: randomUUID(), ...fields } })).status,
        status,
        name,
      );
  }),
  'PUT /api/ledger/views/:id': [
    row(ONE, NOT_THE_MAKER, async (stage) => {
      const { id, fields } = await view(stage);
      return { method: 'PUT', url: `/api/ledger/views/${id}`, payload: { ...fields, version: 1 } };
    }),
  ],
  'DELETE /api/ledger/views/:id': [
    row(ONE, NOT_THE_MAKER, async (stage) => ({
      method: 'DELETE',
      url: `/api/ledger/views/${(await view(stage)).id}`,
    })),
  ],
  'POST /api/ledger/bulk/preview': own(async (stage) => {
    const payload = { client_id: randomUUID(), rows: [await resident(stage)], values };
    const looked = async (name: string) =>
      (await stage.post(name, '/api/ledger/bulk/preview', payload)).items.length;
    for (const name of ['grid1', 'community1']) assert.equal(await looked(name), 1, name);
    for (const name of ['grid2', 'communityB', 'communityFar']) assert.equal(await looked(name), 0, name);
  }),
  'POST /api/ledger/bulk': own(async (stage) => {
    const person = await resident(stage);
    const call = (): Call => ({
      ...{ method: 'POST', url: '/api/ledger/bulk' },
      payload: { client_id: randomUUID(), rows: [person], values },
    });
    for (const name of ['grid2', 'communityB', 'communityFar'])
      assert.equal((await stage.ask(name, call())).body.fields[0].code, 'nobody', name);
    assert.equal((await stage.done('community1', call())).total, 1);
  }),
  'GET /api/ledger/bulk': [
    list(ONE, ['grid1', 'communityB', 'communityFar'], async (stage) => ({
      call: { url: '/api/ledger/bulk' },
      shows: showsId(await bulk(stage)),
    })),
  ],
  'GET /api/ledger/bulk/:id': [
    row(ONE, ['grid1', 'communityB', 'communityFar'], async (stage) => ({
      url: `/api/ledger/bulk/${await bulk(stage)}`,
    })),
  ],
  'POST /api/ledger/bulk/:id/undo': [
    row(ONE, ['grid1', 'communityB', 'communityFar'], async (stage) => ({
      method: 'POST',
      url: `/api/ledger/bulk/${await bulk(stage)}/undo`,
    })),
  ],
  'POST /api/ledger/exports': own(async (stage) => {
    const { rule } = await tagged(stage);
    const body = { name: '台账', columns: ['name'], rule };
    const made = async (name: string) => {
      const { job } = await stage.post(name, '/api/ledger/exports', body);
      assert.equal(
        (await stage.ask('streetB', { url: `/api/jobs/${job}` })).status,
        name === 'streetB' ? 200 : 404,
      );
      return (await stage.job(name, job)).result.rows;
    };
    for (const name of ['community1', 'street1']) assert.equal(await made(name), 1, name);
    for (const name of ['communityB', 'communityFar', 'streetB']) assert.equal(await made(name), 0, name);
  }),
  'GET /api/tags': nobody(
    'the names of tags are the same for everybody; whom they are on is asked elsewhere',
  ),
  'POST /api/tags': nobody('a tag is a word of the whole city'),
  'POST /api/tags/:code/people': own(async (stage) => {
    const { tag } = await tagged(stage);
    const body = { add: [await resident(stage)] };
    const added = async (name: string) => (await stage.post(name, `/api/tags/${tag}/people`, body)).added;
    for (const name of ['grid2', 'communityB', 'communityFar']) assert.equal(await added(name), 0, name);
    assert.equal(await added('grid1'), 1);
  }),
  'GET /api/residents/:id/tags': own(async (stage) => {
    const { id, tag } = await tagged(stage);
    const codes = async (name: string) =>
      (await stage.done(name, { url: `/api/residents/${id}/tags` })).items.map((each: Body) => each.code);
    for (const name of VIEWERS) assert.deepEqual(await codes(name), [tag], name);
    for (const name of OTHERS) assert.deepEqual(await codes(name), [], name);
  }),
};
