import { always, type Cases, fresh, office, on } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

const week = { 1: ['09:00-12:00'], 2: ['09:00-12:00'] };
const text = (name: string) => JSON.stringify({ name, timezone: 'Asia/Shanghai', week });

/** A draft of a calendar that nothing counts by. */
async function newDraft(stage: Stage): Promise<Body> {
  const url = `/api/config/calendar/${fresh('spare')}`;
  const { version } = await stage.done('admin', {
    method: 'PUT',
    url: `${url}/draft`,
    payload: { text: text('备用'), version: 0 },
  });
  return { url, version };
}
const atVersion = ({ version }: Body) => ({ version });

const TRIALS = '/api/config/routing/standard/trials';
const rules = `code: standard
name: 试算
rules:
  - { code: all, name: 全部由街道开始, level: B }`;

const newTrial = async (stage: Stage): Promise<Body> => {
  const { trial } = await stage.post('admin', TRIALS, { text: rules });
  return { id: trial };
};

// Configuration is one office's for the whole city, and names nobody.
export const configCases: Cases = {
  'GET /api/config': office('admin', always({ url: '/api/config' })),
  'GET /api/config/:kind/:code': office('admin', always({ url: '/api/config/calendar/standard' })),
  'GET /api/config/:kind/:code/versions/:version': office(
    'admin',
    always({ url: '/api/config/calendar/standard/versions/1' }),
  ),
  'PUT /api/config/:kind/:code/draft': office('admin', async () => ({
    method: 'PUT',
    url: `/api/config/calendar/${fresh('other')}/draft`,
    payload: { text: text('另一个'), version: 0 },
  })),
  'DELETE /api/config/:kind/:code/draft': office(
    'admin',
    on(newDraft, 'DELETE', ({ url, version }) => `${url}/draft?version=${version}`),
  ),
  'POST /api/config/:kind/lint': office(
    'admin',
    always({
      method: 'POST',
      url: '/api/config/calendar/lint',
      payload: { code: 'spare', text: text('备用') },
    }),
  ),
  'POST /api/config/:kind/:code/publish': office(
    'admin',
    on(newDraft, 'POST', ({ url }) => `${url}/publish`, atVersion),
  ),
  'GET /api/config/export': office('admin', always({ url: '/api/config/export?kinds=calendar' })),
  'POST /api/config/import': office(
    'admin',
    always({
      method: 'POST',
      url: '/api/config/import',
      payload: {
        text: JSON.stringify({
          format: 'huying-config/1',
          documents: [{ kind: 'calendar', code: 'standard', text: text('导入的') }],
        }),
      },
    }),
  ),
  'POST /api/config/:kind/:code/trials': office(
    'admin',
    always({ method: 'POST', url: TRIALS, payload: { text: rules } }),
  ),
  'GET /api/config/:kind/:code/trials': office('admin', always({ url: TRIALS })),
  'GET /api/config/:kind/:code/trials/:id': office(
    'admin',
    on(newTrial, 'GET', ({ id }) => `${TRIALS}/${id}`),
  ),
  'GET /api/config/:kind/:code/trials/:id/differences': office(
    'admin',
    on(newTrial, 'GET', ({ id }) => `${TRIALS}/${id}/differences`),
  ),
};
