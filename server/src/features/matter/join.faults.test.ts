import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity, WEST } from './asking.sample.ts';
import { kindsOnly } from './rules.kinds.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, water, program } = city;

async function ok(answer: ReturnType<Ask>) {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}
let spots = 0;
async function lead(who: Ask = caller, more: object = {}) {
  spots += 1;
  const point = {
    lng: WEST.lng + Math.floor(spots / 10) * 0.0015,
    lat: WEST.lat - 0.004 + (spots % 10) * 0.0007,
  };
  return city.report(who, { text: '李四家门口的井盖没了', address: '荷花里三栋', point, ...more });
}
const join = (who: Ask, id: string, more: object = {}) =>
  who('POST', `/api/matters/${id}/join`, { client_id: randomUUID(), ...more });

test('no word of another can be asked for one by one: only words that name kinds of things are compared', async () => {
  const { id, point } = await lead();
  const told = async (text: string) => {
    const url = `/api/likely?text=${encodeURIComponent(text)}&lng=${point.lng + 0.0009}&lat=${point.lat}`;
    return (await ok(neighbour('GET', url))).items.find((each: { id: string }) => each.id === id);
  };
  assert.deepEqual(await told('李四家门'), await told('王五屋后'));
  assert.ok((await told('井盖没了'))?.why.includes('描述相近'));
  const kinds = new Set(['井盖', '紧张', '三轮']);
  assert.equal(kindsOnly('李四井盖 13900000077 紧张三轮', kinds), '井盖 紧张 三轮');
});

test('the same joining sent twice at once counts once, and both are told of the one', async () => {
  const { id } = await lead();
  const client_id = randomUUID();
  const [one, two] = await Promise.all([1, 2].map(() => join(neighbour, id, { client_id })));
  assert.deepEqual([one!.status, two!.status].sort(), [200, 201], JSON.stringify([one, two]));
  assert.equal(one!.body.id, two!.body.id);
});

test('a repair in common parts is joined without answering its form again', async () => {
  const { id } = await lead(caller, { type: 'repair', answers: { where: 'building' } });
  assert.equal((await join(neighbour, id)).status, 201);
});

test('who joins without a place of their own is shown no narrower area than the community', async () => {
  const joined = await ok(join(neighbour, (await lead()).id));
  assert.equal((await ok(neighbour('GET', `/api/matters/${joined.id}`))).area.name, '西社区');
});

test('who leaves takes nobody along: calls merged into theirs go on with the one it was merged into', async () => {
  const [first, second] = [await lead(), await lead(neighbour)];
  const phone = '13900000088';
  const third = await lead(west, { source: 'desk', contact: { name: '王某', phone } });
  await ok(city.perform(west, third.id, 'merge', { matter: second.id }));
  await ok(city.perform(west, second.id, 'merge', { matter: first.id }));
  await program.settle();
  assert.equal((await ok(west('GET', `/api/matters/${first.id}`))).callers, 3);
  await ok(city.perform(neighbour, second.id, 'leave'));
  await program.settle();
  assert.equal((await ok(west('GET', `/api/matters/${first.id}`))).callers, 2);
  assert.equal((await ok(west('GET', `/api/matters/${third.id}`))).merged_into?.number, first.number);
});

test('who called several times about one thing is told of a step once, by message or by text', async () => {
  const contact = { name: '王某', phone: '13900000099' };
  const first = await lead(west, { source: 'desk', contact });
  const others = [
    await lead(west, { source: 'desk', contact }),
    await lead(west, { source: 'desk', contact }),
    await lead(neighbour),
    await lead(neighbour),
  ];
  for (const { id } of others) await ok(city.perform(west, id, 'merge', { matter: first.id }));
  await ok(
    city.perform(west, first.id, 'dispatch', { units: [{ unit: await city.unitOf('water'), role: 'main' }] }),
  );
  await ok(city.perform(water, first.id, 'feedback', { reply: '井盖已补。' }));
  await ok(city.perform(west, first.id, 'close', { met: true }));
  await program.settle();
  const ids = [first, ...others].map(({ id }) => id);
  const { rows: texts } = await sql<{ n: number }>`
    select count(*)::int as n from message_delivery where channel = 'sms' and message_id is null and purpose = 'closed-caller'
      and subject = any (${ids}::uuid[])`.execute(program.runtime.db);
  assert.equal(texts[0]!.n, 1);
  const told = (await ok(neighbour('GET', '/api/messages'))).items.filter(
    (each: { subject: string; template: string }) =>
      each.template === 'closed-caller' && ids.includes(each.subject),
  );
  assert.equal(told.length, 1);
});

test('two that are merged into each other at once end as one into the other, never in a circle', async () => {
  const [one, two] = [await lead(), await lead(neighbour)];
  const versions = await Promise.all(
    [one, two].map(async ({ id }) => (await ok(west('GET', `/api/matters/${id}`))).version),
  );
  const merge = (from: { id: string }, into: { id: string }, version: number) =>
    west('POST', `/api/matters/${from.id}/actions/merge`, { version, matter: into.id });
  const answers = await Promise.all([merge(one, two, versions[0]), merge(two, one, versions[1])]);
  const done = answers.filter(({ status }) => status < 300);
  assert.equal(done.length, 1, JSON.stringify(answers.map(({ status, body }) => [status, body.code])));
  assert.ok(answers.every(({ status }) => status < 500));
});
