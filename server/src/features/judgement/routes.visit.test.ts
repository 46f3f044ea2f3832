import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { judgingCity } from './sample.ts';

const city = await judgingCity(await testProgram(await emptyTemplate()));
const { caller, west, east, hotline, water, district } = city;
const GOOD = { contacted: true, solved: true, satisfied: 'satisfied' };
const BAD = { contacted: true, solved: false, satisfied: 'dissatisfied' };

async function visits(who = hotline, query = '') {
  const { status, body } = await who('GET', `/api/visits${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.items;
}
const visitOf = async (matter: string, query = '') =>
  (await visits(hotline, query)).find((each: { matter: { id: string } }) => each.matter.id === matter);
const call = (id: string, form: object, who = hotline) =>
  who('POST', `/api/visits/${id}/attempts`, { client_id: randomUUID(), ...form });
const stateOf = async (id: string) => (await west('GET', `/api/matters/${id}`)).body.state;
const ratings = async (id: string) =>
  (await city.judgements(west, id)).items.filter((each: { what: string }) => each.what === 'rating');

test('a closed matter asks the hotline to call back, whoever left a phone and has no account first', async () => {
  const own = await city.closed();
  const phoned = await city.closed(west, { source: 'desk', contact: { name: '王五', phone: '13800000017' } });
  const [first, second] = await visits();
  assert.deepEqual([first.matter.id, first.priority], [phoned.id, 0]);
  assert.deepEqual([second.matter.id, second.priority], [own.id, 1]);
  assert.equal(first.contact.phone, '138****0017', 'masked');
  assert.doesNotMatch(JSON.stringify(first), /13800000017/);
  const { items } = (await hotline('GET', '/api/tasks?kind=visit')).body;
  assert.equal(items.length, 2);
  const counts = (await hotline('GET', '/api/tasks/counts')).body.items;
  assert.deepEqual(counts.find((each: { kind: string }) => each.kind === 'visit')?.open, 2);
  for (const who of [east, west, district]) assert.deepEqual(await visits(who), []);
  assert.equal((await call(first.id, { result: 'busy' }, east)).status, 404);
});

test('an answered call is the matter’s rating and an effective call-back', async () => {
  const { id } = await city.closed();
  const visit = await visitOf(id);
  const missing = await call(visit.id, { result: 'answered', contacted: true });
  assert.equal(missing.status, 422);
  assert.deepEqual(
    missing.body.fields.map(({ path }: { path: string }) => path),
    ['solved', 'satisfied'],
  );
  const answer = await call(visit.id, {
    result: 'answered',
    ...GOOD,
    satisfied: 'basically',
    note: '还算可以',
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(answer.body.state, 'effective');
  assert.equal(await stateOf(id), 'rated');
  await city.settle();
  const [rating] = await ratings(id);
  assert.deepEqual([rating.name, rating.effective, rating.comment], ['回访评价', true, '还算可以']);
  assert.ok(rating.values.some((each: { text: string }) => each.text === '基本满意'));
  assert.equal((await call(visit.id, { result: 'busy' })).body.code, 'visit_ended');
});

test('dissatisfied on the phone takes the matter up again, and the next closing is asked about anew', async () => {
  const { id } = await city.closed();
  const visit = await visitOf(id);
  await call(visit.id, { result: 'answered', ...BAD });
  assert.equal(await stateOf(id), 'reopened');
  await city.perform(west, id, 'dispatch', { units: [{ unit: city.waterUnit, role: 'main' }] });
  await city.perform(water, id, 'feedback', { reply: '这一次真的修好了' });
  await city.perform(west, id, 'close', { met: true });
  await city.settle();
  const again = await visitOf(id);
  assert.ok(again && again.id !== visit.id);
});

test('nobody reached in all attempts is no effective call-back; the same attempt sent twice counts once', async () => {
  const { id } = await city.closed();
  const visit = await visitOf(id);
  const client_id = randomUUID();
  for (let i = 0; i < 2; i += 1)
    assert.equal((await call(visit.id, { result: 'no_answer', client_id })).body.attempts, 1);
  await call(visit.id, { result: 'busy' });
  const last = (await call(visit.id, { result: 'no_answer' })).body;
  assert.deepEqual([last.state, last.attempts], ['unreached', 3]);
  assert.equal(await stateOf(id), 'closed', 'the caller may still answer by themselves');
  assert.equal(await visitOf(id), undefined);
  assert.equal((await visitOf(id, '?closed=true')).state, 'unreached');
  assert.deepEqual(await ratings(id), []);
});

test('a caller who answers alone needs no call; silence is a value of its own and contents nobody', async () => {
  const rated = await city.closed();
  await city.perform(caller, rated.id, 'rate', GOOD);
  const silent = await city.closed();
  await city.settle();
  assert.equal((await visitOf(rated.id, '?closed=true')).state, 'cancelled');
  city.program.clock.advance(8 * 86_400_000);
  await city.perform(await city.again('west'), silent.id, 'archive');
  await city.settle();
  const [row] = (
    await sql<{ satisfaction: string; effective: boolean }>`
      select satisfaction, effective from judgement_caller where matter_id = ${silent.id}::uuid`.execute(
      city.program.runtime.db,
    )
  ).rows;
  assert.deepEqual(row, { satisfaction: 'default', effective: false });
});
