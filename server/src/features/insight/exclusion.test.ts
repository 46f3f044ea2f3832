import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { judgingCity } from '../judgement/sample.ts';
import type { Ask } from '../matter/asking.sample.ts';
import { ripen } from './index.ts';
import { differences } from './oracle/compare.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const GOOD = { contacted: true, solved: true, satisfied: 'satisfied' };
const BAD = { contacted: true, solved: false, satisfied: 'dissatisfied' };

const program = await testProgram(await emptyTemplate());
const city = await judgingCity(program);
const { runtime } = city.program;
const { clock } = program;
const { caller, west, water } = city;
const unit = city.waterUnit;
const westUnit = await city.unitOf('west');

/** How the facts of a matter count now, after followers and clock have caught up; the plain recount says the same. */
async function measuresOf(id: string, stage: string) {
  await city.settle();
  await ripen(runtime);
  assert.deepEqual((await differences(runtime.db, clock.now())).slice(0, 5), []);
  const { rows } = await sql<{ measures: string[] }>`
    select measures from insight_fact where subject = ${id}::uuid and stage = ${stage}
    order by counted_at, id`.execute(runtime.db);
  return rows.map(({ measures }) => measures.map((each) => each.slice(stage.length + 1)).join(' '));
}
const appealed = (who: Ask, id: string, more: object) =>
  who('POST', `/api/matters/${id}/appeals`, { client_id: randomUUID(), reason: '有通话记录和照片', ...more });

/** Appeals and lets the centre that has to decide approve it; returns the exclusion. */
async function approved(who: Ask, id: string, more: object) {
  const { status, body } = await appealed(who, id, more);
  assert.equal(status, 200, JSON.stringify(body));
  const decider = body.decider.name === 'street' ? await city.again('street') : await asDistrict();
  const step = async (name: string, version: number) => {
    const answer = await decider('POST', `/api/appeals/${body.id}/steps/${name}`, {
      version,
      words: '材料属实',
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const done = await step('approve', (await step('accept', body.version)).version);
  return { id: done.exclusion.id as string, decider };
}
const asDistrict = () => city.voiceOf(city.added.district);
const ratingsOf = async (who: Ask, id: string) =>
  (await city.judgements(who, id)).items.filter((each: { what: string }) => each.what === 'rating');

async function ratedAgain() {
  const { id } = await city.closed();
  await city.perform(caller, id, 'rate', BAD);
  await city.perform(west, id, 'dispatch', { units: [{ unit, role: 'main' }] });
  await city.perform(water, id, 'feedback', { reply: '这一次真的修好了' });
  await city.perform(west, id, 'close', { met: true });
  await city.perform(caller, id, 'rate', GOOD);
  await city.settle();
  return id;
}

test('an approved appeal takes exactly the rating it names out of the numbers, and its revocation puts it back', async () => {
  const id = await ratedAgain();
  const counted = ['valid contacted', 'valid contacted solved satisfied'];
  assert.deepEqual(await measuresOf(id, 'visit'), counted);
  const bad = (await ratingsOf(water, id)).find(({ tone }: { tone: string }) => tone === 'bad');
  const exclusion = await approved(water, id, { what: 'rating', target: bad.target, unit });
  assert.deepEqual(await measuresOf(id, 'visit'), ['excluded', counted[1]]);
  const { status } = await exclusion.decider('POST', `/api/exclusions/${exclusion.id}/revoke`, {
    reason: '通话记录系伪造',
  });
  assert.equal(status, 200);
  assert.deepEqual(await measuresOf(id, 'visit'), counted);
});

test('the centre that answered appeals against the same rating, and it leaves the numbers as well', async () => {
  const id = await ratedAgain();
  const bad = (await ratingsOf(west, id)).find(({ tone }: { tone: string }) => tone === 'bad');
  await approved(west, id, { what: 'rating', target: bad.target, unit: westUnit });
  assert.deepEqual(await measuresOf(id, 'visit'), ['excluded', 'valid contacted solved satisfied']);
});

test('an overdue limit that is excluded leaves what was in time as it counts', async () => {
  const { id } = await city.report(caller);
  await city.perform(west, id, 'dispatch', { units: [{ unit, role: 'main' }] });
  clock.advance(9 * DAY);
  const [asWater, asWest] = [await city.again('water'), await city.again('west')];
  await city.perform(asWater, id, 'feedback', { reply: '井盖已经换好了' });
  await city.perform(asWest, id, 'dispatch', { units: [{ unit, role: 'main' }] });
  await city.perform(asWater, id, 'feedback', { reply: '这一次真的修好了' });
  assert.deepEqual(await measuresOf(id, 'handle'), ['due done', 'due done on_time']);
  await approved(asWater, id, { what: 'overdue:handle', unit });
  assert.deepEqual(await measuresOf(id, 'handle'), ['excluded', 'due done on_time']);
});

test('only whoever had to keep a limit appeals against it, each for itself', async () => {
  const power = await city.unitOf('power');
  const { id } = await city.report(await city.again('caller'));
  const units = [
    { unit, role: 'main' },
    { unit: power, role: 'co' },
  ];
  await city.perform(await city.again('west'), id, 'dispatch', { units });
  clock.advance(9 * DAY);
  const [asWater, asPower, asWest] = [
    await city.again('water'),
    await city.again('power'),
    await city.again('west'),
  ];
  const kindsOf = async (who: Ask) =>
    (await city.judgements(who, id)).items
      .filter((each: { appeal_by: unknown[] }) => each.appeal_by.length > 0)
      .map(({ what }: { what: string }) => what)
      .toSorted();
  assert.deepEqual(await kindsOf(asWater), ['overdue:handle', 'overdue:sign']);
  assert.deepEqual(await kindsOf(asWest), ['overdue:resolve']);
  const refused = await appealed(asWater, id, { what: 'overdue:resolve', unit });
  assert.equal(refused.body.fields?.[0].code, 'not_judged', JSON.stringify(refused.body));
  await approved(asWater, id, { what: 'overdue:handle', unit });
  assert.deepEqual((await measuresOf(id, 'handle')).toSorted(), ['due overdue', 'excluded']);
  assert.deepEqual(await kindsOf(asWater), ['overdue:sign']);
  await approved(asPower, id, { what: 'overdue:handle', unit: power });
  assert.deepEqual(await measuresOf(id, 'handle'), ['excluded', 'excluded']);
  await approved(asWest, id, { what: 'overdue:resolve', unit: westUnit });
  assert.deepEqual(await measuresOf(id, 'resolve'), ['excluded']);
});

test('a matter that is excluded as a whole does not count later either, until that is revoked', async () => {
  const { id } = await city.report(await city.again('caller'));
  const asWest = await city.again('west');
  await city.perform(asWest, id, 'dispatch', { units: [{ unit, role: 'main' }] });
  const exclusion = await approved(asWest, id, { what: 'matter', unit: westUnit });
  clock.advance(HOUR);
  const asWater = await city.again('water');
  await city.perform(asWater, id, 'feedback', { reply: '井盖已经换好了' });
  await city.perform(asWest, id, 'close', { met: true });
  await city.perform(await city.again('caller'), id, 'rate', GOOD);
  for (const stage of ['handle', 'resolve', 'visit'])
    assert.deepEqual(await measuresOf(id, stage), ['excluded'], stage);
  const { status } = await exclusion.decider('POST', `/api/exclusions/${exclusion.id}/revoke`, {
    reason: '理由不成立',
  });
  assert.equal(status, 200);
  assert.deepEqual(await measuresOf(id, 'visit'), ['valid contacted solved satisfied']);
});
