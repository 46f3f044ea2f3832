import { always, type Cases, fresh, nobody, office, on } from './neighbour.cases.ts';
import type { Body, Stage } from './neighbour.city.ts';

const words = 'words of standards, the same for everybody who is signed in';

async function newList(stage: Stage): Promise<Body> {
  const code = fresh('list').replaceAll('-', '_');
  return stage.post('admin', '/api/dictionaries', { code, name: '社团' });
}
async function newItem(stage: Stage): Promise<Body> {
  const { code } = await newList(stage);
  return stage.post('admin', `/api/dictionaries/${code}/items`, { items: [{ code: '1', name: '书法' }] });
}
async function fieldOf(stage: Stage): Promise<Body> {
  const { items } = await stage.done('admin', { url: '/api/registry/vehicle/items' });
  return items[0];
}
async function groupOf(stage: Stage): Promise<Body> {
  const { items } = await stage.done('security', { url: '/api/registry/groups' });
  return items[0];
}

// The words of the registry are one office's for the whole city; sensitive groups are another office's, and the first has no say in them.
export const dictionaryCases: Cases = {
  'GET /api/dictionaries': nobody(words),
  'GET /api/dictionaries/:code': nobody(words),
  'GET /api/registry/:subject/items': nobody(words),
  'POST /api/dictionaries': office('admin', async () => ({
    method: 'POST',
    url: '/api/dictionaries',
    payload: { code: fresh('list').replaceAll('-', '_'), name: '社团' },
  })),
  'PATCH /api/dictionaries/:code': office(
    'admin',
    on(
      newList,
      'PATCH',
      ({ code }) => `/api/dictionaries/${code}`,
      ({ version }) => ({ version, note: '已核对' }),
    ),
  ),
  'POST /api/dictionaries/:code/items': office(
    'admin',
    on(
      newList,
      'POST',
      ({ code }) => `/api/dictionaries/${code}/items`,
      () => ({ items: [{ code: '1', name: '书法' }] }),
    ),
  ),
  'PATCH /api/dictionaries/:code/items/:number': office(
    'admin',
    on(
      newItem,
      'PATCH',
      ({ code }) => `/api/dictionaries/${code}/items/1`,
      () => ({ version: 1, retired: true }),
    ),
  ),
  'POST /api/registry/:subject/items': office('admin', async () => ({
    method: 'POST',
    url: '/api/registry/vehicle/items',
    payload: { name: fresh('保险到期日'), type: 'date' },
  })),
  'PATCH /api/registry/:subject/items/:code': office(
    'admin',
    on(
      fieldOf,
      'PATCH',
      ({ code }) => `/api/registry/vehicle/items/${code}`,
      ({ version }) => ({ version, own_aliases: ['车牌（粤）'] }),
    ),
  ),
  'GET /api/registry/groups': office('security', always({ url: '/api/registry/groups' })),
  'POST /api/registry/groups/:code': office(
    'security',
    on(
      groupOf,
      'POST',
      ({ code }) => `/api/registry/groups/${code}`,
      ({ version }) => ({ version, on: true, reason: '市委政法委批准试点' }),
    ),
    ['admin', 'grid1', 'citizen'],
  ),
};
