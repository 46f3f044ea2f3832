import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { computeStale } from '../src/features/ledger/segment/jobs.ts';
import { communityOf } from './neighbour.cases.duty.ts';
import { OTHERS, tagged, VIEWERS } from './neighbour.cases.ledger.ts';
import { type Case, type Cases, list, nobody, own, row, showsId } from './neighbour.cases.ts';
import type { Body, Call, Stage } from './neighbour.city.ts';

/** Those of them who make segments. */
const STAFF = OTHERS.filter((name) => name !== 'grid2');
const bodyOf = (rule: string) => ({ client_id: randomUUID(), name: '邻里人群', rule });

/** A segment of the community of `grid1` with one member, counted. */
async function segment(stage: Stage, shared = true): Promise<Body> {
  const { id: person, rule } = await tagged(stage);
  const made = await stage.post('community1', '/api/segments', { ...bodyOf(rule), shared });
  await computeStale(stage.program.runtime);
  return { ...made, person };
}
const reading = (after: string): Case =>
  row(VIEWERS, OTHERS, async (stage) => ({ url: `/api/segments/${(await segment(stage)).id}${after}` }));

export const segmentCases: Cases = {
  'GET /api/segments': [
    list(VIEWERS, OTHERS, async (stage) => ({
      call: { url: '/api/segments' },
      shows: showsId((await segment(stage)).id),
    })),
    list(['community1'], ['street1', 'communityB'], async (stage) => ({
      call: { url: '/api/segments' },
      shows: showsId((await segment(stage, false)).id),
    })),
  ],
  'GET /api/segments/:id': [reading('')],
  'GET /api/segments/:id/people': [
    reading('/people'),
    // A segment that everybody may use gives out one's own people only.
    list(VIEWERS, OTHERS, async (stage) => {
      const { person } = await segment(stage);
      const values = { birth_date: '1930-01-01' };
      const { version } = await stage.done('grid1', { url: `/api/residents/${person}` });
      await stage.done('grid1', {
        method: 'PATCH',
        url: `/api/residents/${person}`,
        payload: { version, values },
      });
      await stage.program.settle();
      const { items } = await stage.done('community1', { url: '/api/segments' });
      const { id } = items.find(({ name }: Body) => name.startsWith('80 岁'));
      return { call: { url: `/api/segments/${id}/people?area=${stage.grid.id}` }, shows: showsId(person) };
    }),
  ],
  'GET /api/residents/:id/segments': [
    list(VIEWERS, OTHERS, async (stage) => {
      const { id, person } = await segment(stage);
      return { call: { url: `/api/residents/${person}/segments` }, shows: showsId(id) };
    }),
  ],
  'GET /api/segments/:id/areas': [reading('/areas')],
  'GET /api/segments/:id/points': [reading('/points')],
  'GET /api/segment-facts': nobody('what a condition may ask, without anybody’s values'),
  'POST /api/segments': own(async (stage) => {
    const call = (): Call => ({
      ...{ method: 'POST', url: '/api/segments' },
      payload: { ...bodyOf('person.age >= 80'), area: communityOf(stage) },
    });
    assert.equal((await stage.ask('community1', call())).status, 201);
    for (const name of ['communityB', 'communityFar', 'streetB'])
      assert.equal((await stage.ask(name, call())).status, 403, name);
  }),
  'POST /api/segments/try': own(async (stage) => {
    const { id, rule } = await tagged(stage);
    const tried = (name: string) => stage.post(name, '/api/segments/try', { rule });
    for (const name of VIEWERS.filter((each) => each !== 'grid1')) {
      const { people, items } = await tried(name);
      assert.deepEqual([people, items[0].id], [1, id], name);
    }
    for (const name of STAFF) assert.deepEqual(await tried(name), { people: 0, items: [] }, name);
  }),
  'PATCH /api/segments/:id': [
    row(['community1'], STAFF, async (stage) => {
      const { id, version } = await segment(stage);
      return { method: 'PATCH', url: `/api/segments/${id}`, payload: { version, note: '改' } };
    }),
  ],
  'DELETE /api/segments/:id': [
    row(['community1'], STAFF, async (stage) => ({
      method: 'DELETE',
      url: `/api/segments/${(await segment(stage)).id}`,
    })),
  ],
  'POST /api/segments/:id/notices': own(async (stage) => {
    const { id } = await segment(stage);
    const payload = { client_id: randomUUID(), title: '体检通知', body: '周六上午体检' };
    const call: Call = { method: 'POST', url: `/api/segments/${id}/notices`, payload };
    for (const name of STAFF) assert.equal((await stage.ask(name, call)).status, 404, name);
    // Its one member has no account: whoever may tell the segment hears so.
    assert.equal((await stage.ask('community1', call)).body.code, 'nobody_signs_in');
  }),
  'POST /api/segments/:id/tasks': [
    row(['community1'], [...STAFF, 'dept-water'], async (stage) => ({
      method: 'POST',
      url: `/api/segments/${(await segment(stage)).id}/tasks`,
      payload: {
        ...{ client_id: randomUUID(), line: 'civil', title: '上门核对', instructions: '逐人核对津贴。' },
        ...{ areas: [communityOf(stage)], limit: '5wd' },
        fields: [{ name: 'checked', kind: 'boolean', label: '已核对', required: true }],
      },
    })),
  ],
};
