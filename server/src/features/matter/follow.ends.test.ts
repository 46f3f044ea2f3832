import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, street, stranger } = city;
const PHONE = '13900000088';

async function ok(answer: ReturnType<Ask>) {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}

const merge = (id: string, into: string) =>
  ok(city.perform(west, id, 'merge', { matter: into, reason: '同一处井盖' }));

const offer = async (who: Ask, id: string, action: string) =>
  (await ok(who('GET', `/api/matters/${id}`))).abilities.find(
    (each: { action: string }) => each.action === action,
  );

test('a matter that others were merged into is neither withdrawn nor voided, and the page says why', async () => {
  const target = await city.report(caller);
  const other = await city.report(neighbour);
  assert.equal((await offer(caller, target.id, 'withdraw')).enabled, true);
  await merge(other.id, target.id);
  for (const [who, action] of [
    [caller, 'withdraw'],
    [street, 'void'],
  ] as const) {
    if (who === street) await ok(city.perform(west, target.id, 'escalate', { reason: '社区办不了这件事' }));
    const { enabled, reason } = await offer(who, target.id, action);
    assert.deepEqual([enabled, /其他诉求/.test(reason)], [false, true]);
    const refused = await city.perform(who, target.id, action, { reason: '不用办理了，谢谢' });
    assert.deepEqual([refused.status, refused.body.code], [409, 'not_now']);
    assert.equal(refused.body.detail, reason);
  }
});

test('whoever proves to be the caller by phone cannot withdraw it either', async () => {
  const target = await city.report(west, { source: 'desk', contact: { phone: PHONE } });
  await merge((await city.report(neighbour)).id, target.id);
  const proof = { number: target.number, phone: PHONE };
  const found = await ok(stranger('POST', '/api/lookup', proof));
  const { enabled } = found.abilities.find((each: { action: string }) => each.action === 'withdraw');
  assert.equal(enabled, false);
  const { status } = await stranger('POST', '/api/lookup/actions/withdraw', {
    ...proof,
    version: found.version,
  });
  assert.equal(status, 409);
});

test('who called twice may take both back', async () => {
  const [target, again] = [await city.report(caller), await city.report(caller)];
  await merge(again.id, target.id);
  assert.equal((await offer(caller, target.id, 'withdraw')).enabled, true);
  await ok(city.perform(caller, target.id, 'withdraw', {}));
});

test('everybody merged into a matter is told when it is not accepted, and why, but not who called', async () => {
  const target = await city.report(west, {
    source: 'desk',
    contact: { name: '欧阳远方', phone: '13900000077' },
  });
  const signedIn = await city.report(neighbour);
  const byPhone = await city.report(west, { source: 'desk', contact: { phone: PHONE } });
  for (const { id } of [signedIn, byPhone]) await merge(id, target.id);
  const reason = '欧阳远方反映的井盖在厂区内，请找产权单位';
  await ok(city.perform(west, target.id, 'reject', { reason }));
  await city.program.settle();
  const told = (await ok(neighbour('GET', '/api/messages'))).items.filter(
    (each: { template: string; subject: string }) =>
      each.template === 'rejected-caller' && each.subject === signedIn.id,
  );
  assert.equal(told.length, 1);
  const { runtime } = city.program;
  const { rows } = await sql<{ sealed: Buffer }>`
    select sealed from message_delivery where purpose = 'rejected-caller' and subject = ${byPhone.id}::uuid`.execute(
    runtime.db,
  );
  assert.equal(rows.length, 1);
  for (const text of [JSON.stringify(told), runtime.sealer.open(rows[0]!.sealed)]) {
    assert.match(text, /请找产权单位/);
    assert.ok(!text.includes('欧阳'), text);
    assert.ok(!text.includes(target.number), text);
  }
});
