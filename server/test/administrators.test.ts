// Three separate administrators (三员): none can do another's work, and none becomes another or makes a friend one alone.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { OFFICES, readRoles } from '../src/features/account/index.ts';
import {
  bearer,
  ROLES,
  SAMPLE_PASSWORD,
  samplePlace,
  sampleStaff,
  tokenFor,
} from '../src/features/account/sample.ts';
import type { Row } from './access.table.ts';
import { emptyTemplate, testProgram } from './harness.ts';

const THREE = ['system_admin', 'security_admin', 'audit_admin'] as const;
type Administrator = (typeof THREE)[number];
/** access.test.ts proves that the table says what the doors do. */
const TABLE = parse(readFileSync(new URL('access.table.yaml', import.meta.url), 'utf8')) as Record<
  string,
  Row
>;

/** What more than one of them may look at. */
const PLAIN_READS = [
  'GET /api/staff',
  'GET /api/staff/:id',
  'GET /api/roles',
  'GET /api/sign-ins',
  'GET /api/credentials',
  'GET /api/appointments',
  'GET /api/registry/groups',
];
/** One door, two offices: whose account it is decides (the test below). Appointments are two persons' work by their nature. */
const SPLIT_BEHIND_THE_DOOR = [
  'PATCH /api/staff/:id',
  'POST /api/staff/:id/disable',
  'POST /api/staff/:id/enable',
  'POST /api/staff/:id/relations',
  'DELETE /api/staff/:id/relations/:relation',
  'POST /api/appointments/:id/agree',
  'POST /api/appointments/:id/refuse',
];
/** Only takes away: whoever sees a stolen secret first stops it. */
const STOPS = ['DELETE /api/credentials/:id'];

const namedRoutes = Object.entries(TABLE).flatMap(([route, row]) =>
  Array.isArray(row) ? [{ route, roles: row }] : [],
);

test('every route that one of the three may call is shut to the two others, but for the named ones', () => {
  const shared = namedRoutes
    .filter(({ roles }) => THREE.filter((each) => roles.includes(each)).length > 1)
    .map(({ route }) => route);
  assert.deepEqual(shared.sort(), [...PLAIN_READS, ...SPLIT_BEHIND_THE_DOOR, ...STOPS].sort());
  assert.ok(PLAIN_READS.every((route) => route.startsWith('GET ')));
});

test('each of the three has work of its own, and the auditor changes nothing but what he was asked to judge and when he is asked', () => {
  const alone = (one: Administrator) =>
    namedRoutes.filter(({ roles }) => THREE.filter((each) => roles.includes(each)).join() === one);
  for (const one of THREE) assert.ok(alone(one).length > 2, one);
  const writes = alone('audit_admin').filter(({ route }) => !route.startsWith('GET '));
  assert.deepEqual(
    writes.map(({ route }) => route),
    ['POST /api/audit/alerts/:id/close', 'PUT /api/audit/policy'],
  );
});

test('their roles stand alone and hold nothing of each other, nor any sight of people or matters', async () => {
  const roles = new Map((await readRoles(ROLES)).map((role) => [role.code, role]));
  const held = THREE.map((code) => roles.get(code)!);
  for (const role of held) {
    assert.equal(role.exclusive, true, role.code);
    const others = held.filter((each) => each !== role).flatMap((each) => each.permissions);
    assert.deepEqual(
      role.permissions.filter((each) => others.includes(each)),
      [],
    );
    assert.deepEqual(
      role.permissions.filter((each) =>
        /:view-|^(matter|resident|care|ledger|duty|place|housing):/.test(each),
      ),
      [],
      role.code,
    );
  }
});

test('every permission of an administrator belongs to one office, and no other role of the pack holds one', async () => {
  const roles = await readRoles(ROLES);
  const work = Object.values(OFFICES).flat();
  assert.equal(new Set(work).size, work.length, 'one office each');
  for (const [i, code] of THREE.entries()) {
    const { permissions } = roles.find((role) => role.code === code)!;
    // A new permission of an administrator is put in its office first: it is judged there, not copied here.
    assert.deepEqual([...permissions].sort(), [...Object.values(OFFICES)[i]!].sort(), code);
  }
  for (const role of roles.filter(({ code }) => !THREE.some((each) => each === code)))
    assert.deepEqual(
      role.permissions.filter(
        (each) => work.includes(each) || /^(account|audit|config|dictionary|area|workflow):/.test(each),
      ),
      [],
      role.code,
    );
});

const folder = mkdtempSync(join(tmpdir(), 'huying-roles-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a pack whose role joins the work of two offices, in any pair of permissions, is refused when it is read', async () => {
  const file = join(folder, 'roles.yaml');
  const read = (permissions: string[], exclusive = true) => {
    const role = { code: 'both', name: '两样', scope: 'none', exclusive, permissions };
    writeFileSync(file, stringify({ roles: [role] }));
    return readRoles(file);
  };
  const offices = Object.values(OFFICES);
  let pairs = 0;
  for (const [i, one] of offices.entries())
    for (const other of offices.slice(i + 1))
      for (const a of one)
        for (const b of other) {
          await assert.rejects(read([a, b]), /合并了应当分立的管理权限/, `${a} ${b}`);
          pairs++;
        }
  assert.equal(pairs, 7 * 2 + 7 + 2);
  await assert.rejects(read(['dictionary:groups', 'resident:group-aids'], false), /不能启用敏感群体/);
});

const { http, runtime } = await testProgram(await emptyTemplate());
const place = await samplePlace(runtime);
async function signed(name: string, role: string, unitId?: string) {
  const id = await sampleStaff(runtime, name, [{ role, unitId }]);
  return { id, name, headers: bearer(await tokenFor(runtime, id)) };
}
const people = {
  system_admin: await signed('sys', 'system_admin'),
  security_admin: await signed('sec', 'security_admin'),
  audit_admin: await signed('aud', 'audit_admin'),
};
const clerk = await signed('clerk', 'community_staff', place.eastUnit);
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
async function ask(who: Administrator, method: Method, url: string, payload?: object) {
  const answer = await http.inject({ method, url, headers: people[who].headers, payload });
  return { status: answer.statusCode, body: answer.json() };
}
const relationOf = async (id: string) =>
  (await ask('audit_admin', 'GET', `/api/staff/${id}`)).body.relations[0].id;

test('behind the shared doors ordinary accounts are the one’s, administrators the other’s, and the auditor’s none', async () => {
  const touch = async (who: Administrator, id: string) => {
    const { version } = (await ask('audit_admin', 'GET', `/api/staff/${id}`)).body;
    const end = `/api/staff/${id}/relations/${await relationOf(id)}`;
    const calls: [Method, string, object?][] = [
      ['PATCH', `/api/staff/${id}`, { version: version + 1, name: '改名' }],
      ['POST', `/api/staff/${id}/disable`, { version: version + 1 }],
      ['POST', `/api/staff/${id}/enable`, { version: version + 1 }],
      ['DELETE', end],
    ];
    const got = [];
    for (const [method, url, payload] of calls.slice(0, id === clerk.id && who === 'system_admin' ? 3 : 4))
      got.push((await ask(who, method, url, payload)).status);
    return got;
  };
  // A version that is not yet: whoever has the right hears that it is stale, and nothing is changed.
  assert.deepEqual(await touch('system_admin', clerk.id), [409, 409, 409]);
  assert.deepEqual(await touch('security_admin', clerk.id), [403, 403, 403, 403]);
  assert.deepEqual(await touch('audit_admin', clerk.id), [403, 403, 403, 403]);
  for (const target of THREE) {
    assert.deepEqual(await touch('system_admin', people[target].id), [403, 403, 403, 403], target);
    assert.deepEqual(await touch('audit_admin', people[target].id), [403, 403, 403, 403], target);
  }
  assert.deepEqual(await touch('security_admin', people.security_admin.id), [403, 403, 403, 403]);
});

test('no two administrator roles, and none beside an ordinary one, come to one account', async () => {
  const fresh = await sampleStaff(runtime, 'plain', []);
  for (const role of THREE) {
    const beside = await ask('security_admin', 'POST', `/api/staff/${clerk.id}/relations`, { role });
    assert.deepEqual([beside.status, beside.body.code], [409, 'exclusive_role'], role);
    for (const other of THREE) {
      const own = await ask('security_admin', 'POST', `/api/staff/${people[other].id}/relations`, { role });
      assert.ok([403, 409].includes(own.status), `${role} to ${other}: ${own.status}`);
    }
    const direct = await ask('system_admin', 'POST', '/api/staff', {
      username: `x${role}`,
      name: '甲',
      relations: [{ role }],
    });
    assert.equal(direct.status, 403);
  }
  assert.deepEqual((await ask('audit_admin', 'GET', `/api/staff/${fresh}`)).body.relations, []);
});

test('no administrator comes to any further role, of whatever kind, by an own hand', async () => {
  const roles = await readRoles(ROLES);
  for (const who of THREE) {
    const before = (await ask('audit_admin', 'GET', `/api/staff/${people[who].id}`)).body.relations;
    for (const { code, scope } of roles) {
      const where =
        scope === 'area' ? { area: place.east } : scope === 'unit' ? { unit: place.eastUnit } : {};
      const asked = await ask(who, 'POST', `/api/staff/${people[who].id}/relations`, {
        role: code,
        ...where,
      });
      assert.ok([403, 409, 422].includes(asked.status), `${who} takes ${code}: ${asked.status}`);
    }
    const { body } = await ask('audit_admin', 'GET', `/api/staff/${people[who].id}`);
    assert.deepEqual(body.relations, before, who);
  }
  const { body } = await ask('security_admin', 'GET', '/api/appointments');
  assert.deepEqual(body.items, [], 'nothing of it even waits to be agreed to');
});

test('alone nobody makes a friend an administrator: whoever asks cannot agree, and whoever may agree cannot ask', async () => {
  const friend = await sampleStaff(runtime, 'friend', []);
  for (const role of THREE) {
    for (const who of ['system_admin', 'audit_admin'] as const) {
      const asked = await ask(who, 'POST', `/api/staff/${friend}/relations`, { role });
      assert.equal(asked.status, 403, `${who} asks for ${role}`);
    }
    const { body } = await ask('security_admin', 'POST', `/api/staff/${friend}/relations`, { role });
    assert.equal(
      (await ask('security_admin', 'POST', `/api/appointments/${body.appointment}/agree`)).status,
      403,
    );
    assert.deepEqual((await ask('audit_admin', 'GET', `/api/staff/${friend}`)).body.relations, [], role);
    assert.equal(
      (await ask('security_admin', 'POST', `/api/appointments/${body.appointment}/refuse`)).status,
      200,
    );
  }
});

test('none gets into another’s account: no password of an administrator is set from afar, no credential stands for one', async () => {
  for (const who of THREE)
    for (const target of THREE) {
      assert.equal(
        (await ask(who, 'POST', `/api/staff/${people[target].id}/password`)).status,
        403,
        `${who} ${target}`,
      );
      const made = await ask(who, 'POST', '/api/credentials', {
        name: `${who} ${target}`,
        username: people[target].name,
        expires_on: '2026-06-01',
      });
      assert.ok([403, 422].includes(made.status), `${who} ${target}: ${made.status}`);
    }
  const still = await http.inject({
    method: 'POST',
    url: '/api/session',
    payload: { username: 'aud', password: SAMPLE_PASSWORD },
  });
  assert.equal(still.statusCode, 200);
});

test('an administrator’s role taken away gives its password to nobody who could give it back alone', async () => {
  const former = await signed('former', 'audit_admin');
  const end = `/api/staff/${former.id}/relations/${await relationOf(former.id)}`;
  assert.equal((await ask('security_admin', 'DELETE', end)).status, 200);
  const reset = await ask('security_admin', 'POST', `/api/staff/${former.id}/password`);
  assert.equal(reset.status, 200);
  const again = await ask('security_admin', 'POST', `/api/staff/${former.id}/relations`, {
    role: 'audit_admin',
  });
  const agreed = await ask('audit_admin', 'POST', `/api/appointments/${again.body.appointment}/agree`);
  assert.equal(agreed.status, 200);
  const known = { username: 'former', password: reset.body.password };
  assert.equal((await http.inject({ method: 'POST', url: '/api/session', payload: known })).statusCode, 401);
});
