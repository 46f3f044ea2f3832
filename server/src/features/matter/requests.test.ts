import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { askingCity } from './asking.sample.ts';
import { sweep } from './sweep.ts';

const program = await testProgram(await emptyTemplate());
const { clock, runtime } = program;
// A Monday morning.
clock.advance(Date.parse('2026-11-23T09:30:00+08:00') - clock.now().getTime());
const city = await askingCity(program);
const { caller, west, water } = city;

async function handled(): Promise<string> {
  const { id } = await city.report(caller);
  const { status } = await city.perform(west, id, 'dispatch', {
    units: [{ unit: await city.unitOf('water'), role: 'main' }],
  });
  assert.equal(status, 200);
  return id;
}
const detail = async (who: typeof west, id: string) => (await who('GET', `/api/matters/${id}`)).body;
const dueOf = (
  matter: { clocks: { kind: string; due_at: string; stopped_at: string | null }[] },
  kind: string,
) => matter.clocks.find((each) => each.kind === kind && each.stopped_at === null)?.due_at;
const offered = (matter: { abilities: { action: string; enabled: boolean }[] }, action: string) =>
  matter.abilities.find((each) => each.action === action)?.enabled;
const asked = { until: '2026-12-10', reason: '需要封闭道路施工' };

test('a unit asks for more time, the centre grants less of it, and only then the limit moves', async () => {
  const id = await handled();
  const before = dueOf(await detail(water, id), 'handle');
  assert.equal((await city.perform(water, id, 'extend', asked)).status, 403, 'nobody extends for themselves');
  assert.equal((await city.perform(water, id, 'ask-extension', asked)).status, 200);
  const waiting = await detail(west, id);
  assert.equal(dueOf(waiting, 'handle'), before, 'until then the limit stands');
  assert.deepEqual(
    [waiting.request.what, waiting.request.until, waiting.request.asker.name, waiting.request.reason],
    ['extend', '2026-12-10', 'water', asked.reason],
  );
  assert.equal((await detail(caller, id)).request, null, 'what units ask of the centre is not for callers');
  assert.equal(offered(await detail(water, id), 'ask-extension'), false, 'one request at a time');
  assert.equal(offered(await detail(water, id), 'approve-request'), undefined, 'nobody grants their own');
  const todo = (await west('GET', '/api/tasks?kind=approve')).body.items;
  assert.deepEqual(
    todo.map(({ matter }: { matter: { id: string } }) => matter.id),
    [id],
  );
  assert.ok(todo[0].due_at, 'the answer has a limit, too');
  const later = await city.perform(west, id, 'approve-request', { until: '2026-12-11' });
  assert.equal(later.status, 422, 'never more than was asked for');
  assert.equal((await city.perform(west, id, 'approve-request', { until: '2026-12-04' })).status, 200);
  const after = await detail(water, id);
  assert.equal(dueOf(after, 'handle'), '2026-12-04T15:59:59.000Z');
  assert.equal(dueOf(after, 'resolve'), '2026-12-04T15:59:59.000Z', 'the whole is not due before its part');
  assert.equal(after.request, null);
  assert.equal(dueOf(after, 'approve'), undefined);
  assert.equal((await west('GET', '/api/tasks?kind=approve')).body.items.length, 0);
});

test('a refusal reaches whoever asked, with the reason; after two there is nothing more to ask', async () => {
  const id = await handled();
  const before = dueOf(await detail(water, id), 'handle');
  for (const _ of [1, 2]) {
    assert.equal((await city.perform(water, id, 'ask-extension', asked)).status, 200);
    assert.equal((await city.perform(west, id, 'refuse-request', {})).status, 422, 'a refusal says why');
    assert.equal((await city.perform(west, id, 'refuse-request', { reason: '现场不需要封路' })).status, 200);
  }
  await program.settle();
  const inbox = (await water('GET', '/api/messages')).body.items;
  const told = inbox.filter(
    ({ body }: { body: string }) => body.includes('未获同意') && body.includes('现场不需要封路'),
  );
  assert.equal(told.length, 2);
  const now = await detail(water, id);
  assert.equal(dueOf(now, 'handle'), before);
  assert.equal(offered(now, 'ask-extension'), false);
});

test('standing still is asked for as well: paused from the answer on, not from the question', async () => {
  const id = await handled();
  assert.equal((await city.perform(water, id, 'ask-suspension', asked)).status, 200);
  assert.equal((await detail(water, id)).state, 'handling');
  assert.equal((await city.perform(west, id, 'approve-request', {})).status, 200);
  const held = await detail(water, id);
  assert.equal(held.state, 'suspended');
  assert.equal(dueOf(held, 'suspend'), '2026-12-10T15:59:59.000Z', 'the day that was asked for');
  const handle = held.clocks.find(({ kind }: { kind: string }) => kind === 'handle');
  assert.equal(handle.paused, true);
});

test('a request that nobody answers is decided by the centre above', async () => {
  const id = await handled();
  await city.perform(water, id, 'sign');
  await city.perform(water, id, 'ask-extension', asked);
  clock.advance(6 * 3_600_000);
  assert.ok((await sweep(runtime)) > 0);
  const late = await detail(await city.again('west'), id);
  assert.equal(late.request.decider.name, 'street');
  assert.equal(offered(late, 'approve-request'), undefined, 'it was the community that did not answer');
  const above = await city.again('street');
  assert.equal(offered(await detail(above, id), 'approve-request'), true);
  const far = await city.again('east');
  assert.equal((await far('GET', `/api/matters/${id}`)).status, 404);
  assert.equal((await city.perform(above, id, 'approve-request', {})).status, 200);
});

test('a request lapses when the matter goes on without it, and whoever asked is told', async () => {
  const id = await handled();
  const unit = await city.again('water');
  await city.perform(unit, id, 'ask-extension', asked);
  assert.equal((await city.perform(unit, id, 'feedback', { reply: '已经修好，请放心通行' })).status, 200);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from task where subject = ${id}::uuid and kind = 'approve' and closed_at is null`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.n, 0);
  const after = await detail(unit, id);
  assert.equal(after.request, null);
  assert.equal(dueOf(after, 'approve'), undefined);
});

test('an extension to a day before the limit is none', async () => {
  const id = await handled();
  const unit = await city.again('water');
  const { status, body } = await city.perform(unit, id, 'ask-extension', { ...asked, until: '2026-11-25' });
  assert.equal(status, 422);
  assert.match(JSON.stringify(body), /晚于现在的期限/);
});
