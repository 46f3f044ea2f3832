import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import {
  always,
  atVersion,
  type Case,
  type Cases,
  fresh,
  list,
  office,
  on,
  own,
  showsId,
} from './neighbour.cases.ts';
import type { Body, Call, Stage } from './neighbour.city.ts';

// What an office keeps for the whole city has no neighbour within the office: outside it the door is closed. Where a row
// could be a resident's (accounts, sign-ins), the office does not see it either.
const newStaff = async (stage: Stage): Promise<Body> => {
  const username = fresh('neighbour');
  const relations = [{ role: 'grid_worker', unit_id: await stage.unitOf('grid1'), area_id: stage.grid.id }];
  const { staff } = await stage.post('admin', '/api/staff', { username, name: '新来的人', relations });
  return staff;
};
const newUnit = (stage: Stage): Promise<Body> =>
  stage.post('admin', '/api/units', {
    code: fresh('unit'),
    name: '新单位',
    kind: 'department',
    area_id: stage.grid.id,
  });
const newKey = async (stage: Stage): Promise<object> => ({
  name: fresh('系统'),
  username: (await newStaff(stage)).username,
  // The clock of the stage stands in the morning of its first day.
  expires_on: stage.program.clock.now().toISOString().slice(0, 10),
});
const newCredential = async (stage: Stage): Promise<Body> =>
  (await stage.post('admin', '/api/credentials', await newKey(stage))).credential;
const newHook = (stage: Stage): Promise<Body> => stage.post('admin', '/api/webhooks', hook());
const hook = () => ({
  client_id: randomUUID(),
  name: '上级平台',
  url: 'https://example.com/in',
  kinds: ['matter.*'],
  secret: 'a secret of sixteen',
});
/** A resident's account is nobody's to manage: to the administrators there is no such row. */
const notOfResidents = (holder: string, method: Call['method'], after: string, payload?: object): Case => ({
  kind: 'own',
  async prove(stage) {
    const call = (id: string): Call => ({ method, url: `/api/staff/${id}${after}`, payload });
    const staff = await newStaff(stage);
    const mine = await stage.ask(holder, call(staff.id));
    assert.ok(mine.status < 300, mine.text);
    const resident = await stage.ask(holder, call(await stage.idOf('citizen')));
    assert.equal(resident.status, 404, resident.text);
  },
});

async function signInsAreOfStaff(stage: Stage): Promise<void> {
  const enter = (username: string) =>
    stage.ask(null, { method: 'POST', url: '/api/session', payload: { username, password: 'huying-demo' } });
  for (const name of ['grid1', 'citizen']) assert.equal((await enter(name)).status, 200);
  for (const name of ['security', 'auditor']) {
    const { text } = await stage.ask(name, { url: '/api/sign-ins?limit=200' });
    assert.ok(text.includes(await stage.idOf('grid1')));
    assert.ok(!text.includes(await stage.idOf('citizen')), `${name} sees when a resident signs in`);
  }
}

async function failedDelivery(stage: Stage): Promise<Body> {
  await stage.dispatched();
  await stage.program.settle();
  const { items } = await stage.done('admin', { url: '/api/outbox?channel=sms' });
  // Whatever is not sent yet fails here: the demo has no gateway to fail by itself within the test.
  const db = stage.program.runtime.db;
  await sql`update message_delivery set state = 'given_up' where id = ${items[0].id}::uuid`.execute(db);
  return items[0];
}

const staffUrl = (after: string) => (staff: Body) => `/api/staff/${staff.id}${after}`;
const RELATION = { role: 'community_staff' };

const organisations: Cases = {
  'GET /api/units': office('grid1', always({ url: '/api/units' }), ['citizen', 'citizen2']),
  'GET /api/units/tree': office('grid1', always({ url: '/api/units/tree' }), ['citizen', 'citizen2']),
  'GET /api/units/:id': office(
    'grid1',
    on(newUnit, 'GET', ({ id }) => `/api/units/${id}`),
    ['citizen'],
  ),
  'POST /api/units': office('admin', async (stage) => ({
    method: 'POST',
    url: '/api/units',
    payload: { code: fresh('unit'), name: '新单位', kind: 'department', area_id: stage.grid.id },
  })),
  'PATCH /api/units/:id': office(
    'admin',
    on(
      newUnit,
      'PATCH',
      ({ id }) => `/api/units/${id}`,
      ({ version }) => ({ version, name: '改名' }),
    ),
  ),
  'POST /api/units/:id/retire': office(
    'admin',
    on(newUnit, 'POST', ({ id }) => `/api/units/${id}/retire`, atVersion),
  ),
};

const staff: Cases = {
  'GET /api/staff': [
    ...office('admin', always({ url: '/api/staff' })),
    list(['admin'], [], async (stage) => ({
      call: { url: '/api/staff?q=grid1' },
      shows: showsId(await stage.idOf('grid1')),
    })),
    {
      kind: 'own',
      async prove(stage) {
        for (const query of ['q=citizen', 'phone=19900000002', 'limit=200']) {
          const { text } = await stage.ask('admin', { url: `/api/staff?${query}` });
          assert.ok(!text.includes(await stage.idOf('citizen')), query);
        }
      },
    },
  ],
  'GET /api/staff/:id': [
    ...office('admin', on(newStaff, 'GET', staffUrl(''))),
    notOfResidents('admin', 'GET', ''),
  ],
  'GET /api/roles': office('admin', always({ url: '/api/roles' })),
  'POST /api/staff': office('admin', async () => ({
    method: 'POST',
    url: '/api/staff',
    payload: { username: fresh('clerk'), name: '新人' },
  })),
  'PATCH /api/staff/:id': [
    ...office(
      'admin',
      on(newStaff, 'PATCH', staffUrl(''), ({ version }) => ({ version, name: '改名' })),
    ),
    notOfResidents('admin', 'PATCH', '', { version: 1, name: '改名' }),
  ],
  'POST /api/staff/:id/disable': [
    ...office('admin', on(newStaff, 'POST', staffUrl('/disable'), atVersion)),
    notOfResidents('admin', 'POST', '/disable', { version: 1 }),
  ],
  'POST /api/staff/:id/enable': office(
    'admin',
    on(
      async (stage) => {
        const { id, version } = await newStaff(stage);
        return stage.post('admin', `/api/staff/${id}/disable`, { version });
      },
      'POST',
      staffUrl('/enable'),
      atVersion,
    ),
  ),
  'POST /api/staff/:id/relations': [
    ...office('admin', async (stage) => {
      const { id } = await newStaff(stage);
      const unit_id = await stage.unitOf('community1');
      return { method: 'POST', url: `/api/staff/${id}/relations`, payload: { ...RELATION, unit_id } };
    }),
  ],
  'DELETE /api/staff/:id/relations/:relation': [
    ...office(
      'admin',
      on(newStaff, 'DELETE', ({ id, relations }) => `/api/staff/${id}/relations/${relations[0].id}`),
    ),
    {
      kind: 'own',
      async prove(stage) {
        const [one, other] = [await newStaff(stage), await newStaff(stage)];
        const url = `/api/staff/${one.id}/relations/${other.relations[0].id}`;
        assert.equal(
          (await stage.ask('admin', { method: 'DELETE', url })).status,
          404,
          'the relation is another’s',
        );
      },
    },
  ],
  'POST /api/staff/:id/password': [
    ...office('security', on(newStaff, 'POST', staffUrl('/password')), ['grid1', 'citizen', 'admin']),
    notOfResidents('security', 'POST', '/password'),
  ],
  'POST /api/staff/:id/unlock': [
    ...office('security', on(newStaff, 'POST', staffUrl('/unlock')), ['grid1', 'citizen', 'admin']),
    notOfResidents('security', 'POST', '/unlock'),
  ],
  'DELETE /api/staff/:id/sessions': [
    ...office('security', on(newStaff, 'DELETE', staffUrl('/sessions')), ['grid1', 'citizen', 'admin']),
    notOfResidents('security', 'DELETE', '/sessions'),
  ],
  'GET /api/sign-ins': [
    ...office('security', always({ url: '/api/sign-ins' }), ['grid1', 'citizen', 'admin']),
    ...own(signInsAreOfStaff),
  ],
};

const credentials: Cases = {
  'GET /api/credentials': [
    ...office('admin', always({ url: '/api/credentials' })),
    ...office('auditor', always({ url: '/api/credentials' })),
  ],
  'POST /api/credentials': office(
    'admin',
    async (stage) => ({ method: 'POST', url: '/api/credentials', payload: await newKey(stage) }),
    ['grid1', 'citizen', 'security', 'auditor'],
  ),
  'DELETE /api/credentials/:id': [
    ...office(
      'security',
      on(newCredential, 'DELETE', ({ id }) => `/api/credentials/${id}`),
      ['grid1', 'citizen', 'auditor'],
    ),
    {
      kind: 'own',
      async prove(stage) {
        const gone = `/api/credentials/${randomUUID()}`;
        assert.equal((await stage.ask('admin', { method: 'DELETE', url: gone })).status, 404);
      },
    },
  ],
};

const messages: Cases = {
  'GET /api/outbox': [
    ...office('admin', always({ url: '/api/outbox' })),
    ...own(async (stage) => {
      await failedDelivery(stage);
      const { text } = await stage.ask('admin', { url: '/api/outbox' });
      for (const secret of ['井盖', '林小溪', '1990000']) assert.ok(!text.includes(secret), secret);
    }),
  ],
  'POST /api/outbox/:id/retry': office(
    'admin',
    on(failedDelivery, 'POST', ({ id }) => `/api/outbox/${id}/retry`),
  ),
  'GET /api/webhooks': office('admin', always({ url: '/api/webhooks' })),
  'POST /api/webhooks': office('admin', async () => ({
    method: 'POST',
    url: '/api/webhooks',
    payload: hook(),
  })),
  'PUT /api/webhooks/:id': office(
    'admin',
    on(
      newHook,
      'PUT',
      ({ id }) => `/api/webhooks/${id}`,
      ({ version, name, url, kinds }) => ({
        ...{ version, name, url, kinds },
        disabled: true,
      }),
    ),
  ),
  'DELETE /api/webhooks/:id': office(
    'admin',
    on(newHook, 'DELETE', ({ id }) => `/api/webhooks/${id}`),
  ),
};

const workflows: Cases = {
  'GET /api/workflows': office('admin', always({ url: '/api/workflows' })),
  'GET /api/workflows/:code': office('admin', always({ url: '/api/workflows/city-event' })),
};

export const officeCases: Cases = { ...workflows, ...organisations, ...staff, ...credentials, ...messages };
