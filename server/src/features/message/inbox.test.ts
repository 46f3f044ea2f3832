import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { Refusal } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { News } from '../../platform/live.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { bearer, samplePlace, sampleResident, sampleStaff, tokenFor } from '../account/sample.ts';
import { registerReceiptPolicy } from './policy.ts';
import { loadTemplates, sendAs, TEMPLATES } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http, clock } = program;
const place = await samplePlace(runtime);
await loadTemplates(runtime);
const owner = await sampleResident(runtime, '13800138001', '王小明');
const neighbour = await sampleResident(runtime, '13800138002', '李小红');
const worker = await sampleStaff(runtime, 'street1', [{ role: 'street_staff', unitId: place.centre }]);
const [ownerHeaders, neighbourHeaders, workerHeaders] = [
  bearer(await tokenFor(runtime, owner, 'resident')),
  bearer(await tokenFor(runtime, neighbour, 'resident')),
  bearer(await tokenFor(runtime, worker)),
];

let seq = 1000;
const told = (accounts: string[], title = '井盖破损', eventSeq = ++seq, subject = uuidv7(clock.now())) => ({
  template: 'received-caller',
  accounts,
  subjectKind: 'matter',
  subject,
  eventSeq,
  values: { number: '001', title },
});

const get = async (url: string, headers = ownerHeaders) => (await http.inject({ url, headers })).json();
const post = (url: string, headers = ownerHeaders) => http.inject({ method: 'POST', url, headers });

test('a message reaches its account, worded, and nobody else', async () => {
  await sendAs(runtime, told([owner]));
  const [message] = (await get('/api/messages')).items;
  assert.equal(message.title, '收到 001');
  assert.equal(message.body, '“井盖破损”已收到。');
  assert.equal(message.read_at, null);
  assert.deepEqual((await get('/api/messages', neighbourHeaders)).items, []);
  assert.equal((await post(`/api/messages/${message.id}/read`, neighbourHeaders)).statusCode, 404);
  assert.equal((await post(`/api/messages/${message.id}/read`)).statusCode, 200);
  assert.notEqual((await get('/api/messages')).items[0].read_at, null);
});

test('the same event sent twice is one message for each', async () => {
  const sending = told([owner, neighbour, owner]);
  assert.equal(await sendAs(runtime, sending), 2);
  assert.equal(await sendAs(runtime, [sending, { ...sending, accounts: [owner] }]), 0);
});

test('the database itself keeps messages from others, and from whoever has no scope', async () => {
  const count = sql<{ n: number }>`select count(*) as n from message where account_id = ${owner}::uuid`;
  const seen = async (id: string) => {
    const actor = (await loadActor(runtime.db, id))!;
    return (await run(runtime, actor, (ctx) => count.execute(ctx.db))).rows[0]!.n;
  };
  assert.ok((await seen(owner)) > 0);
  assert.equal(await seen(neighbour), 0);
  assert.equal((await count.execute(runtime.db)).rows[0]!.n, 0);
});

test('the inbox is read page by page, newest first, and by what is unread', async () => {
  await post('/api/messages/read-all');
  for (let i = 0; i < 5; i++) {
    clock.advance(1000);
    await sendAs(runtime, told([owner], `第 ${i} 件`));
  }
  const first = await get('/api/messages?limit=3');
  const second = await get(`/api/messages?limit=3&cursor=${first.next}`);
  const bodies = [...first.items, ...second.items].map((item: { body: string }) => item.body);
  assert.deepEqual(
    bodies.slice(0, 5),
    [4, 3, 2, 1, 0].map((i) => `“第 ${i} 件”已收到。`),
  );
  await post(`/api/messages/${first.items[0].id}/read`);
  assert.equal((await get('/api/messages?unread=true')).items.length, 4);
  assert.deepEqual(await get('/api/messages/unread'), { count: 4, more: false });
  assert.deepEqual((await post('/api/messages/read-all')).json(), { read: 4 });
  assert.deepEqual(await get('/api/messages/unread'), { count: 0, more: false });
});

test('unread messages are counted up to 99', async () => {
  await sendAs(
    runtime,
    Array.from({ length: 120 }, () => told([neighbour])),
  );
  assert.deepEqual(await get('/api/messages/unread', neighbourHeaders), { count: 99, more: true });
});

test('the bell rings for whoever got a message, once a batch', async () => {
  await program.settle();
  await runtime.live.start();
  const heard: Record<string, News[]> = { owner: [], worker: [] };
  runtime.live.listen((await loadActor(runtime.db, owner))!, (news) => heard.owner!.push(news));
  runtime.live.listen((await loadActor(runtime.db, worker))!, (news) => heard.worker!.push(news));
  await sendAs(runtime, [told([owner]), told([owner, neighbour])]);
  const until = Date.now() + 3000;
  while (heard.owner!.length === 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(
    heard.owner!.map((news) => news.kind),
    ['message.created'],
  );
  assert.deepEqual(heard.worker, []);
});

test('a long text is cut without halving a character', async () => {
  for (const more of ['', '一'])
    assert.equal(await sendAs(runtime, told([owner], more + '\u{1f6a8}'.repeat(1500))), 1);
});

test('a template nobody wrote stops nothing', async () => {
  assert.equal(await sendAs(runtime, [{ ...told([owner]), template: 'no-such' }, told([owner])]), 1);
});

test('templates are refused whole, and unchanged ones change nothing', async () => {
  const bad = [{ ...TEMPLATES[0]!, body: '{{phone}}' }];
  await assert.rejects(loadTemplates(runtime, bad), (error: Refusal) => error.fields!.length === 1);
  const events = async () =>
    (
      await sql<{
        n: number;
      }>`select count(*) as n from event where kind = 'message.template.changed'`.execute(runtime.db)
    ).rows[0]!.n;
  const before = await events();
  await loadTemplates(runtime);
  assert.equal(await events(), before);
  await loadTemplates(runtime, [{ ...TEMPLATES[0]!, title: '改了 {{number}}' }, TEMPLATES[1]!]);
  assert.equal(await events(), before + 1);
  clock.advance(1000);
  await sendAs(runtime, told([owner]));
  assert.equal((await get('/api/messages')).items[0].title, '改了 001');
});

test('staff who may see the subject see who has read of it; residents have no names', async () => {
  const subject = uuidv7(clock.now());
  await sendAs(runtime, told([owner, worker], '路灯不亮', ++seq, subject));
  const url = `/api/messages/receipts?subject=${subject}`;
  assert.equal(
    (await http.inject({ url, headers: workerHeaders })).statusCode,
    404,
    'nobody speaks for matters yet',
  );
  registerReceiptPolicy(
    runtime,
    'matter',
    async (_runtime, actor, id) => actor.id === worker && id === subject,
  );
  await post('/api/messages/read-all', workerHeaders);
  const seen = await get(url, workerHeaders);
  assert.deepEqual([seen.total, seen.read], [2, 1]);
  const names = seen.people.map((one: { name: string; unit: string | null }) => [one.name, one.unit]);
  assert.deepEqual(names.sort(), [
    ['street1 同志', '市指挥中心'],
    ['居民', null],
  ]);
  const other = await sampleStaff(runtime, 'street2', [{ role: 'street_staff', unitId: place.eastUnit }]);
  const otherHeaders = bearer(await tokenFor(runtime, other));
  assert.equal((await http.inject({ url, headers: otherHeaders })).statusCode, 404);
  assert.equal((await http.inject({ url, headers: ownerHeaders })).statusCode, 403);
});
