import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { keyTimer } from '../../platform/keys/count.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from '../account/sample.ts';

const { http, runtime } = await testProgram(await emptyTemplate());
await samplePlace(runtime);
const guard = await sampleStaff(runtime, 'guard', [{ role: 'security_admin' }], '13900000001');
const headers = bearer(await tokenFor(runtime, guard));
const keys = async () => (await http.inject({ method: 'GET', url: '/api/keys', headers })).json();
const rotate = (number: number, reason: string) =>
  http.inject({ method: 'POST', url: '/api/keys/rotate', headers, payload: { number, reason } });

test('the security administrator sees the keys, changes them once, and who did it and why is an event', async () => {
  for (const _ of runtime.keys.sealed) await keyTimer.tick(runtime);
  const before = await keys();
  assert.deepEqual(
    before.items.map((each: { number: number; state: string; values: number }) => [
      each.number,
      each.state,
      each.values,
    ]),
    [
      [1, 'sealing', 1],
      [0, 'search', 0],
    ],
  );
  assert.equal(before.old_values, 0);
  assert.ok(before.counted_at);
  const made = await rotate(1, '每年更换');
  assert.deepEqual([made.statusCode, made.json()], [201, { number: 2 }]);
  assert.equal((await rotate(1, '每年更换')).json().code, 'stale');
  assert.equal((await rotate(2, '又换一次')).json().code, 'key_waiting');
  assert.equal((await keys()).items[0].state, 'waiting');
  const { rows } = await sql<{ actor: string; data: object }>`
    select actor, data from event where kind = 'key.rotated'`.execute(runtime.db);
  assert.deepEqual(rows, [{ actor: guard, data: { number: 2, provider: 'aes', reason: '每年更换' } }]);
  await sql`update data_key set active_at = now() - interval '1 day' where number = 2`.execute(runtime.db);
  const after = await keys();
  assert.deepEqual([after.items[0].state, after.items[1].state, after.old_values], ['sealing', 'retired', 1]);
});

test('the figures say how many values stand under which key, and no answer holds a key', async () => {
  await runtime.keys.read();
  const figures = (await http.inject({ method: 'GET', url: '/metrics' })).body;
  assert.match(figures, /huying_sealed_values\{table="account_contact",key="older"\} 1/);
  const { rows } = await sql<{ wrapped: Buffer }>`select wrapped from data_key`.execute(runtime.db);
  const answer = JSON.stringify(await keys());
  for (const { wrapped } of rows) assert.ok(!answer.includes(wrapped.toString('hex')));
  assert.doesNotMatch(answer, /wrapped/);
});
