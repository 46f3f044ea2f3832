import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type CodeToSend, onCode } from './codes.ts';
import { purge } from './jobs.ts';
import { bearer, SAMPLE_PASSWORD, samplePlace, sampleResident, sampleStaff, tokenFor } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { http, runtime, clock } = program;
const place = await samplePlace(runtime);
const east = { role: 'community_staff', unitId: place.eastUnit };
await sampleStaff(runtime, 'east1', [east], '13900000001');
const MINUTE = 60_000;

const sent: CodeToSend[] = [];
onCode(runtime, (_ctx, code) => void sent.push(code));

function signIn(payload: object, remoteAddress = '10.0.0.1') {
  return http.inject({
    method: 'POST',
    url: '/api/session',
    payload,
    remoteAddress,
    headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36' },
  });
}
const byPassword = (username: string, password = SAMPLE_PASSWORD, address?: string) =>
  signIn({ username, password }, address);
const get = (url: string, token: string) => http.inject({ url, headers: bearer(token) });

async function codeFor(phone: string): Promise<string> {
  clock.advance(MINUTE);
  const answer = await http.inject({ method: 'POST', url: '/api/session/code', payload: { phone } });
  assert.equal(answer.statusCode, 200, answer.body);
  assert.equal(answer.json().demo_code, undefined, 'outside the demo city a code is only sent');
  return sent.at(-1)!.code;
}

test('the right name and password give a token, and a cookie that scripts cannot read', async () => {
  const answer = await byPassword(' East1 ');
  assert.equal(answer.statusCode, 200, answer.body);
  const cookie = String(answer.headers['set-cookie']);
  assert.match(cookie, /^huying_session=/);
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  const me = (await get('/api/me', answer.json().token)).json();
  assert.equal(me.username, 'east1');
  assert.equal(me.phone_masked, '139****0001');
  assert.deepEqual(me.units, [{ id: place.eastUnit, name: '东社区居委会', kind: 'community' }]);
  assert.deepEqual(me.areas, [{ id: place.east, name: '东社区', level: 'community' }]);
  assert.ok(me.permissions.includes('matter:accept'));
  assert.equal(me.demo, false);
});

test('a wrong name and a wrong password read the same, and five of either lock for 15 minutes', async () => {
  await sampleStaff(runtime, 'east2', [east]);
  const told = async (name: string) => {
    const answers: object[] = [];
    for (let i = 0; i < 6; i++) {
      const answer = await byPassword(name, 'not the password');
      const { status, code, detail, locked_until } = answer.json();
      answers.push({ status, code, detail, locked_until });
    }
    return answers;
  };
  const known = await told('east2');
  assert.deepEqual(known, await told('nobody'));
  assert.deepEqual(
    known.map((each) => (each as { status: number }).status),
    [401, 401, 401, 401, 423, 423],
  );
  assert.equal((await byPassword('east2')).statusCode, 423, 'the right password does not open a locked name');
  clock.advance(14 * MINUTE);
  assert.equal((await byPassword('east2')).statusCode, 423);
  clock.advance(MINUTE);
  assert.equal((await byPassword('east2')).statusCode, 200);
});

test('failures are forgotten after a success', async () => {
  await sampleStaff(runtime, 'east3', [east]);
  for (const password of ['a', 'b', 'c', 'd', SAMPLE_PASSWORD, 'a', 'b', 'c', 'd'])
    await byPassword('east3', password);
  assert.equal((await byPassword('east3')).statusCode, 200);
});

test('many wrong passwords at once get no more tries than one after another', async () => {
  await sampleStaff(runtime, 'east4', [east]);
  const tries = [...Array.from({ length: 12 }, (_, i) => `wrong ${i}`), SAMPLE_PASSWORD];
  const answers = await Promise.all(tries.map((password) => byPassword('east4', password)));
  const statuses = answers.map((answer) => answer.statusCode);
  assert.equal(statuses.filter((status) => status === 401).length, 4);
  assert.equal(statuses.filter((status) => status === 423).length, 9, 'the right one came too late');
});

test('an address that fails a hundred times is refused; its neighbour is not', async () => {
  for (let i = 0; i < 100; i++) await signIn({ phone: '13911112222', code: '000000' }, '10.0.0.66');
  assert.equal((await byPassword('east1', SAMPLE_PASSWORD, '10.0.0.66')).statusCode, 429);
  assert.equal((await byPassword('east1', SAMPLE_PASSWORD, '10.0.0.67')).statusCode, 200);
});

test('an incomplete sign-in names the missing field', async () => {
  const answer = await signIn({ username: 'east1' });
  assert.equal(answer.statusCode, 422);
  assert.deepEqual(answer.json().fields, [
    { path: 'password', code: 'required', message: '请填写「密码」。' },
  ]);
});

test('a resident signs in by a code, which makes the account once and works once', async () => {
  const phone = '13800000001';
  const code = await codeFor(` +86 138-0000-0001 `);
  const first = await signIn({ phone, code });
  assert.equal(first.statusCode, 200, first.body);
  assert.equal((await signIn({ phone, code })).statusCode, 401, 'the code is spent');
  const second = await signIn({ phone, code: await codeFor(phone) });
  assert.equal(second.json().account.id, first.json().account.id);
  const me = (await get('/api/me', first.json().token)).json();
  assert.equal(me.phone_masked, '138****0001');
  assert.deepEqual(me.permissions, ['matter:call', 'matter:create']);
});

test('a code ends after five minutes and after five attempts', async () => {
  const phone = '13800000002';
  const late = await codeFor(phone);
  clock.advance(5 * MINUTE);
  assert.equal((await signIn({ phone, code: late })).statusCode, 401);
  const code = await codeFor(phone);
  const wrong = code === '000000' ? '000001' : '000000';
  for (let i = 0; i < 5; i++) assert.equal((await signIn({ phone, code: wrong })).statusCode, 401);
  assert.equal((await signIn({ phone, code })).statusCode, 401);
});

test('codes go out at most once a minute to a phone and twenty times an hour to an address', async () => {
  const ask = (phone: string) =>
    http.inject({ method: 'POST', url: '/api/session/code', payload: { phone }, remoteAddress: '10.9.9.9' });
  assert.equal((await ask('13800000100')).statusCode, 200);
  assert.equal((await ask('13800000100')).json().code, 'code_too_soon');
  for (let i = 0; i < 18; i++) assert.equal((await ask(`138000002${10 + i}`)).statusCode, 200);
  assert.equal((await ask('13800000300')).json().code, 'too_many_requests');
});

test('the code is nowhere in clear', async () => {
  const code = await codeFor('13800000003');
  const { rows } = await sql<{ text: string }>`
    select data::text as text from event union all select account_code::text from account_code`.execute(
    runtime.db,
  );
  assert.ok(rows.length > 0);
  assert.deepEqual(
    rows.filter((row) => new RegExp(`(?<![0-9a-f])${code}(?![0-9a-f])`).test(row.text)),
    [],
  );
});

test('somebody sees, and ends, only the own sessions', async () => {
  const [a, b] = [await sampleResident(runtime, '13800000011'), await sampleResident(runtime, '13800000012')];
  const [tokenA, tokenB] = [await tokenFor(runtime, a, 'resident'), await tokenFor(runtime, b, 'resident')];
  const { items } = (await get('/api/sessions', tokenA)).json();
  assert.equal(items.length, 1);
  assert.equal(items[0].current, true);
  const end = (token: string) =>
    http.inject({ method: 'DELETE', url: `/api/sessions/${items[0].id}`, headers: bearer(token) });
  assert.equal((await end(tokenB)).statusCode, 404);
  assert.equal((await get('/api/me', tokenA)).statusCode, 200);
  assert.equal((await end(tokenA)).statusCode, 200);
  assert.equal((await get('/api/me', tokenA)).statusCode, 401);
});

test('signing out ends this session; signing out everywhere ends all of them at once', async () => {
  const id = await sampleStaff(runtime, 'east5', [east]);
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => tokenFor(runtime, id)));
  const status = async (token?: string) => (await get('/api/me', token!)).statusCode;
  const out = (url: string, token?: string) =>
    http.inject({ method: 'DELETE', url, headers: bearer(token!) });
  for (const token of [one, two, three]) assert.equal(await status(token), 200);
  assert.equal((await out('/api/session', one)).statusCode, 200);
  assert.deepEqual([await status(one), await status(two)], [401, 200]);
  assert.deepEqual((await out('/api/session/all', two)).json(), { ended: 2 });
  assert.deepEqual([await status(two), await status(three)], [401, 401]);
});

test('a session ends by itself: staff after a day, residents after 90', async () => {
  const staff = await tokenFor(runtime, await sampleStaff(runtime, 'east6', [east]));
  const resident = await tokenFor(runtime, await sampleResident(runtime, '13800000021'), 'resident');
  const status = async (token: string) => (await get('/api/me', token)).statusCode;
  assert.deepEqual([await status(staff), await status(resident)], [200, 200]);
  clock.advance(24 * 60 * MINUTE);
  assert.deepEqual([await status(staff), await status(resident)], [401, 200]);
  clock.advance(89 * 24 * 60 * MINUTE);
  assert.equal(await status(resident), 401);
});

test('a foreign page cannot use the cookie: unsafe requests need the header of our pages', async () => {
  const token = await tokenFor(runtime, await sampleStaff(runtime, 'east7', [east]));
  const cookies = { huying_session: token };
  const out = (headers: Record<string, string>) =>
    http.inject({ method: 'DELETE', url: '/api/session', cookies, headers });
  assert.equal((await out({})).json().code, 'foreign_page');
  assert.equal((await http.inject({ url: '/api/me', cookies })).statusCode, 200);
  assert.equal((await out({ 'x-huying': '1' })).statusCode, 200);
});

test('signing in again in the same browser ends the session its cookie held, and no other', async () => {
  const id = await sampleStaff(runtime, 'east10', [east]);
  const [held, phone] = [await tokenFor(runtime, id), await tokenFor(runtime, id)];
  const answer = await http.inject({
    method: 'POST',
    url: '/api/session',
    payload: { username: 'east10', password: SAMPLE_PASSWORD },
    cookies: { huying_session: held },
    headers: { 'x-huying': '1' },
  });
  assert.equal(answer.statusCode, 200);
  assert.equal((await get('/api/me', held)).statusCode, 401);
  for (const token of [phone, answer.json().token])
    assert.equal((await get('/api/me', token)).statusCode, 200);
});

test('what has run out is cleared away, what lasts stays', async () => {
  const id = await sampleStaff(runtime, 'east11', [east]);
  await tokenFor(runtime, id);
  clock.advance(24 * 60 * MINUTE);
  const token = await tokenFor(runtime, id);
  await codeFor('13800000041');
  await byPassword('somebody', 'wrong');
  const left = async () => {
    await purge(runtime);
    const { rows } = await sql`
      select (select count(*) from account_session where account_id = ${id}::uuid) as sessions,
        (select count(*) from account_code) as codes, (select count(*) from account_attempt) as attempts`.execute(
      runtime.db,
    );
    return rows[0];
  };
  assert.deepEqual(await left(), { sessions: 1, codes: 1, attempts: 1 });
  clock.advance(15 * MINUTE);
  assert.deepEqual(await left(), { sessions: 1, codes: 0, attempts: 0 });
  assert.equal((await get('/api/me', token)).statusCode, 200);
});

test('a form of a foreign page cannot sign anybody in', async () => {
  const answer = await http.inject({
    method: 'POST',
    url: '/api/session',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `username=east1&password=${SAMPLE_PASSWORD}`,
  });
  assert.equal(answer.statusCode, 415);
});

test('a changed password ends the other sessions, and must be a good one', async () => {
  const id = await sampleStaff(runtime, 'east8', [east]);
  const [here, there] = await Promise.all([tokenFor(runtime, id), tokenFor(runtime, id)]);
  const change = (current: string, password: string) =>
    http.inject({
      method: 'POST',
      url: '/api/me/password',
      headers: bearer(here),
      payload: { current, password },
    });
  assert.equal((await change('wrong', 'another horse 43')).json().fields[0].path, 'current');
  for (const weak of ['short1', 'allletters', 'huying-demo', 'east8-password', SAMPLE_PASSWORD])
    assert.equal((await change(SAMPLE_PASSWORD, weak)).json().fields[0].path, 'password', weak);
  assert.deepEqual((await change(SAMPLE_PASSWORD, 'another horse 43')).json(), { ended: 1 });
  assert.equal((await get('/api/me', here)).statusCode, 200);
  assert.equal((await get('/api/me', there)).statusCode, 401);
  assert.equal((await byPassword('east8', 'another horse 43')).statusCode, 200);
});

test('a resident gives the own name; staff cannot', async () => {
  const resident = await tokenFor(runtime, await sampleResident(runtime, '13800000031'), 'resident');
  const staff = await tokenFor(runtime, await sampleStaff(runtime, 'east9', [east]));
  const rename = (token: string) =>
    http.inject({ method: 'PATCH', url: '/api/me', headers: bearer(token), payload: { name: '李雷' } });
  assert.equal((await rename(resident)).json().name, '李雷');
  assert.equal((await rename(staff)).statusCode, 403);
});

test('without a demo city the sign-in page is told so and nothing more', async () => {
  assert.deepEqual((await http.inject('/api/demo')).json(), {
    demo: false,
    usable: false,
    password: null,
    accounts: [],
  });
});
