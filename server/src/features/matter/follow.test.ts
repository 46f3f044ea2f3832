import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity } from './asking.sample.ts';
import { withoutCallers } from './rules.follow.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, water, stranger } = city;

const OTHER = {
  name: '欧阳远方',
  phone: '13900000077',
  words: '我家孩子昨晚踩空了',
  place: '荷花里三栋二单元',
};
const PHONE = '13900000088';
const GOOD = { contacted: true, solved: true, satisfied: 'satisfied' };

async function ok(answer: ReturnType<Ask>) {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}
const look = (number: string) => stranger('POST', '/api/lookup', { number, phone: PHONE });

/** The other caller's matter, full of what concerns nobody else, and two that were merged into it. */
async function merged(more: object = {}) {
  const target = await city.report(west, {
    source: 'desk',
    text: OTHER.words,
    address: OTHER.place,
    contact: { name: OTHER.name, phone: OTHER.phone },
    ...more,
  });
  const signedIn = await city.report(caller);
  const byPhone = await city.report(west, { source: 'desk', contact: { phone: PHONE } });
  for (const { id } of [signedIn, byPhone])
    await ok(city.perform(west, id, 'merge', { matter: target.id, reason: '同一处井盖' }));
  return { target, signedIn, byPhone };
}

async function dispatch(id: string) {
  const units = [{ unit: await city.unitOf('water'), role: 'main', note: '先联系欧阳远方' }];
  await ok(city.perform(west, id, 'dispatch', { units, opinion: '此人多次投诉' }));
}

async function close(id: string, reply: string) {
  await ok(city.perform(water, id, 'feedback', { reply, opinion: '现场内部情况' }));
  await ok(city.perform(west, id, 'close', { met: true, reply }));
  await city.program.settle();
}

const SECRETS = [
  ...Object.values(OTHER),
  '139****0077',
  '欧阳',
  '此人多次投诉',
  '现场内部情况',
  '在西门卫室旁',
];
function tellsNothing(told: unknown, of: string) {
  const text = JSON.stringify(told);
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `${of} tells ${secret}`);
}

test('the callers of merged matters see how the one they were merged into goes on, and nothing of its caller', async () => {
  const { target, signedIn, byPhone } = await merged();
  const own = await ok(
    stranger('POST', '/api/lookup/actions/supplement', {
      number: target.number,
      phone: OTHER.phone,
      version: 1,
      text: '在西门卫室旁',
    }),
  );
  assert.ok(JSON.stringify(own).includes('西门卫室'), 'its own caller reads it');
  await dispatch(target.id);
  const page = await ok(caller('GET', `/api/matters/${signedIn.id}`));
  const found = await ok(look(byPhone.number));
  for (const { follows } of [page, found]) {
    assert.deepEqual([follows.number, follows.open, follows.public_reply], [target.number, true, null]);
    assert.equal(follows.steps.at(-1).name, follows.state_name);
    assert.deepEqual(Object.keys(follows.steps[0]).sort(), ['at', 'name']);
  }
  await close(target.id, `${OTHER.name}您好，井盖已补，有事请打 ${OTHER.phone}。`);
  const after = await ok(caller('GET', `/api/matters/${signedIn.id}`));
  const foundAfter = await ok(look(byPhone.number));
  for (const { follows } of [after, foundAfter]) {
    assert.equal(follows.public_reply, '诉求人您好，井盖已补，有事请打 （电话）。');
    assert.equal(follows.state_name, '已结案');
    assert.ok(follows.closed_at);
  }
  tellsNothing(after, 'the page');
  tellsNothing(foundAfter, 'the look-up');
  tellsNothing(await ok(caller('GET', `/api/matters/${signedIn.id}/events`)), 'the story');
  assert.equal((await caller('GET', `/api/matters/${target.id}`)).status, 404, 'the other matter itself');
  assert.equal((await caller('GET', `/api/matters/${target.id}/events`)).status, 404);
  assert.equal((await look(target.number)).status, 404);
  assert.equal(
    (await ok(west('GET', `/api/matters/${signedIn.id}`))).follows,
    null,
    'staff open the other one',
  );
});

const closingTo = async (who: Ask) =>
  (await ok(who('GET', '/api/messages'))).items.filter(
    (message: { template: string }) => message.template === 'closed-caller',
  );

/** What lies ready to be texted, by the matter it is for. */
async function texts(): Promise<Map<string, string>> {
  const { runtime } = city.program;
  const { rows } = await sql<{ subject: string; sealed: Buffer }>`
    select subject, sealed from message_delivery where purpose = 'closed-caller' and subject is not null`.execute(
    runtime.db,
  );
  return new Map(rows.map(({ subject, sealed }) => [subject, runtime.sealer.open(sealed)]));
}

test('when it is answered they are told of their own number, in their inbox or by text, and nothing else', async () => {
  const { target, signedIn, byPhone } = await merged();
  await dispatch(target.id);
  await close(target.id, `${OTHER.name}您好，井盖已补。`);
  const inbox = (await closingTo(caller)).filter((each: { subject: string }) => each.subject === signedIn.id);
  assert.equal(inbox.length, 1);
  assert.match(inbox[0].body, new RegExp(`${signedIn.number}.*井盖已补`));
  assert.ok(!inbox[0].body.includes(target.number));
  tellsNothing(inbox, 'the message');
  const text = (await texts()).get(byPhone.id)!;
  assert.match(text, new RegExp(`${PHONE}.*${byPhone.number}.*井盖已补`));
  tellsNothing(text, 'the text');
  assert.match((await texts()).get(target.id)!, new RegExp(`${OTHER.phone}.*${OTHER.words}`));
});

test('whoever called twice about the same thing is told once', async () => {
  const [target, again] = [await city.report(neighbour), await city.report(neighbour)];
  await ok(city.perform(west, again.id, 'merge', { matter: target.id, reason: '同一处井盖' }));
  await dispatch(target.id);
  await close(target.id, '井盖已补。');
  const told = (await closingTo(neighbour)).map((each: { subject: string }) => each.subject);
  assert.deepEqual(told, [target.id]);
});

test('of a confidential one they see the state alone', async () => {
  const { target, signedIn } = await merged({ confidential: true });
  await dispatch(target.id);
  await close(target.id, '已处理。');
  const { follows } = await ok(caller('GET', `/api/matters/${signedIn.id}`));
  assert.deepEqual([follows.state_name, follows.public_reply, follows.steps], ['已结案', null, []]);
  const told = (await ok(caller('GET', '/api/messages'))).items.find(
    (message: { subject: string }) => message.subject === signedIn.id,
  );
  assert.ok(!told.body.includes('已处理'));
});

test('they rate their own once the other is closed: before it, twice and by staff it is refused', async () => {
  const { target, signedIn, byPhone } = await merged();
  const offer = async (id: string) =>
    (await ok(caller('GET', `/api/matters/${id}`))).abilities.find(
      (each: { action: string }) => each.action === 'rate',
    );
  assert.equal((await offer(signedIn.id)).enabled, false);
  assert.equal((await city.perform(caller, signedIn.id, 'rate', GOOD)).body.code, 'not_now');
  await dispatch(target.id);
  await close(target.id, '井盖已补。');
  assert.equal((await offer(signedIn.id)).enabled, true);
  assert.equal((await city.perform(west, signedIn.id, 'rate', GOOD)).status, 403);
  const { version } = await ok(caller('GET', `/api/matters/${signedIn.id}`));
  const stolen = { version, ...GOOD };
  assert.equal((await neighbour('POST', `/api/matters/${signedIn.id}/actions/rate`, stolen)).status, 404);
  assert.equal((await city.perform(caller, signedIn.id, 'rate', { solved: true })).status, 422);
  const bad = { contacted: false, solved: false, satisfied: 'dissatisfied', comment: '没有人联系我' };
  const rated = await city.perform(caller, signedIn.id, 'rate', bad);
  assert.deepEqual([rated.status, rated.body.state, rated.body.open], [200, 'merged', false]);
  assert.equal(await offer(signedIn.id), undefined, 'once');
  assert.equal((await city.perform(caller, signedIn.id, 'rate', GOOD)).status, 403);
  const story = (await ok(west('GET', `/api/matters/${signedIn.id}/events`))).items.at(-1);
  assert.deepEqual([story.kind, story.from, story.to], ['rate', 'merged', 'merged']);
  const other = await ok(west('GET', `/api/matters/${target.id}`));
  assert.equal(other.state, 'closed', 'another’s rating opens nothing again');
  const found = await ok(look(byPhone.number));
  const done = await ok(
    stranger('POST', '/api/lookup/actions/rate', {
      number: byPhone.number,
      phone: PHONE,
      version: found.version,
      ...GOOD,
    }),
  );
  assert.ok(!done.abilities.some((each: { action: string }) => each.action === 'rate'));
});

test('a chain of merges leads to its end', async () => {
  const first = await city.report(caller);
  const second = await city.report(neighbour);
  const third = await city.report(west, { source: 'desk', contact: { phone: OTHER.phone } });
  await ok(city.perform(west, first.id, 'merge', { matter: second.id, reason: '同一处井盖' }));
  await ok(city.perform(west, second.id, 'merge', { matter: third.id, reason: '同一处井盖' }));
  await dispatch(third.id);
  for (const [who, { id }] of [
    [caller, first],
    [neighbour, second],
  ] as const) {
    const { merged_into, follows } = await ok(who('GET', `/api/matters/${id}`));
    assert.equal(follows.number, third.number);
    assert.ok(merged_into.number);
  }
  await close(third.id, '井盖已补。');
  const told = (await ok(caller('GET', '/api/messages'))).items.map(
    (each: { subject: string }) => each.subject,
  );
  assert.ok(told.includes(first.id));
});

test('an answer names nobody to others', () => {
  const without = (text: string, name: string | null, phone: string | null) =>
    withoutCallers(text, [{ name, phone }]);
  const [name, phone] = ['李四', '13900000001'];
  assert.equal(without('李四您好，已办，回电 13900000001', name, phone), '诉求人您好，已办，回电 （电话）');
  assert.equal(without('已办', null, null), '已办');
  assert.equal(without('居民楼已修', '居民', null), '居民楼已修');
  assert.equal(without('李家巷已修', '李', null), '李家巷已修', 'one sign is no name');
  for (const number of ['139-0000-0001', '139 0000 0001', '139—00000001', '１３９００００0001'])
    assert.equal(without(`已电话${number}告知`, name, phone), '已电话（电话）告知');
  assert.equal(without('已电（027）8765-4321', null, '02787654321'), '已电（（电话）');
  assert.equal(without('井盖编号 139000', name, phone), '井盖编号 139000', 'a part is no number');
  for (const called of ['王小明', '小明', '王先生', '王大爷'])
    assert.equal(without(`已联系${called}，王家巷已修`, '王小明', null), '已联系诉求人，王家巷已修');
  assert.equal(without('欧阳女士您好', '欧阳远方', null), '诉求人您好');
  assert.equal(without('(a.b) 与 axb', '(a.b)', null), '诉求人 与 axb', 'a name is no pattern');
});

test('nor does an answer tell one who was merged of the others who were', async () => {
  const { target, signedIn, byPhone } = await merged();
  await dispatch(target.id);
  await close(target.id, '已电话告知居民甲和 139-0000-0088，井盖已补。');
  const told = [
    (await ok(caller('GET', `/api/matters/${signedIn.id}`))).follows.public_reply,
    (await ok(look(byPhone.number))).follows.public_reply,
  ];
  for (const reply of told) assert.equal(reply, '已电话告知诉求人和 （电话），井盖已补。');
  const { body } = (await closingTo(caller)).find(
    (each: { subject: string }) => each.subject === signedIn.id,
  );
  assert.ok(!body.includes('0088'), body);
});
