import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from './actor.ts';
import { phoneOf } from './phone.ts';
import { bearer, SAMPLE_PASSWORD, samplePlace, sampleResident, sampleStaff, tokenFor } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { http, runtime } = program;
const place = await samplePlace(runtime);
const signed = async (name: string, role: string, unitId?: string) => {
  const id = await sampleStaff(runtime, name, [{ role, unitId }], '13900000009');
  return { id, token: await tokenFor(runtime, id) };
};
const admin = await signed('admin', 'system_admin');
const security = await signed('security', 'security_admin');
const auditor = await signed('auditor', 'audit_admin');
const east = await signed('east1', 'community_staff', place.eastUnit);
const west = await signed('west1', 'community_staff', place.westUnit);
const resident = await sampleResident(runtime, '13800000001');

type Who = { token: string };
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come.
type Answer = { status: number; body: any };
async function call(who: Who, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const answer = await http.inject({ method, url, headers: bearer(who.token), payload });
  return { status: answer.statusCode, body: answer.json() } as Answer;
}
let count = 0;
async function newStaff(relations: object[] = [{ role: 'community_staff', unit_id: place.eastUnit }]) {
  const payload = { username: `new${++count}`, name: '新同志', phone: '13900000100', relations };
  const { status, body } = await call(admin, 'POST', '/api/staff', payload);
  assert.equal(status, 201, JSON.stringify(body));
  return body as { password: string; staff: { id: string; username: string; version: number } };
}
const signIn = (username: string, password: string) =>
  http.inject({ method: 'POST', url: '/api/session', payload: { username, password } });

test('a new account may do nothing until its one-time password is changed', async () => {
  const { password, staff } = await newStaff();
  const answer = await signIn(staff.username, password);
  assert.equal(answer.json().account.must_change_password, true);
  const who = { token: answer.json().token };
  assert.deepEqual((await call(who, 'GET', '/api/me')).body.permissions, []);
  // The live line last: let in, it would never end.
  const routes = http.routeList.toSorted(
    (a, b) => Number(a.url === '/api/live') - Number(b.url === '/api/live'),
  );
  for (const { method, url, access } of routes) {
    const free = access === 'public' || access === 'in-person' || url === '/api/me';
    if (free) continue;
    const path = url.replaceAll(/:\w+|\*/g, staff.id);
    const { status, body } = await call(who, method as 'GET', path);
    assert.deepEqual([status, body.code], [403, 'must_change_password'], `${method} ${url}`);
  }
  assert.equal((await call(who, 'GET', '/api/sessions')).status, 200);
  const change = { current: password, password: SAMPLE_PASSWORD };
  assert.equal((await call(who, 'POST', '/api/me/password', change)).status, 200);
  assert.ok((await call(who, 'GET', '/api/me')).body.permissions.includes('matter:accept'));
});

test('staff, residents and strangers do not manage staff', async () => {
  const neighbour = { token: await tokenFor(runtime, resident, 'resident') };
  for (const who of [east, neighbour]) {
    assert.equal((await call(who, 'GET', '/api/staff')).status, 403);
    assert.equal((await call(who, 'GET', `/api/staff/${west.id}`)).status, 403);
    assert.equal((await call(who, 'POST', `/api/staff/${west.id}/password`)).status, 403);
  }
  assert.equal((await http.inject('/api/staff')).statusCode, 401);
});

test('lists find by name, unit, area, role and phone, page by page, and never show a phone', async () => {
  const list = async (query: string) => (await call(admin, 'GET', `/api/staff?${query}`)).body;
  const names = async (query: string) =>
    (await list(query)).items.map((each: { username: string }) => each.username).sort();
  assert.deepEqual(await names('q=EAST1'), ['east1']);
  assert.deepEqual(await names('q=%25'), []);
  assert.deepEqual(await names(`unit=${place.westUnit}`), ['west1']);
  assert.deepEqual(await names(`area=${place.west}`), ['west1']);
  assert.ok((await names(`area=${place.city}&role=community_staff`)).includes('west1'));
  assert.ok((await names('phone=139%200000%200009')).includes('east1'));
  assert.deepEqual(await names('phone=13911111111'), []);
  const first = await list('limit=2');
  const second = await list(`limit=2&cursor=${first.next}`);
  assert.equal(new Set([...first.items, ...second.items].map((each) => each.id)).size, 4);
  assert.equal(first.items[0].phone_masked.includes('****'), true);
  assert.doesNotMatch(JSON.stringify(first), /13900000009/);
});

test('the system administrator manages ordinary accounts and touches no administrator', async () => {
  const { staff } = await newStaff();
  const changed = await call(admin, 'PATCH', `/api/staff/${staff.id}`, {
    version: staff.version,
    name: '改名',
  });
  assert.equal(changed.body.name, '改名');
  const stale = await call(admin, 'PATCH', `/api/staff/${staff.id}`, {
    version: staff.version,
    name: '再改',
  });
  assert.deepEqual([stale.status, stale.body.code, stale.body.version], [409, 'stale', staff.version + 1]);
  for (const target of [admin, security, auditor]) {
    const answer = await call(admin, 'POST', `/api/staff/${target.id}/disable`, { version: 1 });
    assert.equal(answer.status, 403);
  }
  for (const role of ['system_admin', 'security_admin', 'audit_admin']) {
    assert.equal((await call(admin, 'POST', `/api/staff/${staff.id}/relations`, { role })).status, 403);
    const made = await call(admin, 'POST', '/api/staff', {
      username: 'sneak',
      name: '甲',
      relations: [{ role }],
    });
    assert.equal(made.status, 403);
  }
  assert.equal((await call(admin, 'POST', `/api/staff/${staff.id}/password`)).status, 403);
});

test('the security administrator resets, but no administrator and not the own account', async () => {
  const { staff } = await newStaff([]);
  const reset = await call(security, 'POST', `/api/staff/${east.id}/password`);
  assert.equal(reset.status, 200);
  assert.equal((await signIn('east1', reset.body.password)).json().account.must_change_password, true);
  for (const target of [admin, security, auditor])
    assert.equal((await call(security, 'POST', `/api/staff/${target.id}/password`)).status, 403);
  const body = { role: 'community_staff', unit_id: place.eastUnit };
  assert.equal((await call(security, 'POST', `/api/staff/${staff.id}/relations`, body)).status, 403);
  assert.equal((await call(security, 'POST', '/api/staff', { username: 'x1', name: '乙' })).status, 403);
  const own = (await call(security, 'GET', `/api/staff/${security.id}`)).body.relations[0];
  assert.equal((await call(security, 'DELETE', `/api/staff/${security.id}/relations/${own.id}`)).status, 403);
});

const appoint = (who: Who, id: string, role: string) =>
  call(who, 'POST', `/api/staff/${id}/relations`, { role });
const decide = (who: Who, id: string, how: 'agree' | 'refuse') =>
  call(who, 'POST', `/api/appointments/${id}/${how}`);

test('an administrator is appointed by two, and neither of them knows the password', async () => {
  const { staff, password } = await newStaff([]);
  const asked = await appoint(security, staff.id, 'audit_admin');
  assert.deepEqual([asked.status, asked.body.id, asked.body.staff.relations], [201, null, []]);
  assert.equal((await signIn(staff.username, password)).statusCode, 200, 'nothing has changed yet');
  assert.equal((await appoint(security, staff.id, 'audit_admin')).body.code, 'already_asked');
  const { appointment, half } = asked.body;
  const shown = (await call(admin, 'GET', '/api/appointments')).body.items;
  assert.deepEqual(shown[0].abilities, ['agree', 'refuse']);
  assert.equal(
    (await decide(security, appointment, 'agree')).status,
    403,
    'the door is closed to whoever asks',
  );
  const agreed = await decide(admin, appointment, 'agree');
  assert.equal(agreed.status, 200, JSON.stringify(agreed.body));
  assert.equal((await decide(auditor, appointment, 'agree')).body.code, 'not_now');
  assert.equal((await signIn(staff.username, password)).statusCode, 401, 'the maker knew the old password');
  for (const part of [half, agreed.body.half])
    assert.equal((await signIn(staff.username, part)).statusCode, 401);
  const whole = await signIn(staff.username, half + agreed.body.half);
  assert.equal(whole.json().account.must_change_password, true);
  assert.deepEqual((await call(admin, 'GET', '/api/appointments')).body.items, []);
  const { rows } = await sql<{ secrets: number }>`
    select count(coalesce(password_hash, encode(half_sealed, 'hex')))::int as secrets from account_appointment
    where state <> 'asked'`.execute(runtime.db);
  assert.equal(rows[0]!.secrets, 0);
});

test('an appointment is refused by another, or taken back; nobody agrees to the own', async () => {
  const { staff } = await newStaff([]);
  const first = (await appoint(security, staff.id, 'system_admin')).body.appointment;
  assert.equal((await decide(auditor, first, 'refuse')).status, 200);
  assert.equal((await decide(admin, first, 'agree')).body.code, 'not_now');
  const second = (await appoint(security, staff.id, 'system_admin')).body.appointment;
  assert.equal((await decide(security, second, 'refuse')).status, 200);
  for (const who of [admin, auditor, west])
    assert.equal((await appoint(who, staff.id, 'system_admin')).status, 403);
  assert.equal((await decide(admin, staff.id, 'agree')).status, 404);
  assert.deepEqual((await call(admin, 'GET', `/api/staff/${staff.id}`)).body.relations, []);
});

test('an administrator role stands alone, in either order', async () => {
  const { staff } = await newStaff();
  const beside = await appoint(security, staff.id, 'system_admin');
  assert.deepEqual([beside.status, beside.body.code], [409, 'exclusive_role']);
  const bare = (await newStaff([])).staff;
  const waits = (await appoint(security, bare.id, 'system_admin')).body.appointment;
  assert.equal((await decide(auditor, waits, 'agree')).status, 200);
  const second = await appoint(security, bare.id, 'audit_admin');
  assert.deepEqual([second.status, second.body.code], [409, 'exclusive_role']);
  const ordinary = { role: 'community_staff', unit_id: place.eastUnit };
  assert.equal((await call(admin, 'POST', `/api/staff/${bare.id}/relations`, ordinary)).status, 403);
});

test('a role that needs a place says so, and the same relation is refused twice', async () => {
  const { staff } = await newStaff();
  const add = (body: object) => call(admin, 'POST', `/api/staff/${staff.id}/relations`, body);
  assert.equal((await add({ role: 'department_staff' })).body.fields[0].path, 'unit_id');
  assert.equal((await add({ role: 'grid_worker' })).body.fields[0].path, 'area_id');
  assert.equal((await add({ role: 'resident' })).body.fields[0].path, 'role');
  assert.equal((await add({ role: 'grid_worker', area_id: staff.id })).body.fields[0].path, 'area_id');
  assert.equal(
    (await add({ role: 'community_staff', unit_id: place.eastUnit })).body.code,
    'already_related',
  );
  assert.equal((await add({ role: 'community_staff', unit_id: place.westUnit })).status, 201);
});

test('taking a role away, and disabling, take effect at once', async () => {
  const { staff } = await newStaff();
  await sql`update account set must_change_password = false where id = ${staff.id}::uuid`.execute(runtime.db);
  const who = { token: await tokenFor(runtime, staff.id) };
  assert.ok((await call(who, 'GET', '/api/me')).body.permissions.length > 0);
  const { body } = await call(admin, 'GET', `/api/staff/${staff.id}`);
  const url = `/api/staff/${staff.id}/relations/${body.relations[0].id}`;
  assert.equal((await call(admin, 'DELETE', url)).status, 200);
  assert.equal((await call(admin, 'DELETE', url)).status, 404);
  assert.deepEqual((await call(who, 'GET', '/api/me')).body.permissions, []);
  const disabled = await call(admin, 'POST', `/api/staff/${staff.id}/disable`, { version: body.version });
  assert.equal(disabled.body.disabled, true);
  assert.equal((await call(who, 'GET', '/api/me')).status, 401);
  const { version } = disabled.body;
  assert.equal((await call(admin, 'POST', `/api/staff/${staff.id}/enable`, { version })).status, 200);
  assert.equal((await call(who, 'GET', '/api/me')).status, 401, 'the session does not come back');
});

test('a locked account is shown, unlocked by security only, and its sign-ins are seen by security and audit', async () => {
  for (let i = 0; i < 5; i++) await signIn('west1', 'not the password');
  const shown = await call(security, 'GET', `/api/staff/${west.id}`);
  assert.ok(shown.body.locked_until);
  assert.equal((await call(admin, 'POST', `/api/staff/${west.id}/unlock`)).status, 403);
  assert.equal((await call(security, 'POST', `/api/staff/${west.id}/unlock`)).body.locked_until, null);
  assert.equal((await signIn('west1', SAMPLE_PASSWORD)).statusCode, 200);
  for (const who of [security, auditor]) {
    const { body } = await call(who, 'GET', `/api/sign-ins?account=${west.id}`);
    assert.deepEqual(
      body.items.map((each: { kind: string }) => each.kind.split('.')[2]),
      ['started', ...Array(5).fill('refused')],
    );
  }
  assert.equal((await call(admin, 'GET', '/api/sign-ins')).status, 403);
});

test('the security administrator ends the sessions of another', async () => {
  const id = await sampleStaff(runtime, 'west2', [{ role: 'community_staff', unitId: place.westUnit }]);
  const who = { token: await tokenFor(runtime, id) };
  assert.equal((await call(who, 'GET', '/api/me')).status, 200);
  assert.equal((await call(admin, 'DELETE', `/api/staff/${id}/sessions`)).status, 403);
  assert.deepEqual((await call(security, 'DELETE', `/api/staff/${id}/sessions`)).body, { ended: 1 });
  assert.equal((await call(who, 'GET', '/api/me')).status, 401);
});

test('the database itself shows an account only its own phone', async () => {
  const actor = (await loadActor(runtime.db, west.id))!;
  const rows = await run(runtime, actor, (ctx) =>
    sql<{ account_id: string }>`select account_id from account_contact`.execute(ctx.db),
  );
  assert.deepEqual(rows.rows, [{ account_id: west.id }]);
  assert.equal(await run(runtime, actor, (ctx) => phoneOf(ctx, resident)), null);
  assert.equal(await run(runtime, SYSTEM, (ctx) => phoneOf(ctx, resident)), '13800000001');
  const unscoped = await sql`select from account_contact`.execute(runtime.db);
  assert.equal(unscoped.rows.length, 0);
  await assert.rejects(
    run(runtime, actor, (ctx) =>
      sql`insert into account_contact values (${admin.id}::uuid, 'resident', '\\x00', '\\x00')`.execute(
        ctx.db,
      ),
    ),
    /row-level security/,
  );
});

test('every change is an event of the account, chained, with the administrator who made it', async () => {
  const { staff } = await newStaff();
  await call(admin, 'POST', `/api/staff/${staff.id}/disable`, { version: staff.version });
  const { rows } = await sql<{ kind: string; actor: string; linked: boolean }>`
    select kind, actor, prev_hash is not distinct from lag(hash) over (order by seq) as linked
    from event where subject = ${staff.id}::uuid order by seq`.execute(runtime.db);
  assert.deepEqual(rows, [
    { kind: 'account.staff.created', actor: admin.id, linked: true },
    { kind: 'account.relation.added', actor: admin.id, linked: true },
    { kind: 'account.staff.disabled', actor: admin.id, linked: true },
  ]);
});
