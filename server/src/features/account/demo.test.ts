import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createResident } from './commands.resident.ts';
import { createStaff } from './commands.staff.ts';
import { demoAllowed } from './demo.ts';
import { hashPassword } from './password.ts';
import { DEMO_PASSWORD } from './rules.ts';
import { samplePlace } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { http, runtime } = program;
const place = await samplePlace(runtime);
// One hash for all of them, as the demo city does it.
const passwordHash = await hashPassword(DEMO_PASSWORD);
await run(runtime, SYSTEM, async (ctx) => {
  await createResident(ctx, {
    username: 'citizen',
    name: '林小溪',
    phone: '13800000001',
    passwordHash,
    demoOrder: 1,
  });
  for (const [username, demoOrder] of [
    ['community1', 2],
    ['worker77', 0],
  ] as const)
    await createStaff(ctx, {
      username,
      name: '王桂兰',
      passwordHash,
      demoOrder,
      relations: [{ role: 'community_staff', unitId: place.eastUnit }],
    });
});
const signIn = (username: string) =>
  http.inject({ method: 'POST', url: '/api/session', payload: { username, password: DEMO_PASSWORD } });
const askCode = (phone: string) =>
  http.inject({ method: 'POST', url: '/api/session/code', payload: { phone } });

/** As if the program listened on an address that others reach. */
async function listeningOn(host: string, demoPublic: boolean, work: () => Promise<void>): Promise<void> {
  const before = { ...runtime.config };
  Object.assign(runtime.config, { host, demoPublic });
  try {
    await work();
  } finally {
    Object.assign(runtime.config, before);
  }
}

test('on this machine the sign-in page offers the demo accounts, and they sign in', async () => {
  const demo = (await http.inject('/api/demo')).json();
  assert.deepEqual(demo, {
    demo: true,
    usable: true,
    password: DEMO_PASSWORD,
    accounts: [
      { username: 'citizen', name: '林小溪', role: '居民' },
      { username: 'community1', name: '王桂兰', role: '社区工作人员 · 东社区居委会' },
    ],
  });
  for (const username of ['citizen', 'community1', 'worker77'])
    assert.equal((await signIn(username)).statusCode, 200);
});

test('in the demo city a code is shown, because nobody would receive it', async () => {
  const { demo_code } = (await askCode('13800000001')).json();
  const payload = { phone: '13800000001', code: demo_code };
  const answer = await http.inject({ method: 'POST', url: '/api/session', payload });
  assert.equal(answer.json().account.name, '林小溪');
});

test('on an address that others reach the demo password and shown codes are closed', async () => {
  await listeningOn('0.0.0.0', false, async () => {
    assert.equal((await signIn('citizen')).json().code, 'demo_closed');
    assert.equal((await signIn('no such name')).json().code, 'demo_closed');
    const demo = (await http.inject('/api/demo')).json();
    assert.deepEqual([demo.demo, demo.usable, demo.password, demo.accounts], [true, false, null, []]);
    assert.equal((await askCode('13800000002')).json().code, 'no_code_channel');
  });
  await listeningOn('0.0.0.0', true, async () => assert.equal((await signIn('citizen')).statusCode, 200));
});

test('loopback is what only this machine reaches', () => {
  for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1'])
    assert.equal(demoAllowed({ host, demoPublic: false }), true, host);
  for (const host of ['0.0.0.0', '::', '192.168.1.5', '127.example.com'])
    assert.equal(demoAllowed({ host, demoPublic: false }), false, host);
});
