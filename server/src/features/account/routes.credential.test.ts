import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { relate } from './commands.relation.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from './sample.ts';
import { forgetSessions } from './session.ts';

const program = await testProgram(await emptyTemplate());
const { http, runtime, clock } = program;
const place = await samplePlace(runtime);
const signed = async (name: string, role: string, unitId?: string) =>
  tokenFor(runtime, await sampleStaff(runtime, name, [{ role, unitId }]));
const admin = await signed('admin', 'system_admin');
const security = await signed('security', 'security_admin');
const auditor = await signed('auditor', 'audit_admin');
const east = await signed('east1', 'community_staff', place.eastUnit);
const DAY = 86_400_000;

interface Way {
  token?: string;
  from?: string;
  payload?: object;
  headers?: Record<string, string>;
}
async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, way: Way = {}) {
  const { token, from = '10.0.0.1', payload } = way;
  const headers = { ...(token ? bearer(token) : {}), ...way.headers };
  const answer = await http.inject({ method, url, headers, payload, remoteAddress: from });
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come.
  return { status: answer.statusCode, body: answer.json() as any };
}
const units = (token: string, from?: string) => call('GET', '/api/units', { token, from });

let count = 0;
/** An account that nobody has ever signed in to. */
async function serviceAccount() {
  count += 1;
  const relations = [{ role: 'community_staff', unit_id: place.eastUnit }];
  const payload = { username: `service${count}`, name: '热线对接', relations };
  return (await call('POST', '/api/staff', { token: admin, payload })).body.staff;
}
const create = (more: object, token = admin) =>
  call('POST', '/api/credentials', {
    token,
    payload: { name: `系统 ${count}`, expires_on: '2026-12-31', ...more },
  });
async function issued(more: object = {}) {
  const account = await serviceAccount();
  const { status, body } = await create({ username: account.username, ...more });
  assert.equal(status, 201, JSON.stringify(body));
  return { account, secret: body.secret as string, credential: body.credential };
}
const revoke = (id: string, token = admin) => call('DELETE', `/api/credentials/${id}`, { token });
async function eventsOf(account: string) {
  const { rows } = await sql<{ kind: string; reason: string | null; linked: boolean }>`
    select kind, data ->> 'reason' as reason, prev_hash is not distinct from lag(hash) over (order by seq) as linked
    from event where subject = ${account}::uuid and kind not like 'account.staff.%' order by seq`.execute(
    runtime.db,
  );
  return rows.filter(({ kind }) => kind.startsWith('account.credential.'));
}
const reasonOf = ({ status, body }: { status: number; body: { code: string; reason: string } }) =>
  `${status} ${body.code} ${body.reason}`;

test('a credential acts as its account, although nobody ever signed in to that', async () => {
  const { account, secret, credential } = await issued();
  assert.match(secret, /^hyk_[\w-]{43}$/);
  const me = (await call('GET', '/api/me', { token: secret })).body;
  assert.equal(me.id, account.id);
  assert.ok(me.permissions.includes('matter:create'));
  assert.equal((await units(secret)).status, 200);
  assert.deepEqual(credential.account, { id: account.id, username: account.username, name: '热线对接' });
  assert.deepEqual(
    [credential.state, credential.used_on, credential.created_by],
    ['active', null, 'admin 同志'],
  );
});

test('the secret is shown once: only its hash is kept, and no list, event or answer has it again', async () => {
  const { secret } = await issued();
  await units(secret);
  const list = await http.inject({ url: '/api/credentials', headers: bearer(admin) });
  const { rows } = await sql<{ text: string }>`
    select account_credential::text as text from account_credential union all select data::text from event`.execute(
    runtime.db,
  );
  for (const text of [list.body, ...rows.map((row) => row.text)]) assert.ok(!text.includes(secret.slice(4)));
});

test('the last day of use is kept, in Shanghai, and the list goes page by page', async () => {
  clock.advance(1000);
  const { secret, credential } = await issued();
  await units(secret);
  const first = (await call('GET', '/api/credentials?limit=1', { token: auditor })).body;
  assert.equal(first.items[0].id, credential.id);
  assert.equal(first.items[0].used_on, '2026-03-02');
  assert.deepEqual(first.items[0].abilities, [], 'the auditor only reads');
  const second = (await call('GET', `/api/credentials?limit=1&cursor=${first.next}`, { token: security }))
    .body;
  assert.notEqual(second.items[0].id, credential.id);
  assert.deepEqual(second.items[0].abilities, ['revoke']);
});

test('revoked by either keeper it lets nobody in at once, and who knocks is told why and written down', async () => {
  for (const keeper of [admin, security]) {
    const { account, secret, credential } = await issued();
    const other = await issued();
    assert.equal((await units(secret)).status, 200);
    const { status, body } = await revoke(credential.id, keeper);
    assert.deepEqual([status, body.state, body.abilities], [200, 'revoked', []]);
    assert.equal(reasonOf(await units(secret)), '401 credential_refused revoked');
    await units(secret);
    assert.equal((await units(other.secret)).status, 200, 'the neighbour’s goes on');
    assert.equal((await revoke(credential.id)).body.code, 'no_change');
    assert.deepEqual(await eventsOf(account.id), [
      { kind: 'account.credential.created', reason: null, linked: true },
      { kind: 'account.credential.revoked', reason: null, linked: true },
      { kind: 'account.credential.refused', reason: 'revoked', linked: true },
    ]);
  }
  const { body } = await call('GET', '/api/sign-ins?limit=10', { token: security });
  assert.ok(body.items.some(({ kind }: { kind: string }) => kind === 'account.credential.refused'));
});

test('with networks it is used from there only, also right after it was used from there', async () => {
  const { account, secret } = await issued({ addresses: ['10.20.0.0/16'] });
  assert.equal((await units(secret, '10.20.3.4')).status, 200);
  assert.equal(reasonOf(await units(secret, '10.21.3.4')), '401 credential_refused address');
  assert.equal((await units(secret, '::ffff:10.20.3.4')).status, 200);
  assert.equal((await eventsOf(account.id)).at(-1)!.reason, 'address');
});

test('a program reaches no route that is for a person: password, sessions, leaves, and any credential or account', async () => {
  const { secret } = await issued();
  const personal = http.routeList.filter(({ access }) => access === 'in-person');
  assert.deepEqual(
    personal.map(({ method, url }) => `${method} ${url}`),
    [
      'DELETE /api/session',
      'DELETE /api/session/all',
      'GET /api/sessions',
      'DELETE /api/sessions/:id',
      'PATCH /api/me',
      'POST /api/me/password',
      'GET /api/leaves',
      'GET /api/leaves/stand-ins',
      'GET /api/leaves/people',
      'POST /api/leaves',
      'POST /api/leaves/:id/end',
      'POST /api/registrations',
      'POST /api/registrations/:id/withdraw',
      'GET /api/me/record',
      'POST /api/me/record/corrections',
      'POST /api/me/record/erasure',
      'PUT /api/my-grid',
    ],
  );
  for (const { method, url } of personal) {
    const answer = await call(method as 'GET', url, { token: secret });
    assert.equal(answer.status, 403, `${method} ${url}`);
    assert.match(answer.body.detail, /接口凭证/);
  }
  for (const [method, url] of [
    ['POST', '/api/credentials'],
    ['GET', '/api/credentials'],
    ['GET', '/api/staff'],
  ] as const)
    assert.equal((await call(method, url, { token: secret, payload: {} })).status, 403, url);
});

test('a credential whose account became an administrator’s is worthless', async () => {
  const { account, secret } = await issued();
  assert.equal((await units(secret)).status, 200);
  await call('DELETE', `/api/staff/${account.id}/relations/${account.relations[0].id}`, { token: admin });
  await run(runtime, SYSTEM, (ctx) => relate(ctx, account.id, { role: 'system_admin' }));
  forgetSessions(runtime, account.id);
  assert.equal(reasonOf(await units(secret)), '401 credential_refused administrator');
});

test('a secret in a cookie opens nothing, and by header it needs no header against foreign pages', async () => {
  const { secret } = await issued();
  const cookie = { cookie: `huying_session=${secret}` };
  assert.equal((await call('GET', '/api/units', { headers: cookie })).status, 401);
  assert.equal((await call('GET', '/api/units', { headers: { ...cookie, 'x-huying': '1' } })).status, 401);
  assert.equal((await call('POST', '/api/messages/read-all', { token: secret })).status, 200);
});

test('a hundred wrong secrets shut an address for strangers, not for its neighbour nor for whoever was let in', async (t) => {
  const { secret } = await issued();
  const from = '10.0.0.66';
  assert.equal((await units(secret, from)).status, 200);
  const guess = `hyk_${'x'.repeat(43)}`;
  for (let i = 0; i < 100; i++) assert.equal((await units(guess, from)).status, 401);
  assert.equal((await units(guess, from)).status, 429);
  const late = await issued();
  assert.equal((await units(late.secret, from)).status, 429, 'the first use from a shut address waits');
  assert.equal((await units(late.secret, '10.0.0.67')).status, 200);
  const now = Date.now();
  // Past the seconds for which an answer is believed unasked.
  t.mock.method(Date, 'now', () => now + 6000);
  assert.equal((await units(secret, from)).status, 200);
  t.mock.restoreAll();
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from event where kind = 'account.credential.refused' and data ->> 'reason' = 'unknown'`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.n, 1, 'the log is not filled by one who goes on knocking');
  clock.advance(900_000);
  assert.equal((await units(guess, from)).status, 401);
});

test('only the system administrator gives credentials; others are stopped', async () => {
  const { username } = await serviceAccount();
  for (const token of [security, auditor, east])
    assert.equal((await create({ username }, token)).status, 403);
  const { credential } = await issued();
  for (const token of [auditor, east]) assert.equal((await revoke(credential.id, token)).status, 403);
  assert.equal((await call('GET', '/api/credentials', { token: east })).status, 403);
  assert.equal((await call('GET', '/api/credentials')).status, 401);
});

test('what cannot be given is refused at its field', async () => {
  const { username, id, version } = await serviceAccount();
  const codeOf = async (more: object) => {
    const { status, body } = await create({ username, ...more });
    return [status, body.fields?.[0].path, body.fields?.[0].code];
  };
  assert.deepEqual(await codeOf({ username: 'nobody' }), [422, 'username', 'unknown_person']);
  assert.deepEqual(await codeOf({ username: 'security' }), [422, 'username', 'administrator']);
  assert.deepEqual(await codeOf({ username: 'east1' }), [422, 'username', 'used_by_person']);
  assert.deepEqual(await codeOf({ expires_on: '2026-03-01' }), [422, 'expires_on', 'bad_expiry']);
  assert.deepEqual(await codeOf({ expires_on: '2027-04-30' }), [422, 'expires_on', 'bad_expiry']);
  assert.deepEqual(await codeOf({ expires_on: 'soon' }), [422, 'expires_on', 'format']);
  assert.deepEqual(await codeOf({ addresses: ['10.0.0.1', '10.0.0.0/64'] }), [
    422,
    'addresses.1',
    'bad_network',
  ]);
  assert.equal((await create({ username, name: '同名系统' })).status, 201);
  assert.equal((await create({ username, name: ' 同名系统 ' })).body.code, 'name_taken');
  await call('POST', `/api/staff/${id}/disable`, { token: admin, payload: { version } });
  assert.deepEqual(await codeOf({}), [422, 'username', 'account_disabled']);
});

// Last: the administrators' own sessions end with the day.
test('an expired credential, a disabled account and an ended relation stop it', async () => {
  const short = await issued({ expires_on: '2026-03-03' });
  assert.equal((await units(short.secret)).status, 200);
  const { account, secret } = await issued();
  assert.equal((await units(secret)).status, 200);
  await call('DELETE', `/api/staff/${account.id}/relations/${account.relations[0].id}`, { token: admin });
  assert.equal((await units(secret)).status, 403);
  const off = await issued();
  assert.equal((await units(off.secret)).status, 200);
  const { version } = off.account;
  await call('POST', `/api/staff/${off.account.id}/disable`, { token: admin, payload: { version } });
  assert.equal(reasonOf(await units(off.secret)), '401 credential_refused account');
  clock.advance(DAY);
  assert.equal((await units(short.secret)).status, 200, 'its last day is 3 March');
  clock.advance(DAY);
  assert.equal(reasonOf(await units(short.secret)), '401 credential_refused expired');
  assert.equal((await call('GET', '/health/live', { token: short.secret })).status, 200);
});
