import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity, EAST } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, east, street, water, power, property } = city;

async function found(who: Ask, query: Record<string, string>): Promise<string[]> {
  await city.program.settle();
  const { status, body } = await who('GET', `/api/matters?${new URLSearchParams(query)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.items.map((item: { id: string }) => item.id);
}

const cover = await city.report(caller, { text: '幸福路的井盖没了' });
const lamp = await city.report(neighbour, { text: '幸福路路灯不亮，已经 3 天', point: EAST });

test('a search finds what holds all its words, in whatever order, and nothing else', async () => {
  assert.deepEqual(await found(street, { q: '井盖' }), [cover.id]);
  assert.deepEqual(await found(street, { q: '幸福路' }), [lamp.id, cover.id]);
  assert.deepEqual(await found(street, { q: '路灯 幸福' }), [lamp.id]);
  assert.deepEqual(await found(street, { q: '井盖 路灯' }), []);
  assert.deepEqual(await found(street, { q: "'; drop table matter; --" }), []);
});

test('a neighbour finds nothing where the owner finds the matter', async () => {
  for (const who of [caller, west, street]) assert.deepEqual(await found(who, { q: '井盖' }), [cover.id]);
  for (const who of [neighbour, east, water, power, property])
    assert.deepEqual(await found(who, { q: '井盖' }), []);
  for (const who of [neighbour, east]) assert.deepEqual(await found(who, { q: cover.number }), []);
});

test('a complete number leads straight to its matter, a part of one is a word', async () => {
  assert.deepEqual(await found(west, { q: cover.number }), [cover.id]);
  assert.ok((await found(street, { q: cover.number.split('-')[1] })).includes(cover.id));
});

test('a unit that is dispatched to finds the matter from then on', async () => {
  const matter = await city.report(caller, { text: '水管爆裂积水严重' });
  assert.deepEqual(await found(water, { q: '爆裂' }), []);
  await city.perform(west, matter.id, 'accept');
  await city.perform(west, matter.id, 'dispatch', {
    units: [{ unit: await city.unitOf('water'), role: 'main' }],
  });
  assert.deepEqual(await found(water, { q: '爆裂' }), [matter.id]);
  assert.deepEqual(await found(power, { q: '爆裂' }), []);
});

test('what the caller supplements is found, an internal opinion is not', async () => {
  const matter = await city.report(caller, { text: '垃圾堆放' });
  await city.perform(caller, matter.id, 'supplement', { text: '在紫藤花架旁边' });
  await city.perform(west, matter.id, 'accept');
  await city.perform(west, matter.id, 'dispatch', {
    units: [{ unit: await city.unitOf('water'), role: 'main' }],
    opinion: '此人多次投诉',
  });
  assert.deepEqual(await found(west, { q: '紫藤' }), [matter.id]);
  assert.deepEqual(await found(west, { q: '多次投诉' }), []);
  assert.deepEqual(await found(caller, { q: '多次投诉' }), []);
});

test('the filters of the list hold in a search too', async () => {
  assert.deepEqual(await found(street, { q: '幸福路', area: '429901001001' }), [cover.id]);
  assert.deepEqual(await found(east, { q: '幸福路', area: '429901001001' }), []);
  assert.deepEqual(await found(street, { q: '幸福路', state: 'handling' }), []);
  assert.deepEqual(await found(street, { q: '幸福路', type: 'city-event', source: 'resident' }), [
    lamp.id,
    cover.id,
  ]);
  assert.deepEqual(await found(street, { q: '幸福路', type: 'repair' }), []);
});

test('a phone finds its matters for whoever may unmask contacts, within their own reach, never anonymous or confidential ones', async () => {
  const anonymous = await city.report(neighbour, { text: '匿名反映', anonymous: true });
  const call = { source: 'desk', contact: { phone: '13900000009' } };
  const called = await city.report(west, { ...call, text: '树枝挡住路灯' });
  const confidential = await city.report(west, { ...call, text: '保密反映', confidential: true });
  assert.deepEqual(await found(west, { q: '13900000009' }), [called.id]);
  assert.deepEqual(await found(east, { q: '13900000009' }), []);
  assert.deepEqual(await found(caller, { q: '13900000009' }), [], 'a resident has no search by number');
  assert.deepEqual(await found(street, { q: '199 0000 0002' }), [lamp.id], 'by the account of the resident');
  assert.ok((await found(west, { q: '匿名反映' })).includes(anonymous.id));
  assert.ok((await found(west, { q: '保密反映' })).includes(confidential.id));
});

test('a matter whose place was corrected is found where it is, no longer where it was', async () => {
  const matter = await city.report(caller, { text: '雨棚摇晃要掉下来' });
  assert.deepEqual(await found(west, { q: '雨棚' }), [matter.id]);
  const moved = await city.perform(west, matter.id, 'amend', { point: EAST, reason: '位置填错' });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  assert.deepEqual(await found(street, { q: '雨棚', area: '429901001002' }), [matter.id]);
  assert.deepEqual(await found(street, { q: '雨棚', area: '429901001001' }), []);
});

test('pages of a search follow each other through days and years without a gap or a repetition', async () => {
  const ids: string[] = [];
  for (const days of [900, 300, 60, 20, 3, 1, 0, 0]) {
    ids.unshift((await city.report(await city.again('west'), { text: '广场舞扰民' })).id);
    city.program.clock.advance(days * 86_400_000);
  }
  await city.program.settle();
  const later = await city.again('street');
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await later('GET', `/api/matters?q=${encodeURIComponent('扰民')}&limit=3${cursor}`);
    seen.push(...body.items.map((item: { id: string }) => item.id));
    if (!body.next) break;
    cursor = `&cursor=${body.next}`;
  }
  assert.deepEqual(seen, ids);
});

test('a single character is refused with what to do instead', async () => {
  const { status, body } = await (await city.again('west'))(
    'GET',
    `/api/matters?q=${encodeURIComponent('水')}`,
  );
  assert.equal(status, 422);
  assert.equal(body.fields[0].path, 'q');
});
