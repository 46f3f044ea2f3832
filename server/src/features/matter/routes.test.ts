import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { startSession } from '../account/session.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const people = await smallCity(program.runtime);

/** Asks as somebody, by a session of their own. */
async function as(name: keyof typeof people) {
  const actor = (await loadActor(program.runtime.db, people[name]))!;
  const { token } = await run(program.runtime, actor, async (ctx) =>
    startSession(ctx, { id: actor.id, kind: actor.kind as 'staff' }, { address: 'test', agent: 'test' }),
  );
  return async (method: 'GET' | 'POST', url: string, payload?: object) => {
    program.clock.advance(1000);
    const answer = await program.http.inject({
      method,
      url,
      payload,
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: answer.statusCode, body: answer.json() };
  };
}

const caller = await as('caller');
const neighbour = await as('neighbour');
const west = await as('west');
const east = await as('east');
const water = await as('water');
const power = await as('power');
const property = await as('property');
const WEST = { lng: 114.405, lat: 30.405 };

const report = (more: object = {}) => ({
  client_id: randomUUID(),
  type: 'city-event',
  text: '路口的井盖没了，晚上很危险',
  point: WEST,
  ...more,
});

/** Performs an action with the present version and returns the answer. */
async function perform(who: typeof caller, id: string, action: string, form: object = {}) {
  const { body } = await who('GET', `/api/matters/${id}`);
  return who('POST', `/api/matters/${id}/actions/${action}`, { version: body.version, ...form });
}

test('a call travels from the phone to its archive', async () => {
  const created = await caller('POST', '/api/matters', report());
  assert.equal(created.status, 201, JSON.stringify(created.body));
  assert.equal(created.body.state, 'reported');
  assert.equal(created.body.area.name, '西网格');
  const id = created.body.id;
  const unit = (await west('GET', `/api/matters/${id}`)).body;
  assert.ok(unit.abilities.some((each: { action: string }) => each.action === 'dispatch'));
  const waterUnit = await unitOf('water');
  const steps: [typeof caller, string, object, string][] = [
    [west, 'accept', {}, 'accepted'],
    [west, 'dispatch', { units: [{ unit: waterUnit, role: 'main' }] }, 'handling'],
    [water, 'sign', {}, 'handling'],
    [water, 'feedback', { reply: '井盖已补装并加固。', opinion: '现场已恢复' }, 'verifying'],
    [west, 'close', { met: true }, 'closed'],
    [caller, 'rate', { contacted: true, solved: true, satisfied: 'satisfied' }, 'rated'],
    [west, 'archive', {}, 'archived'],
  ];
  for (const [who, action, form, state] of steps) {
    const done = await perform(who, id, action, form);
    assert.equal(done.status, 200, `${action}: ${JSON.stringify(done.body)}`);
    assert.equal(done.body.state, state, action);
  }
  const told = (await caller('GET', `/api/matters/${id}/events`)).body.items as {
    kind: string;
    internal: boolean;
  }[];
  assert.ok(told.some((event) => event.kind === 'feedback'));
  assert.ok(!told.some((event) => event.internal), 'the caller reads no internal opinion');
  const all = (await west('GET', `/api/matters/${id}/events`)).body.items as {
    kind: string;
    implied: boolean;
  }[];
  assert.ok(
    all.some((event) => event.kind === 'register' && event.implied),
    'skipped steps are recorded',
  );
});

async function unitOf(code: string): Promise<string> {
  const row = await program.runtime.db
    .selectFrom('account_unit')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirstOrThrow();
  return row.id;
}

test('a neighbour finds nothing where the owner finds the matter', async () => {
  const { body } = await caller('POST', '/api/matters', report());
  for (const [who, status] of [
    [caller, 200],
    [west, 200],
    [neighbour, 404],
    [east, 404],
    [power, 404],
    [property, 404],
  ] as const)
    assert.equal((await who('GET', `/api/matters/${body.id}`)).status, status);
  const ids = async (who: typeof caller) =>
    (await who('GET', '/api/matters')).body.items.map((item: { id: string }) => item.id);
  assert.ok((await ids(caller)).includes(body.id));
  assert.ok((await ids(west)).includes(body.id));
  for (const who of [neighbour, east, power, property]) assert.ok(!(await ids(who)).includes(body.id));
});

test('the same submission twice is one matter', async () => {
  const body = report();
  const first = await caller('POST', '/api/matters', body);
  const second = await caller('POST', '/api/matters', body);
  assert.equal(first.status, 201);
  assert.equal(second.status, 200);
  assert.equal(second.body.id, first.body.id);
});

test('an answer that another answer makes necessary is asked for, by name', async () => {
  const repair = {
    client_id: randomUUID(),
    type: 'repair',
    text: '水管漏水',
    area: '429901001001',
    answers: { where: 'home' },
  };
  const refused = await caller('POST', '/api/matters', repair);
  assert.equal(refused.status, 422);
  assert.deepEqual(
    refused.body.fields.map((field: { path: string }) => field.path),
    ['answers.room'],
  );
  const taken = await caller('POST', '/api/matters', {
    ...repair,
    answers: { where: 'home', room: '3栋2单元301' },
  });
  assert.equal(taken.status, 201);
});
