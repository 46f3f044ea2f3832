import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import type { Ask } from '../matter/asking.sample.ts';
import { performTimes } from './jobs.time.ts';
import { judgingCity } from './sample.ts';

const DAY = 86_400_000;
const city = await judgingCity(await testProgram(await emptyTemplate()));
const { runtime, clock } = city.program;
const [street, west, districtUnit] = [
  await city.unitOf('street'),
  await city.unitOf('west'),
  await city.unitOf('district'),
];

/** Somebody with the roles of some units at once. */
async function staffOf(username: string, relations: { role: string; unitId: string }[]): Promise<Ask> {
  const account = await run(runtime, SYSTEM, (ctx) =>
    createStaff(ctx, { username, name: username, passwordHash: 'none', relations }),
  );
  return city.voiceOf(account.id);
}
const appealOn = (who: Ask, id: string, more: object) =>
  who('POST', `/api/matters/${id}/appeals`, { client_id: randomUUID(), reason: '情况与所述不符', ...more });
const step = (who: Ask, { id, version }: { id: string; version: number }, name: string) =>
  who('POST', `/api/appeals/${id}/steps/${name}`, { version, words: '材料属实，同意' });
const scores = { timely: 1, solved: 1, attitude: 1 };

test('the highest centre, above which there is nobody, does not decide about itself', async () => {
  const { id } = await city.report(city.caller);
  await city.perform(city.west, id, 'escalate', { reason: '社区解决不了' });
  const raised = await city.perform(city.street, id, 'escalate', { reason: '街道解决不了' });
  assert.equal(raised.status, 200, JSON.stringify(raised.body));
  const refused = await appealOn(city.district, id, { what: 'matter', unit: districtUnit });
  assert.deepEqual([refused.status, refused.body.code], [409, 'nobody_above']);
});

test('who is of the judged unit leaves deciding to others, also with a second role above', async () => {
  const both = await staffOf('both', [
    { role: 'department_staff', unitId: city.waterUnit },
    { role: 'district_staff', unitId: districtUnit },
  ]);
  const { id } = await city.closed();
  const { status, body } = await appealOn(city.water, id, { what: 'matter', unit: city.waterUnit });
  assert.equal(status, 200, JSON.stringify(body));
  const [own] = (await both('GET', '/api/appeals')).body.items;
  assert.deepEqual([own.id, own.steps], [body.id, ['withdraw']]);
  const refused = await step(both, body, 'accept');
  assert.equal(refused.status, 403);
  assert.match(refused.body.detail, /回避/);
  assert.equal((await step(city.district, body, 'accept')).status, 200);
});

test('who gave the judgement does not decide about it; where their centre is the only one, somebody else there does', async () => {
  const { id } = await city.report(city.caller);
  for (const who of [city.west, city.street])
    await city.perform(who, id, 'escalate', { reason: '本级解决不了' });
  await city.perform(city.district, id, 'dispatch', { units: [{ unit: city.waterUnit, role: 'main' }] });
  await city.perform(city.water, id, 'feedback', { reply: '井盖已经换好了' });
  await city.perform(city.district, id, 'close', { met: true });
  const given = await city.district('POST', `/api/matters/${id}/appraisals`, {
    unit: city.waterUnit,
    ...scores,
  });
  const judgement = given.body.items.find(({ what }: { what: string }) => what === 'superior');
  const { body } = await appealOn(city.water, id, {
    what: 'superior',
    target: judgement.target,
    unit: city.waterUnit,
  });
  assert.equal(body.decider.name, 'district');
  assert.equal((await step(city.district, body, 'accept')).status, 403);
  const colleague = await staffOf('colleague', [{ role: 'district_staff', unitId: districtUnit }]);
  assert.equal((await step(colleague, body, 'accept')).status, 200);
});

test('an appeal against what the next centre above said does not climb to it', async () => {
  const { id } = await city.closed();
  await city.district('POST', '/api/samples', {
    client_id: randomUUID(),
    from: '2026-01-01',
    to: '2026-12-31',
    size: 100,
  });
  const checks = (await city.district('GET', '/api/checks')).body.items;
  const check = checks.find((each: { matter: { id: string } }) => each.matter.id === id);
  await city.district('POST', `/api/checks/${check.id}/outcome`, {
    version: check.version,
    outcome: 'false_closing',
    note: '井盖仍然缺失',
  });
  const { status, body } = await appealOn(city.west, id, {
    what: 'spot_check',
    target: check.id,
    unit: west,
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.decider.name, 'street');
  clock.advance(5 * DAY);
  await performTimes(runtime);
  const again = await city.again('street');
  const [waiting] = (await again('GET', '/api/appeals')).body.items.filter(
    (each: { id: string }) => each.id === body.id,
  );
  assert.deepEqual([waiting?.decider.id, waiting?.overdue], [street, true]);
});
