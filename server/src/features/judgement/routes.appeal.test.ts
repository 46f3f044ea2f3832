import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { dayAndTime } from '../../platform/day.ts';
import type { Ask } from '../matter/asking.sample.ts';
import { performTimes } from './jobs.time.ts';
import { judgingCity } from './sample.ts';

const city = await judgingCity(await testProgram(await emptyTemplate()));
const { caller, west, east, street, water, power, property, district, hotline } = city;
const BAD = { contacted: false, solved: false, satisfied: 'dissatisfied', comment: '没有人联系我' };
const unit = city.waterUnit;

/** A closed matter that its caller was dissatisfied with, and the rating as the water company reads it. */
async function badlyRated() {
  const { id } = await city.closed();
  await city.perform(caller, id, 'rate', BAD);
  await city.settle();
  const [rating] = (await city.judgements(water, id)).items;
  return { id, rating };
}
const appealOn = (who: Ask, id: string, more: object) =>
  who('POST', `/api/matters/${id}/appeals`, {
    client_id: randomUUID(),
    unit,
    reason: '当天已电话联系，有通话记录',
    ...more,
  });
async function appealed() {
  const { id, rating } = await badlyRated();
  const { status, body } = await appealOn(water, id, { what: 'rating', target: rating.target });
  assert.equal(status, 200, JSON.stringify(body));
  return { id, rating, appeal: body };
}
const step = (who: Ask, appeal: { id: string; version: number }, name: string, words?: string) =>
  who('POST', `/api/appeals/${appeal.id}/steps/${name}`, {
    version: appeal.version,
    ...(words && { words }),
  });
const list = async (who: Ask, box = 'waiting') => (await who('GET', `/api/appeals?box=${box}`)).body.items;

test('an appeal goes to the centre above, in two steps with a time each, and approved excludes what was judged', async () => {
  const { id, rating, appeal } = await appealed();
  assert.deepEqual(
    [appeal.state, appeal.decider.name, appeal.steps],
    ['submitted', 'district', ['withdraw']],
  );
  await city.settle();
  const [waiting] = await list(district);
  assert.deepEqual([waiting.id, waiting.steps], [appeal.id, ['accept', 'refuse']]);
  assert.equal((await district('GET', '/api/tasks?kind=appeal')).body.items.length, 1);
  assert.ok(
    (await district('GET', '/api/messages')).body.items.some((each: { title: string }) =>
      /待审申诉/.test(each.title),
    ),
  );
  assert.equal((await step(district, waiting, 'approve', '材料属实')).body.code, 'not_now');
  const accepted = (await step(district, waiting, 'accept')).body;
  assert.equal(accepted.state, 'accepted');
  assert.ok(accepted.due_at > waiting.due_at);
  assert.equal((await step(district, accepted, 'approve')).body.fields[0].path, 'words');
  const approved = (await step(district, accepted, 'approve', '通话记录属实，予以剔除')).body;
  assert.equal(approved.exclusion.reason, '通话记录属实，予以剔除');
  await city.settle();
  const after = await city.judgements(water, id);
  assert.equal(after.items[0].excluded.id, approved.exclusion.id);
  assert.deepEqual(after.items[0].values, rating.values, 'what was said stays as it was');
  assert.deepEqual(after.items[0].appeal_by, []);
  const story = (await west('GET', `/api/matters/${id}/events`)).body.items.map(
    (each: { name: string }) => each.name,
  );
  assert.deepEqual(story.slice(-4), ['申诉', '申诉审理', '申诉审理', '剔除']);
  assert.ok(
    (await water('GET', '/api/messages')).body.items.some((each: { title: string }) =>
      /申诉已同意/.test(each.title),
    ),
  );
});

test('a rating judges whoever had done the work, also when it was sent to another unit before it was taken down', async () => {
  const { id } = await city.closed();
  await city.perform(caller, id, 'rate', BAD);
  const other = await city.unitOf('power');
  await city.perform(west, id, 'dispatch', { units: [{ unit: other, role: 'main' }] });
  await city.settle();
  const rating = (await city.judgements(west, id)).items.find(
    ({ what }: { what: string }) => what === 'rating',
  );
  assert.equal(rating.about.id, unit);
});

test('an exclusion is revoked by who decided it, with a reason, and then counts again', async () => {
  const { id, appeal } = await appealed();
  const { exclusion } = (
    await step(district, (await step(district, appeal, 'accept')).body, 'approve', '同意剔除')
  ).body;
  const revoke = (who: Ask) =>
    who('POST', `/api/exclusions/${exclusion.id}/revoke`, { reason: '通话记录系伪造' });
  assert.equal((await revoke(street)).status, 403);
  const { status, body } = await revoke(district);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.items[0].excluded, null);
  assert.equal(body.exclusions[0].revoked_reason, '通话记录系伪造');
  assert.equal((await revoke(district)).body.code, 'already_revoked');
  assert.equal((await appealOn(water, id, { what: 'rating', target: body.items[0].target })).status, 200);
});

test('who is not judged cannot appeal, and whoever the matter does not concern finds nothing', async () => {
  const { id, rating } = await badlyRated();
  const what = { what: 'rating', target: rating.target };
  assert.equal(
    (await appealOn(water, id, { ...what, unit: await city.unitOf('power') })).body.fields[0].code,
    'not_yours',
  );
  assert.equal(
    (await appealOn(street, id, { ...what, unit: await city.unitOf('street') })).body.fields[0].code,
    'not_judged',
  );
  for (const who of [power, east, property]) {
    assert.equal((await who('GET', `/api/matters/${id}/judgements`)).status, 404);
    assert.equal((await appealOn(who, id, what)).status, 404);
  }
  assert.equal((await caller('GET', `/api/matters/${id}/judgements`)).status, 403);
  const { body } = await appealOn(water, id, what);
  for (const who of [power, east, street]) assert.equal((await step(who, body, 'withdraw')).status, 404);
  assert.equal((await hotline('GET', '/api/appeals')).status, 403);
  assert.equal((await appealOn(water, id, what)).body.code, 'appeal_pending');
  assert.equal((await step(water, body, 'accept')).status, 403, 'nobody decides about the own appeal');
  assert.equal((await step(water, body, 'withdraw')).body.state, 'withdrawn');
});

test('appeals end with their time: five working days after the judgement', async () => {
  const { id, rating } = await badlyRated();
  city.program.clock.advance(9 * 86_400_000);
  const late = await appealOn(await city.again('water'), id, { what: 'rating', target: rating.target });
  assert.deepEqual([late.status, late.body.code], [409, 'appeal_late']);
});

test('an overdue limit is appealed against, and an appeal that nobody decides climbs', async () => {
  const { id } = await city.report(caller);
  await city.perform(await city.again('west'), id, 'dispatch', { units: [{ unit, role: 'main' }] });
  city.program.clock.advance(9 * 86_400_000);
  const [asWater, asWest] = [await city.again('water'), await city.again('west')];
  const { items } = await city.judgements(asWater, id);
  const late = items.find((each: { what: string }) => each.what === 'overdue:sign');
  assert.ok(late, JSON.stringify(items));
  assert.ok(
    new Date(late.at) < new Date(city.program.runtime.clock.now().getTime() - 5 * 86_400_000),
    'since it was missed',
  );
  const westUnit = await city.unitOf('west');
  const { body } = await appealOn(asWest, id, { what: 'overdue:resolve', unit: westUnit });
  assert.equal(body.decider.name, 'street');
  city.program.clock.advance(5 * 86_400_000);
  await performTimes(city.program.runtime);
  const again = await city.again('street');
  assert.deepEqual(await list(again), []);
  const decider = await sql<{ name: string }>`
    select u.name from judgement_appeal a join account_unit u on u.id = a.decider_unit where a.id = ${body.id}::uuid`.execute(
    city.program.runtime.db,
  );
  assert.equal(decider.rows[0]?.name, 'district');
  await city.settle();
  const asDistrict = await city.voiceOf(city.added.district);
  const { items: messages } = (await asDistrict('GET', '/api/messages')).body;
  const told = messages.find((each: { subject: string }) => each.subject === id);
  const climbed = (await list(asDistrict)).find((each: { matter: { id: string } }) => each.matter.id === id);
  const until = dayAndTime(new Date(climbed.due_at));
  assert.match(
    told.body,
    new RegExp(`^west就“.*”提出申诉，理由：当天已电话联系，有通话记录。请在 ${until} 前审理`),
  );
});
