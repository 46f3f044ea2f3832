import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { Ask } from '../matter/asking.sample.ts';
import { drawn } from './rules.ts';
import { judgingCity } from './sample.ts';

const city = await judgingCity(await testProgram(await emptyTemplate()));
const { caller, west, east, street, water, power, district } = city;

const numbers: string[] = [];
for (let i = 0; i < 6; i += 1) numbers.push((await city.closed()).number);
const PERIOD = { from: '2026-01-01', to: '2026-12-31' };
const draw = (who: Ask, more: object = {}) =>
  who('POST', '/api/samples', { client_id: randomUUID(), ...PERIOD, size: 3, seed: '三月抽查', ...more });
const checks = async (who: Ask, query = '') => (await who('GET', `/api/checks${query}`)).body.items;
const outcome = (who: Ask, check: { id: string; version: number }, form: object) =>
  who('POST', `/api/checks/${check.id}/outcome`, { version: check.version, ...form });

test('a spot check draws what its seed says, and anybody can draw it again', async () => {
  const { status, body } = await draw(street);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.population, body.drawn, body.open, body.seed], [6, 3, 3, '三月抽查']);
  const found = (await checks(street)).map((each: { matter: { number: string } }) => each.matter.number);
  assert.deepEqual(found.toSorted(), drawn(numbers, 3, '三月抽查').toSorted());
  await city.settle();
  assert.equal((await street('GET', '/api/tasks?kind=check')).body.items.length, 3);
  assert.deepEqual(await checks(district), []);
  for (const who of [west, water, caller]) assert.equal((await draw(who)).status, 403);
  const nothing = await draw(street, { from: '2027-01-01', to: '2027-01-02' });
  assert.equal(nothing.body.fields[0].code, 'nothing_closed');
});

test('really done is confirmed; a false closing takes the matter up again and names who closed it', async () => {
  const [first, second] = await checks(street);
  assert.equal((await outcome(district, first, { outcome: 'confirmed', note: '现场已经修好' })).status, 404);
  const good = await outcome(street, first, {
    outcome: 'confirmed',
    note: '现场已经修好',
    point: { lng: 114.4, lat: 30.4 },
  });
  assert.deepEqual(
    [good.status, good.body.state, good.body.point],
    [200, 'confirmed', { lng: 114.4, lat: 30.4 }],
  );
  const bad = await outcome(street, second, { outcome: 'false_closing', note: '井盖仍然缺失' });
  assert.equal(bad.status, 200, JSON.stringify(bad.body));
  assert.deepEqual([bad.body.state, bad.body.closed_by.name], ['false_closing', 'west']);
  assert.equal((await west('GET', `/api/matters/${second.matter.id}`)).body.state, 'reopened');
  assert.equal(
    (await outcome(street, second, { outcome: 'confirmed', note: '再看一次' })).body.code,
    'check_ended',
  );
  const [sample] = (await street('GET', '/api/samples')).body.items;
  assert.deepEqual([sample.open, sample.confirmed, sample.false_closing], [1, 1, 1]);
});

test('a matter that lies filed is taken up from the file by a false closing, and by nobody else', async () => {
  const { id } = await city.closed();
  await city.perform(west, id, 'archive');
  const step = await city.perform(street, id, 'overturn', { reason: '现场仍未修好' });
  assert.equal(step.status, 403);
  const { body } = await draw(street, { size: 100, seed: 'x' });
  assert.equal(body.drawn, body.population);
  const check = (await checks(street)).find((each: { matter: { id: string } }) => each.matter.id === id);
  assert.equal(
    (await outcome(street, check, { outcome: 'false_closing', note: '井盖仍然缺失' })).status,
    200,
  );
  const now = (await west('GET', `/api/matters/${id}`)).body;
  assert.deepEqual([now.state, now.open, now.closed_at], ['reopened', true, null]);
  assert.ok(
    now.tasks.some(
      (task: { kind: string; state: string }) => task.kind === 'dispatch' && task.state === 'pending',
    ),
  );
  const dispatched = await city.perform(west, id, 'dispatch', {
    units: [{ unit: city.waterUnit, role: 'main' }],
  });
  assert.equal(dispatched.status, 200);
});

test('what is taken up again before anybody went there needs no check', async () => {
  const { id } = await city.closed();
  await draw(street, { size: 100, seed: 'y' });
  await city.perform(caller, id, 'rate', { contacted: true, solved: false, satisfied: 'dissatisfied' });
  await city.settle();
  assert.equal(
    (await checks(street)).find((each: { matter: { id: string } }) => each.matter.id === id),
    undefined,
  );
});

test('the street judges the department once per matter, and changes it until the set time', async () => {
  const { id } = await city.closed();
  assert.ok((await street('GET', '/api/tasks?kind=appraise')).body.items.length > 0);
  const scores = { unit: city.waterUnit, timely: 2, solved: 3, attitude: 4, comment: '来得太慢' };
  const judge = (who: Ask, form: object = scores) => who('POST', `/api/matters/${id}/appraisals`, form);
  for (const [who, status] of [
    [water, 403],
    [power, 403],
    [east, 404],
  ] as const)
    assert.equal((await judge(who)).status, status);
  const first = await judge(street);
  assert.equal(first.status, 200, JSON.stringify(first.body));
  const again = await judge(street, { ...scores, timely: 5 });
  const served = again.body.items.filter((each: { what: string }) => each.what === 'served');
  assert.deepEqual([served.length, served[0].values[0].text], [1, '5 分']);
  assert.equal(
    (await judge(street, { ...scores, unit: await city.unitOf('power') })).body.fields[0].code,
    'not_handler',
  );
  const above = await judge(district, scores);
  assert.ok(above.body.items.some((each: { what: string }) => each.what === 'superior'));
  const received = (await water('GET', '/api/appraisals?received=true')).body.items;
  assert.ok(received.some((each: { matter: { id: string } }) => each.matter?.id === id));
  assert.deepEqual((await power('GET', '/api/appraisals?received=true')).body.items, []);
  city.program.clock.advance(11 * 86_400_000);
  const late = await (await city.again('street'))('POST', `/api/matters/${id}/appraisals`, scores);
  assert.equal(late.body.code, 'appraisal_closed');
});

test('one above judges a unit below for a month, and nobody a unit that is not below', async () => {
  const again = await city.voiceOf(city.added.district);
  const period = '2026-03';
  const scores = { period, timely: 4, solved: 4, attitude: 5 };
  const judge = (unit: string, more: object = {}) =>
    again('POST', '/api/appraisals', { unit, ...scores, ...more });
  const { status, body } = await judge(city.waterUnit);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.items[0].period, body.items[0].attitude], [period, 5]);
  assert.equal((await judge(city.waterUnit, { attitude: 1 })).body.items[0].attitude, 1);
  assert.equal((await judge(await city.unitOf('power'))).body.fields[0].code, 'not_below');
  assert.equal((await judge(city.waterUnit, { period: '2099-01' })).body.fields[0].code, 'in_future');
});
