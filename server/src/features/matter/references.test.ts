import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, west, water, people } = city;

/** A refusal (422) that names this field. */
async function refused(answer: ReturnType<Ask>, path: string) {
  const { status, body } = await answer;
  assert.equal(status, 422, JSON.stringify(body));
  assert.equal(body.fields[0].path, path);
}

test('what is no id of ours is refused by the name of its field, never a fault', async () => {
  const { id } = await city.report(caller);
  for (const url of [`/api/matters/urn:uuid:${id}`, '/api/matters/not-an-id'])
    assert.equal((await west('GET', url)).status, 422, url);
  const unit = await city.unitOf('water');
  for (const account of ['nobody', people.power, people.caller, id])
    await refused(city.perform(west, id, 'dispatch', { units: [{ unit, role: 'main', account }] }), 'units');
  await refused(
    city.perform(west, id, 'dispatch', { units: [{ unit: 'none', role: 'main', account: id }] }),
    'units',
  );
  for (const matter of ['no-such-thing', people.caller])
    await refused(city.perform(west, id, 'merge', { matter, reason: '重复上报' }), 'matter');
  const colleague = { unit, role: 'main', account: people.water };
  assert.equal((await city.perform(west, id, 'dispatch', { units: [colleague] })).status, 200);
  await refused(city.perform(water, id, 'feedback', { reply: '井盖已补。', files: ['photo-1'] }), 'files');
});

test('of two matters merged into each other at once one remains', async () => {
  const [one, other] = [await city.report(caller), await city.report(caller)];
  const into = (from: { id: string }, to: { id: string }) =>
    city.perform(west, from.id, 'merge', { matter: to.id, reason: '重复上报' });
  const answers = await Promise.all([into(one, other), into(other, one)]);
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.ok(answers.every(({ status }) => status < 500));
});
