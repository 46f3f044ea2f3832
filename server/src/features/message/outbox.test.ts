import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, samplePlace, sampleResident, sampleStaff, tokenFor } from '../account/sample.ts';
import { deliverDue } from './deliver.ts';
import { listener, loadTemplates, sendAs } from './sample.ts';
import { deliverCodes, textPhone } from './texts.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http, clock } = program;
await samplePlace(runtime);
await loadTemplates(runtime);
const PHONE = '13800138001';
const owner = await sampleResident(runtime, PHONE, '王小明');
const phoneless = await sampleStaff(runtime, 'nophone', [{ role: 'security_admin' }]);
const admin = await sampleStaff(runtime, 'admin', [{ role: 'system_admin' }]);
const security = await sampleStaff(runtime, 'security', [{ role: 'security_admin' }]);
const gateway = await listener();
const other = await listener();
after(() => Promise.all([gateway.close(), other.close()]));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// Staff sessions last a day and the clock runs ahead: a token for each question.
const ask = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, who = admin) =>
  http.inject({ method, url, payload, headers: bearer(await tokenFor(runtime, who)) });
const list = async (query = '') => (await ask('GET', `/api/outbox${query}`)).json().items;

let seq = 2000;
const text = (accounts: string[]) => {
  // Ids of one millisecond have no order.
  clock.advance(1);
  return sendAs(runtime, {
    template: 'accepted-caller',
    accounts,
    subjectKind: 'matter',
    subject: uuidv7(clock.now()),
    eventSeq: ++seq,
    values: { number: '001', title: '机密的标题', reply: '谢谢' },
  });
};

async function event(kind: string): Promise<string> {
  clock.advance(1);
  const subject = uuidv7(clock.now());
  await run(runtime, SYSTEM, (ctx) =>
    recordNext(ctx, {
      subjectKind: 'matter',
      subject,
      kind,
      audience: 'staff',
      scopes: [],
      data: { secret: '机密' },
    }),
  );
  return subject;
}

test('without a gateway a text waits where the administrator sees it, with neither words nor number', async () => {
  await text([owner]);
  await deliverDue(runtime);
  const [row] = await list('?channel=sms');
  assert.deepEqual(
    [row.state, row.note, row.recipient, row.title, row.attempts],
    ['waiting', '未配置通道', '王**', '已受理 …', 0],
  );
  assert.equal(JSON.stringify(row).includes('机密'), false);
  assert.equal((await ask('GET', '/api/outbox', undefined, security)).statusCode, 403);
});

test('once there is a gateway, the text goes to the account’s phone', async () => {
  runtime.config.smsUrl = gateway.url;
  await deliverDue(runtime);
  const [sent] = gateway.received.splice(0);
  assert.deepEqual([sent!.body.phone, sent!.body.text], [PHONE, '“机密的标题”已受理。谢谢']);
  assert.equal(sent!.headers['idempotency-key'], sent!.body.id);
  assert.equal((await list())[0].state, 'sent');
  await deliverDue(runtime);
  assert.equal(gateway.received.length, 0, 'once');
});

test('a gateway that fails is tried again later and later, then given up; the administrator can begin anew', async () => {
  gateway.state.status = 500;
  await text([owner]);
  const waits = [0, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR];
  for (const [i, wait] of waits.entries()) {
    if (wait > 0) {
      clock.advance(wait - 1000);
      await deliverDue(runtime);
      assert.equal(gateway.received.length, i, 'not before its time');
      clock.advance(1000);
    }
    await deliverDue(runtime);
    assert.equal(gateway.received.length, i + 1);
    const [row] = await list();
    assert.deepEqual([row.state, row.note], [i < 5 ? 'failed' : 'given_up', '对方应答 HTTP 500']);
  }
  gateway.state.status = 200;
  const [row] = await list('?state=given_up');
  assert.equal((await ask('POST', `/api/outbox/${row.id}/retry`, undefined, security)).statusCode, 403);
  assert.equal((await ask('POST', `/api/outbox/${row.id}/retry`)).statusCode, 200);
  assert.equal((await ask('POST', `/api/outbox/${row.id}/retry`)).json().code, 'not_failed');
  await deliverDue(runtime);
  assert.equal((await list())[0].state, 'sent');
  gateway.received.splice(0);
});

test('a gateway that is not there says so; an account without a phone is not tried again', async () => {
  const closed = await listener();
  await closed.close();
  runtime.config.smsUrl = closed.url;
  await text([owner]);
  await deliverDue(runtime);
  assert.deepEqual([(await list())[0].state, (await list())[0].note], ['failed', '连接失败（ECONNREFUSED）']);
  runtime.config.smsUrl = gateway.url;
  await text([phoneless]);
  await deliverDue(runtime);
  assert.deepEqual([(await list())[0].state, (await list())[0].note], ['given_up', '账号没有登记手机号']);
});

test('two programs at once send each text once', async () => {
  gateway.received.splice(0);
  clock.advance(HOUR);
  for (let i = 0; i < 30; i++) await text([owner]);
  await Promise.all([deliverDue(runtime), deliverDue(runtime), deliverDue(runtime)]);
  assert.equal(new Set(gateway.received.map((one) => one.body.id)).size, 31);
  assert.equal(gateway.received.length, 31, 'thirty, and the one of the hour before');
});

test('what could not be sent for a day is given up, not sent late', async () => {
  runtime.config.smsUrl = null;
  await text([owner]);
  clock.advance(25 * HOUR);
  runtime.config.smsUrl = gateway.url;
  gateway.received.splice(0);
  await deliverDue(runtime);
  assert.equal(gateway.received.length, 0);
  assert.equal((await list())[0].state, 'given_up');
});

test('a sign-in code goes out by text and lies nowhere afterwards', async () => {
  deliverCodes(runtime);
  gateway.received.splice(0);
  const answer = await http.inject({ method: 'POST', url: '/api/session/code', payload: { phone: PHONE } });
  assert.ok(answer.statusCode < 300, answer.body);
  const stored = async () =>
    (
      await sql<{ sealed: Buffer | null }>`
      select sealed from message_delivery where purpose = 'sign-in-code' order by id desc limit 1`.execute(
        runtime.db,
      )
    ).rows[0]!.sealed;
  const sealed = (await stored())!;
  await deliverDue(runtime);
  const code = /\d{6}/.exec(String(gateway.received[0]!.body.text))![0];
  assert.equal(sealed.includes(code), false);
  assert.equal(await stored(), null);
  const [row] = await list();
  assert.deepEqual([row.title, row.recipient, row.state], ['登录验证码', '—', 'sent']);
});

test('a code that could not be sent in time is erased, and not sent again', async () => {
  clock.advance(2 * MINUTE);
  gateway.state.status = 503;
  await http.inject({ method: 'POST', url: '/api/session/code', payload: { phone: PHONE } });
  await deliverDue(runtime);
  runtime.config.smsUrl = null;
  clock.advance(HOUR);
  await deliverDue(runtime);
  runtime.config.smsUrl = gateway.url;
  const { rows } = await sql`select from message_delivery where sealed is not null`.execute(runtime.db);
  assert.equal(rows.length, 0);
  const [row] = await list();
  assert.equal(row.state, 'given_up');
  assert.equal((await ask('POST', `/api/outbox/${row.id}/retry`)).json().code, 'code_gone');
  gateway.state.status = 200;
});

test('a caller without an account is texted once of each matter an event concerns, and the number is forgotten', async () => {
  clock.advance(1);
  gateway.received.splice(0);
  const [one, other] = [uuidv7(clock.now()), uuidv7(clock.now())];
  const say = (template: string, subject = one, phone = '13900139000') =>
    run(runtime, SYSTEM, (ctx) =>
      textPhone(ctx, {
        template,
        phone,
        eventSeq: 9000,
        subject,
        values: { title: '井盖', reply: '' },
      }),
    );
  for (const template of ['accepted-caller', 'accepted-caller', 'received-caller']) await say(template);
  await say('accepted-caller', other, '13900139001');
  await deliverDue(runtime);
  await say('accepted-caller');
  await say('accepted-caller', other, '13900139001');
  await deliverDue(runtime);
  assert.deepEqual(gateway.received.map(({ body }) => [body.phone, body.text]).sort(), [
    ['13900139000', '“井盖”已受理。'],
    ['13900139001', '“井盖”已受理。'],
  ]);
  const { rows } = await sql`select from message_delivery where sealed is not null`.execute(runtime.db);
  assert.equal(rows.length, 0);
});

const SECRET = 'a secret of sixteen and more';
const hook = (more = {}) => ({
  client_id: uuidv7(clock.now()),
  name: '城运平台',
  url: other.url,
  secret: SECRET,
  kinds: ['matter.*'],
  ...more,
});

test('a webhook is told what changed, signed, of the kinds it asked for, once', async () => {
  await event('matter.created');
  clock.advance(1000);
  const body = hook();
  const made = (await ask('POST', '/api/webhooks', body)).json();
  assert.equal((await ask('POST', '/api/webhooks', body)).json().id, made.id, 'the same submission again');
  assert.equal(JSON.stringify(made).includes(SECRET), false);
  const subject = await event('matter.dispatch');
  await event('area.changed');
  await program.settle();
  await sql`update subscriber set xid = '0', seq = 0 where name = 'message.webhook'`.execute(runtime.db);
  await program.settle();
  await deliverDue(runtime);
  assert.equal(other.received.length, 1);
  const [call] = other.received.splice(0);
  assert.deepEqual([call!.body.kind, call!.body.subject], ['matter.dispatch', subject]);
  assert.equal(call!.text.includes('机密'), false);
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(call!.headers['x-huying-signature']))!;
  assert.equal(v1, createHmac('sha256', SECRET).update(`${t}.${call!.text}`).digest('hex'));
});

test('a webhook is changed under its version, and says nothing once it is gone', async () => {
  const { id, name, url, kinds } = (await ask('GET', '/api/webhooks')).json().items[0];
  const change = { name, url, kinds, disabled: false, version: 1 };
  assert.equal((await ask('PUT', `/api/webhooks/${id}`, change)).json().version, 2);
  assert.equal((await ask('PUT', `/api/webhooks/${id}`, change)).json().code, 'stale_version');
  await event('matter.close');
  await program.settle();
  assert.equal((await ask('DELETE', `/api/webhooks/${id}`)).statusCode, 204);
  await deliverDue(runtime);
  assert.equal(other.received.length, 0);
  assert.equal((await list('?channel=webhook'))[0].state, 'given_up');
  assert.equal((await ask('DELETE', `/api/webhooks/${id}`)).statusCode, 404);
});

test('addresses that are no web addresses, and callers without the right, are refused', async () => {
  for (const url of [
    'ftp://example.org/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://u:p@example.org/',
  ]) {
    const answer = await ask('POST', '/api/webhooks', hook({ url }));
    assert.equal(answer.statusCode, 422, url);
    assert.equal(answer.json().fields[0].path, 'url');
  }
  assert.equal((await ask('GET', '/api/webhooks', undefined, security)).statusCode, 403);
  assert.equal((await ask('POST', '/api/webhooks', hook(), security)).statusCode, 403);
});
