import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { listForm } from '../src/features/ledger/form/form.sample.ts';
import { multipart } from '../src/platform/files/sample.ts';
import { type Cases, list, nobody, own, row, showsId } from './neighbour.cases.ts';
import type { Stage } from './neighbour.city.ts';

async function form(stage: Stage) {
  const { payload, headers } = multipart(await listForm(), '名册.xlsx');
  return stage.done('community1', { method: 'POST', url: '/api/forms', payload, headers });
}
const OWNER = ['community1'];
// A form is its maker's alone: the level above is a neighbour too.
const NOT_THE_MAKER = ['communityB', 'communityFar', 'street1'];
const people = [randomUUID()];

/** Blank forms and how they were filled. */
export const formCases: Cases = {
  'GET /api/form-items': nobody('what cells may mean, without anybody’s values'),
  'POST /api/forms': own(async (stage) => {
    const { id } = await form(stage);
    assert.equal((await stage.ask('community1', { url: `/api/forms/${id}` })).status, 200);
    for (const name of NOT_THE_MAKER)
      assert.equal((await stage.ask(name, { url: `/api/forms/${id}` })).status, 404, name);
  }),
  'GET /api/forms': [
    list(OWNER, NOT_THE_MAKER, async (stage) => {
      const { id } = await form(stage);
      return { call: { url: '/api/forms' }, shows: showsId(id) };
    }),
  ],
  'GET /api/forms/:id': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({ url: `/api/forms/${(await form(stage)).id}` })),
  ],
  'PATCH /api/forms/:id': [
    row(OWNER, NOT_THE_MAKER, async (stage) => {
      const { id, version } = await form(stage);
      return { method: 'PATCH', url: `/api/forms/${id}`, payload: { version } };
    }),
  ],
  'DELETE /api/forms/:id': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({
      method: 'DELETE',
      url: `/api/forms/${(await form(stage)).id}`,
    })),
  ],
  'POST /api/forms/:id/preview': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({
      method: 'POST',
      url: `/api/forms/${(await form(stage)).id}/preview`,
      payload: { people },
    })),
  ],
  'POST /api/forms/:id/fills': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({
      method: 'POST',
      url: `/api/forms/${(await form(stage)).id}/fills`,
      payload: { people },
    })),
  ],
  'GET /api/forms/:id/fills': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({ url: `/api/forms/${(await form(stage)).id}/fills` })),
  ],
};
