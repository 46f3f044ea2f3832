import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { News } from '../../platform/live.ts';
import { loadActor } from '../account/index.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from '../account/sample.ts';
import { forgetOldCalls } from './screen-pop.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http, clock } = program;
const place = await samplePlace(runtime);
const agent = await sampleStaff(runtime, 'hotline', [{ role: 'hotline_agent', unitId: place.centre }]);
const colleague = await sampleStaff(runtime, 'hotline2', [{ role: 'hotline_agent', unitId: place.centre }]);
const worker = await sampleStaff(runtime, 'grid1', [{ role: 'grid_worker', areaId: place.east }]);
const [agentHeaders, colleagueHeaders, workerHeaders] = await Promise.all(
  [agent, colleague, worker].map(async (id) => bearer(await tokenFor(runtime, id))),
);

const ring = (payload: object, headers = colleagueHeaders) =>
  http.inject({ method: 'POST', url: '/api/screen-pop', payload, headers });
const take = (id: string, headers = agentHeaders) =>
  http.inject({ method: 'POST', url: `/api/screen-pop/${id}/take`, headers });

test('a ringing call reaches the agent’s browser alone, and its number once', async () => {
  await program.settle();
  await runtime.live.start();
  const heard: News[] = [];
  const overheard: News[] = [];
  runtime.live.listen((await loadActor(runtime.db, agent))!, (news) => heard.push(news));
  runtime.live.listen((await loadActor(runtime.db, worker))!, (news) => overheard.push(news));
  const answer = await ring({ phone: '+86 138 0013 8000', agent: 'hotline' });
  assert.equal(answer.statusCode, 201, answer.body);
  const { id } = answer.json();
  const until = Date.now() + 3000;
  while (heard.length === 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
  assert.equal(heard[0]!.kind, 'message.screen_pop');
  assert.equal(heard[0]!.subject, `screen_pop:${id}`);
  assert.deepEqual(overheard, []);
  const { rows } = await sql`select from event where data::text like '%8000%'`.execute(runtime.db);
  assert.equal(rows.length, 0);
  assert.equal((await take(id, colleagueHeaders)).statusCode, 404);
  assert.deepEqual((await take(id)).json(), { phone: '13800138000' });
  assert.equal((await take(id)).statusCode, 404);
});

test('only who may take calls is rung, by who may', async () => {
  assert.equal((await ring({ phone: '12345', agent: 'hotline' }, workerHeaders)).statusCode, 403);
  for (const name of ['grid1', 'nobody']) {
    const answer = await ring({ phone: '12345', agent: name });
    assert.equal(answer.statusCode, 422);
    assert.equal(answer.json().fields[0].path, 'agent');
  }
  assert.equal((await ring({ phone: 'anonymous', agent: 'hotline' })).json().fields[0].path, 'phone');
});

test('a call nobody looked at is forgotten after five minutes', async () => {
  const { id } = (await ring({ phone: '87654321', agent: 'hotline' })).json();
  clock.advance(5 * 60_000 + 1);
  assert.equal((await take(id)).statusCode, 404);
  await forgetOldCalls(runtime);
  const { rows } = await sql`select from message_screen_pop`.execute(runtime.db);
  assert.equal(rows.length, 0);
});
