import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { createOfflineHttp } from '../src/offline.ts';
import type { Actor } from '../src/platform/access.ts';
import type { App, DeclaredRoute } from '../src/platform/http/routes.ts';
import { type Door, NOBODY, PROGRAM, type Row, tableFaults } from './access.table.ts';

interface Role {
  code: string;
  permissions: string[];
}

const read = (path: string) => parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const ROLES = read('../../packs/default/roles.yaml').roles as Role[];
const CODES = ROLES.map((role) => role.code);
const TABLE = (read('./access.table.yaml') ?? {}) as Record<string, Row>;
const INSIDE = 299;

/** Somebody who holds the role's permissions everywhere: what the door looks at. */
function actorOf({ code, permissions }: Role): Actor {
  const grants = permissions.map((permission) => ({ permission }));
  return {
    id: '00000000-0000-7000-8000-000000000001',
    kind: code === 'resident' ? 'resident' : 'staff',
    name: code,
    grants,
  };
}

const tokenOf = (role: string) => `role-${role}`.padEnd(30, '-');
const ACTORS = new Map(ROLES.map((role) => [tokenOf(role.code), actorOf(role)]));
const program = actorOf({ code: PROGRAM, permissions: [] });
ACTORS.set(tokenOf(PROGRAM), { ...program, credential: program.id });

/** Behind the door, before anything of the route happens. */
function stopInside(app: App): void {
  app.addHook('onRequest', async (_, reply) => reply.code(INSIDE).send());
}

async function knock(app: App, route: DeclaredRoute, role: string): Promise<number> {
  const url = route.url.replaceAll(/:\w+|\*/g, 'x');
  const headers = role === NOBODY ? {} : { authorization: `Bearer ${tokenOf(role)}` };
  const { statusCode } = await app.inject({ method: route.method as 'GET', url, headers });
  return statusCode;
}

async function doorOf(app: App, route: DeclaredRoute): Promise<Door> {
  const name = `${route.method} ${route.url}`;
  const opensTo: string[] = [];
  for (const role of [NOBODY, PROGRAM, ...CODES]) {
    const status = await knock(app, route, role);
    if (status === INSIDE) opensTo.push(role);
    else assert.equal(status, role === NOBODY ? 401 : 403, `${name} as ${role}`);
  }
  return { route: name, opensTo };
}

let app: App;
before(async () => {
  app = await createOfflineHttp(async (token) => ACTORS.get(token) ?? null, [stopInside]);
});
after(() => app.close());

test('every route lets past exactly whom the table names', async () => {
  const doors: Door[] = [];
  for (const route of app.routeList) doors.push(await doorOf(app, route));
  const faults = tableFaults(TABLE, doors, CODES);
  assert.equal(faults.length, 0, `server/test/access.table.yaml:\n${faults.join('\n')}`);
});

test('every permission that a route asks for is held by a role', () => {
  const held = new Set(ROLES.flatMap((role) => role.permissions));
  const unheld = app.routeList.flatMap(({ method, url, access }) =>
    typeof access === 'string'
      ? []
      : access
          .filter((permission) => !held.has(permission))
          .map((permission) => `${method} ${url}: ${permission}`),
  );
  assert.deepEqual(unheld, []);
});

test('a route without a row, a row without a route, and a door wider or narrower than its row are refused', () => {
  const doors = [
    { route: 'GET /new', opensTo: ['a'] },
    { route: 'GET /wide', opensTo: [NOBODY, PROGRAM, 'a', 'b'] },
    { route: 'GET /narrow', opensTo: ['a'] },
    { route: 'GET /right', opensTo: [PROGRAM, 'a', 'b'] },
    { route: 'GET /own', opensTo: [PROGRAM, 'a', 'b'] },
  ];
  const table: Record<string, Row> = {
    'GET /wide': 'signed-in',
    'GET /narrow': ['a', 'b', 'c'],
    'GET /right': 'signed-in',
    'GET /own': 'in-person',
    'GET /gone': 'anyone',
  };
  assert.deepEqual(tableFaults(table, doors, ['a', 'b']), [
    'no row for a route; if this is meant, add\n  GET /new: [a]',
    'the row “GET /gone” has no route any more: remove it',
    'GET /wide lets nobody past, the table does not',
    'GET /narrow: the pack has no role c',
    'GET /narrow stops b, the table does not',
    'GET /own lets program past, the table does not',
  ]);
});
