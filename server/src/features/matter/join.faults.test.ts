import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity, WEST } from './asking.sample.ts';
import { kindsOnly } from './rules.kinds.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, program } = city;

async function ok(answer: ReturnType<Ask>) {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}
let spots = 0;
async function lead(who: Ask = caller, more: object = {}) {
  spots += 1;
  const point = { lng: WEST.lng, lat: WEST.lat - 0.004 + spots * 0.0007 };
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
