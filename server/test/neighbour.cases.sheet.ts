import assert from 'node:assert/strict';
import { multipart } from '../src/platform/files/sample.ts';
import { type Cases, list, nobody, own, row, showsId } from './neighbour.cases.ts';
import type { Stage } from './neighbour.city.ts';

/** A table of one person without a name: nothing comes of it. */
async function handedIn(stage: Stage) {
  const file = Buffer.from('姓名,公民身份号码\n,110105194912310021');
  const { payload, headers } = multipart(file, '人员.csv', 'text/csv');
  return stage.done('community1', { method: 'POST', url: '/api/sheets?target=person', payload, headers });
}

const start = ({ id, suggested }: { id: string; suggested: object }) => ({
  method: 'POST' as const,
  url: `/api/sheets/${id}/start`,
  payload: { mapping: suggested, trial: true },
});

// A table is its maker's alone: the colleague in the same room and the level above are neighbours too.
const NOT_THE_MAKER = ['communityB', 'communityFar', 'street1'];
const OWNER = ['community1'];

/** Tables that somebody hands in. */
export const sheetCases: Cases = {
  'GET /api/sheets/targets': nobody('what tables may be of, without anybody’s rows'),
  'GET /api/sheets/targets/:code/template': nobody('an empty table, without anybody’s rows'),
  'GET /api/sheets': [
    list(OWNER, NOT_THE_MAKER, async (stage) => {
      const { id } = await handedIn(stage);
      return { call: { url: '/api/sheets' }, shows: showsId(id) };
    }),
  ],
  'POST /api/sheets': own(async (stage) => {
    const { id } = await handedIn(stage);
    assert.equal((await stage.ask('community1', { url: `/api/sheets/${id}` })).status, 200);
    for (const name of NOT_THE_MAKER)
      assert.equal((await stage.ask(name, { url: `/api/sheets/${id}` })).status, 404, name);
  }),
  'GET /api/sheets/:id': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({ url: `/api/sheets/${(await handedIn(stage)).id}` })),
  ],
  'GET /api/sheets/:id/faults': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({ url: `/api/sheets/${(await handedIn(stage)).id}/faults` })),
  ],
  'PUT /api/sheets/:id/head': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({
      method: 'PUT',
      url: `/api/sheets/${(await handedIn(stage)).id}/head`,
      payload: { head: { row: 1, lines: 1 } },
    })),
  ],
  'PUT /api/sheets/:id/target': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({
      method: 'PUT',
      url: `/api/sheets/${(await handedIn(stage)).id}/target`,
      payload: { target: 'house' },
    })),
  ],
  'POST /api/sheets/:id/start': [row(OWNER, NOT_THE_MAKER, async (stage) => start(await handedIn(stage)))],
  'POST /api/sheets/:id/report': [
    row(OWNER, NOT_THE_MAKER, async (stage) => {
      const sheet = await handedIn(stage);
      const { job } = await stage.done('community1', start(sheet));
      await stage.post('community1', `/api/jobs/${job}/cancel`);
      return { method: 'POST', url: `/api/sheets/${sheet.id}/report`, payload: { rows: 'faulty' } };
    }),
  ],
  'DELETE /api/sheets/:id': [
    row(OWNER, NOT_THE_MAKER, async (stage) => ({
      method: 'DELETE',
      url: `/api/sheets/${(await handedIn(stage)).id}`,
    })),
  ],
};
