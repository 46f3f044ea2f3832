import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Answered, type Asked, besieged, growthOf, noMemory } from './besieged.ts';

const { program, server, ask, headersOf } = await besieged();
const { http } = program;
const routes = http.routeList;
const json = { 'content-type': 'application/json' };

const forged = (): string => `Bearer ${randomBytes(32).toString('base64url')}`;
const path = (url: string): string => url.replaceAll(/:\w+/g, () => randomUUID());

/** What somebody without an account may try: every route, forged tokens and cookies, guessed numbers, passwords, made-up pages. */
const TRIES: ((i: number) => Asked)[] = [
  ...routes
    .filter(({ access, url }) => access !== 'public' && url !== '/api/live')
    .flatMap(({ method, url }) => [
      () => ({ method, url: path(url) }),
      () => ({
        method,
        url: path(url),
        headers: { authorization: forged(), ...json },
        body: '{"version":1}',
      }),
      () => ({
        method,
        url: path(url),
        headers: { cookie: `huying_session=${randomBytes(32).toString('base64url')}` },
      }),
    ]),
  () => ({ url: '/api/live', headers: { authorization: forged() } }),
  (i) => ({ url: `/wp-admin/setup-${i}.php` }),
  (i) => ({
    method: 'POST',
    url: '/api/lookup',
    headers: json,
    body: JSON.stringify({ number: `98001001-260302-${i}`, phone: '13900000009' }),
  }),
  (i) => ({
    method: 'POST',
    url: '/api/session',
    headers: json,
    body: JSON.stringify({ username: `admin${i % 7}`, password: 'guess' }),
  }),
  (i) => ({
    method: 'POST',
    url: '/api/session',
    headers: json,
    body: JSON.stringify({ phone: '19900000001', code: String(100_000 + i) }),
  }),
  () => ({ method: 'PUT', url: '/api/matters', body: 'x'.repeat(2000) }),
];

/** 423: a name at which too many passwords were guessed. */
const TURNED_AWAY = ['401', '404', '423', '429'];

async function storm(count: number, lanes: number): Promise<Answered[]> {
  const answers: Answered[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const i = next++;
      answers.push(await ask(TRIES[i % TRIES.length]!(i)));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}

/** Somebody at work meanwhile; tells how long each answer took. */
async function atWork(name: string, stop: AbortSignal): Promise<Answered[]> {
  const headers = await headersOf(name);
  const answers: Answered[] = [];
  while (!stop.aborted) {
    for (const url of ['/api/matters', '/api/tasks', '/api/me']) answers.push(await ask({ url, headers }));
    await sleep(20);
  }
  return answers;
}

test('10,000 requests without a session are turned away, and whoever is at work is not kept waiting', {
  skip: noMemory,
}, async (t) => {
  await storm(4000, 32);
  const stop = new AbortController();
  const work = atWork('community1', stop.signal);
  let answers: Answered[] = [];
  const grown = await growthOf(server.pid, async () => {
    answers = await storm(10_000, 32);
  });
  stop.abort();
  const worked = await work;
  const by = Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, all]) => [status, all.length]),
  );
  const slowest = Math.max(...worked.map(({ ms }) => ms));
  t.diagnostic(
    `${JSON.stringify(by)}; memory grew by ${Math.round(grown)} MB; ${worked.length} answers to work, the slowest in ${Math.round(slowest)} ms`,
  );
  assert.deepEqual(
    Object.keys(by).filter((status) => !TURNED_AWAY.includes(status)),
    [],
  );
  assert.ok((by[401] ?? 0) > 8000);
  assert.ok(Math.max(...answers.map(({ ms }) => ms)) < 10_000, 'each is turned away soon');
  assert.deepEqual(
    worked.filter(({ status }) => status !== 200),
    [],
  );
  assert.ok(worked.length > 20 && slowest < 5000, `${worked.length} answers, the slowest in ${slowest} ms`);
  assert.ok(grown < 150, `${grown} MB`);
});

/** What is still held when everything that nobody holds is gone, in MB. */
function heldMb(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

test('nothing is kept of a stranger: after thousands of them the program holds as much as before', async (t) => {
  const knock = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const { method = 'GET', url, headers = {}, body } = TRIES[i % TRIES.length]!(i);
      const remoteAddress = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
      await http.inject({
        method: method as 'GET',
        url,
        headers: headers as Record<string, string>,
        payload: body,
        remoteAddress,
      });
    }
  };
  await knock(1000);
  const before = heldMb();
  await knock(4000);
  const grown = heldMb() - before;
  t.diagnostic(`grew by ${grown.toFixed(1)} MB`);
  assert.ok(grown < 6, `${grown} MB`);
});

test('a forged, cut, lengthened or stolen-looking token is nobody’s', async () => {
  const { authorization } = await headersOf('admin');
  const token = authorization.slice(7);
  const whole = await ask({ url: '/api/sessions', headers: { authorization } });
  const { id } = JSON.parse(whole.text).items[0];
  const tokens = [
    token.slice(0, -1),
    `${token}A`,
    token.toUpperCase(),
    id,
    'null',
    'undefined',
    '',
    "' or 1=1 --",
    `${token},${token}`,
    '0'.repeat(190),
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
  ];
  for (const each of tokens)
    for (const headers of [
      { authorization: `Bearer ${each}` },
      { authorization: `Basic ${each}` },
      { cookie: `huying_session=${encodeURIComponent(each)}` },
      { cookie: `huying_session=${each}; huying_session=${each}` },
    ]) {
      const { status } = await ask({ url: '/api/me', headers });
      assert.equal(status, 401, JSON.stringify(headers));
    }
  assert.equal((await ask({ url: '/api/me', headers: { cookie: `huying_session=${token}` } })).status, 200);
});

test('a page of somebody else’s can make a browser send the cookie, and nothing comes of it', async () => {
  const names = 'admin security auditor hotline district1 citizen community1 dept-urban street1 city1'.split(
    ' ',
  );
  const cookies = await Promise.all(
    names.map(async (name) => `huying_session=${(await headersOf(name)).authorization.slice(7)}`),
  );
  const changing = routes.filter(({ method }) => method !== 'GET');
  assert.ok(changing.length > 30);
  for (const { method, url } of changing) {
    const answers = await Promise.all(
      cookies.map((cookie) => ask({ method, url: path(url), headers: { cookie } })),
    );
    const codes = answers.map(({ status, text }) => `${status} ${JSON.parse(text).code}`);
    assert.ok(codes.includes('403 foreign_page'), `${method} ${url}: ${codes}`);
    for (const code of codes) assert.match(code, /^403 (foreign_page|not_allowed)$/, `${method} ${url}`);
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const headers = { cookie: cookies[4]!, 'content-type': type, origin: 'https://example.com' };
    assert.equal((await ask({ method: 'POST', url: '/api/matters', headers, body: '{}' })).status, 403);
  }
  const ours = { cookie: cookies[4]!, 'x-huying': '1', ...json };
  assert.equal((await ask({ method: 'POST', url: '/api/matters', headers: ours, body: '{}' })).status, 422);
});

const me = async (headers: Record<string, string>) => (await ask({ url: '/api/me', headers })).status;

/** Ends what it is asked to end in the other program on this database, and waits until this one has heard of it. */
async function endsSoon(
  headers: Record<string, string>,
  end: () => Promise<{ statusCode: number }>,
): Promise<void> {
  assert.equal(await me(headers), 200);
  assert.equal((await end()).statusCode, 200);
  const began = Date.now();
  while ((await me(headers)) === 200 && Date.now() - began < 8000) await sleep(50);
  assert.equal(await me(headers), 401);
}

test('a session that was ended is over at the next request', async () => {
  const [phone, desk] = [await headersOf('grid1'), await headersOf('grid1')];
  assert.equal(await me(phone), 200);
  assert.equal((await ask({ method: 'DELETE', url: '/api/session/all', headers: desk })).status, 200);
  assert.deepEqual([await me(phone), await me(desk)], [401, 401]);
});

test('a session that was ended in another program of the same city is over within seconds', async () => {
  const security = await headersOf('security');
  const idOf = async (headers: Record<string, string>) =>
    JSON.parse((await ask({ url: '/api/me', headers })).text).id;
  const own = await headersOf('grid2');
  await endsSoon(own, () => http.inject({ method: 'DELETE', url: '/api/session/all', headers: own }));
  const staff = await headersOf('street1');
  const id = await idOf(staff);
  await endsSoon(staff, () =>
    http.inject({ method: 'DELETE', url: `/api/staff/${id}/sessions`, headers: security }),
  );
  const admin = await headersOf('admin');
  const clerk = await headersOf('dept-water');
  const { version } = (await http.inject({ url: `/api/staff/${await idOf(clerk)}`, headers: admin })).json();
  const url = `/api/staff/${await idOf(clerk)}/disable`;
  await endsSoon(clerk, () => http.inject({ method: 'POST', url, headers: admin, payload: { version } }));
});
