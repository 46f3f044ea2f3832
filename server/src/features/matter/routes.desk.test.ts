import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity, EAST, WEST } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, east, street, water, power, grid } = city;

const get = async (who: Ask, url: string) => {
  const { status, body } = await who('GET', url);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};

test('the desk sees a caller’s earlier matters it may see, counts the others, and leaves a trace', async () => {
  const call = { source: 'desk', contact: { phone: '13900000009' } };
  const here = await city.report(west, call);
  await city.report(east, { ...call, point: EAST });
  await city.report(west, { ...call, confidential: true });
  const card = await get(west, '/api/desk/caller?phone=139-0000-0009');
  assert.deepEqual(
    card.matters.map((each: { id: string }) => each.id),
    [here.id],
  );
  assert.equal(card.others, 1, 'the one elsewhere is counted, the confidential one is not');
  assert.equal(card.registered, false);
  const known = await get(west, '/api/desk/caller?phone=19900000001');
  assert.equal(known.registered, true);
  const looks = await city.program.runtime.db
    .selectFrom('event')
    .select(['actor', 'data'])
    .where('kind', '=', 'matter.desk.caller')
    .orderBy('seq')
    .execute();
  assert.deepEqual(looks[0], { actor: city.people.west, data: { phone: '139****0009', shown: 1 } });
  for (const who of [caller, water, grid])
    assert.equal((await who('GET', '/api/desk/caller?phone=13900000009')).status, 403);
  assert.equal((await west('GET', '/api/desk/caller?phone=hello')).status, 422);
});

test('similar open matters nearby are offered with why, others and those elsewhere are not', async () => {
  const bench = await city.report(neighbour, {
    text: '健身器材的长凳断裂',
    point: { lng: 114.4051, lat: 30.4051 },
  });
  const far = await city.report(neighbour, {
    text: '健身器材的长凳断裂',
    point: { lng: 114.4095, lat: 30.4095 },
  });
  const beyond = await city.report(neighbour, { text: '健身器材的长凳断裂', point: EAST });
  const ask = (text: string, { lng, lat } = WEST) =>
    `/api/desk/similar?text=${encodeURIComponent(text)}&lng=${lng}&lat=${lat}`;
  const found = (await get(west, ask('有一条长凳断裂了'))).items;
  assert.equal(found[0].matter.id, bench.id);
  assert.ok(found[0].distance < 30);
  assert.ok(found[0].why.some((why: string) => why.includes('长凳')));
  const ids = found.map((each: { matter: { id: string } }) => each.matter.id);
  assert.ok(!ids.includes(far.id) && !ids.includes(beyond.id));
  const nearBeyond = ask('长凳断裂', EAST);
  assert.deepEqual((await get(west, nearBeyond)).items, [], 'the west does not see what is in the east');
  assert.equal((await get(east, nearBeyond)).items[0].matter.id, beyond.id);
  await city.perform(west, bench.id, 'reject', { reason: '不属于受理范围' });
  const after = (await get(west, ask('有一条长凳断裂了'))).items;
  assert.ok(
    !after.some((each: { matter: { id: string } }) => each.matter.id === bench.id),
    'an ended one is no longer similar',
  );
});

test('before a place is named, what says the same and is of the same class is offered from all that one may see', async () => {
  const category = 'gbt-c-01-37';
  const text = '东湖桥头的灯箱整夜闪个不停';
  const { id } = await city.report(neighbour, { category, text });
  const there = await city.report(neighbour, { category, text, point: EAST });
  await city.program.settle();
  const ask = async (who: Ask, words: string, more: object = { category }) => {
    const query = new URLSearchParams({ text: words, ...more });
    const { items } = await get(who, `/api/desk/similar?${query}`);
    return items.map((each: { matter: { id: string } }) => each.matter.id);
  };
  const said = '桥头的灯箱整夜在闪';
  assert.deepEqual(await ask(west, said), [id]);
  assert.deepEqual(await ask(east, said), [there.id]);
  assert.deepEqual((await ask(street, said)).sort(), [id, there.id].sort());
  assert.deepEqual(await ask(west, said, { category: 'gbt-c-01-02' }), [], 'another class');
  assert.deepEqual(await ask(west, said, {}), [], 'no class');
  assert.deepEqual(
    await ask(west, '灯不亮'),
    [],
    'too little is said by both to be worth showing without a place',
  );
  assert.deepEqual(await ask(west, '希望尽快处理'), []);
});

test('the catalog offers each actor what they may create, and suggests classes while something is typed', async () => {
  const codes = async (who: Ask) =>
    (await get(who, '/api/catalog/types')).items.map((each: { code: string }) => each.code);
  assert.ok((await codes(caller)).includes('city-event'));
  const [first] = (await get(caller, '/api/catalog/types')).items;
  assert.deepEqual(first.sources, [{ code: 'resident', name: '居民自报' }]);
  assert.ok(
    !(await get(west, '/api/catalog/types')).items[0].sources.some(
      (each: { code: string }) => each.code === 'resident',
    ),
  );
  const typed = `/api/catalog/categories?type=city-event&q=${encodeURIComponent('楼上有人违建，私自搭建阳光房')}`;
  const suggested = (await get(caller, typed)).items;
  assert.equal(suggested[0].name, '私搭乱建');
  assert.equal(suggested[0].conditions, undefined, 'a resident reads no inner conditions');
  assert.ok((await get(west, typed)).items[0].conditions.length > 0);
  assert.ok(suggested.length <= 8);
  const all = (await get(caller, '/api/catalog/categories?type=repair')).items;
  assert.ok(all.length > 0 && all.every((each: { code: string }) => each.code));
  const states = (await get(caller, '/api/catalog/states?type=city-event')).items;
  assert.ok(
    states.some((each: { code: string; name: string }) => each.code === 'archived' && each.name === '已归档'),
  );
});

test('a contact is unmasked for a purpose, by whom the matter concerns, and the caller can see who looked', async () => {
  const matter = await city.report(caller, { contact: { name: '王小明', phone: '13900000009' } });
  const url = `/api/matters/${matter.id}/contact`;
  const purpose = { purpose: '电话核实位置' };
  assert.deepEqual(await west('POST', url, purpose), {
    status: 200,
    body: { name: '王小明', phone: '13900000009' },
  });
  assert.equal((await west('POST', url, {})).status, 422);
  for (const [who, status] of [
    [east, 404],
    [power, 404],
    [neighbour, 403],
    [caller, 403],
  ] as const)
    assert.equal((await who('POST', url, purpose)).status, status);
  const { items } = await get(caller, `/api/matters/${matter.id}/looks`);
  assert.deepEqual(
    items.map(({ who, purpose: what }: { who: string; purpose: string }) => [who, what]),
    [['west', '电话核实位置']],
  );
  assert.equal((await neighbour('GET', `/api/matters/${matter.id}/looks`)).status, 404);
  const told = (await get(caller, `/api/matters/${matter.id}/events`)).items;
  assert.ok(
    !told.some((each: { kind: string }) => each.kind === 'contact'),
    'the story of the caller does not tell of it',
  );
  const next = await city.perform(west, matter.id, 'accept');
  assert.equal(next.status, 200, 'a look makes nobody’s version stale');
});

test('of a confidential matter only the centre that answers for it unmasks the contact', async () => {
  const matter = await city.report(caller, { confidential: true });
  const url = `/api/matters/${matter.id}/contact`;
  const purpose = { purpose: '电话核实' };
  assert.equal(
    (await street('POST', url, purpose)).status,
    403,
    'the street sees the matter, not whose it is',
  );
  assert.equal((await get(street, `/api/matters/${matter.id}`)).contact, null);
  const own = await west('POST', url, purpose);
  assert.deepEqual(
    own.body,
    { name: null, phone: '19900000001' },
    'a resident’s own number is the account’s',
  );
  const left = await city.report(caller, {
    confidential: true,
    contact: { name: '王小明', phone: '13900000009' },
  });
  const units = [{ unit: await city.unitOf('water'), role: 'main' }];
  assert.equal((await city.perform(west, left.id, 'dispatch', { units })).status, 200);
  const told = async (who: Ask) => (await get(who, `/api/matters/${left.id}`)).contact;
  assert.deepEqual(await told(water), { name: null, phone: null, masked: true });
  assert.equal((await told(west)).phone, '139****0009');
});

test('an anonymous caller left nothing to unmask', async () => {
  const matter = await city.report(caller, { anonymous: true, contact: { phone: '13900000009' } });
  const answer = await west('POST', `/api/matters/${matter.id}/contact`, { purpose: '电话核实' });
  assert.equal(answer.status, 409);
  assert.equal(answer.body.code, 'no_contact');
});

test('units are suggested to whoever may dispatch and sees the matter', async () => {
  const matter = await city.report(caller);
  const url = `/api/matters/${matter.id}/suggestions`;
  assert.deepEqual((await get(west, url)).items, [], 'no matrix, no suggestion');
  assert.equal((await east('GET', url)).status, 404);
  assert.equal((await caller('GET', url)).status, 403);
});

test('a resident is found by the number that was proved: another one given to be called at lists and opens nothing', async () => {
  const phone = '13900000018';
  const own = await city.report(neighbour, { contact: { phone }, urgent: true });
  assert.equal(own.priority, 'ordinary', 'how urgent a call is, staff judge');
  assert.deepEqual((await get(west, `/api/desk/caller?phone=${phone}`)).matters, []);
  assert.equal((await city.stranger('POST', '/api/lookup', { number: own.number, phone })).status, 404);
  const pair = { number: own.number, phone: '19900000002' };
  assert.equal((await city.stranger('POST', '/api/lookup', pair)).status, 200);
  const contact = await west('POST', `/api/matters/${own.id}/contact`, { purpose: '电话核实位置' });
  assert.equal(contact.body.phone, phone, 'it is still the number to call');
  const taken = await city.report(west, { source: 'desk', contact: { phone }, urgent: true });
  assert.equal(taken.priority, 'urgent');
});

test('an anonymous call leaves nobody who could be asked, whatever number was typed with it', async () => {
  const call = { source: 'desk', contact: { phone: '13900000019' } };
  const { db } = city.program.runtime;
  const reachable = async ({ id }: { id: string }) =>
    (await db.selectFrom('matter').select('memory').where('id', '=', id).executeTakeFirstOrThrow()).memory;
  const [anonymous, named] = [
    await city.report(west, { ...call, anonymous: true }),
    await city.report(west, call),
  ];
  assert.deepEqual(
    [await reachable(anonymous), await reachable(named)].map(
      (memory) => (memory as { reachable: boolean }).reachable,
    ),
    [false, true],
  );
});
