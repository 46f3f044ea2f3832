import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { http, runtime } = program;
const place = await samplePlace(runtime);
const east = [{ role: 'community_staff', unitId: place.eastUnit }];
await program.start();
const address = await http.listen({ port: 0, host: '127.0.0.1' });

/** A live line as a browser holds it; `ended` becomes true when the server ends it. */
async function line(token: string) {
  const leave = new AbortController();
  const answer = await fetch(`${address}/api/live`, { headers: bearer(token), signal: leave.signal });
  const state = { ended: false, text: '', leave: () => leave.abort() };
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) state.text += part.value;
    state.ended = true;
  })().catch(() => undefined);
  return state;
}

/** Waits past the line's heartbeat: a long transaction anywhere in the cluster of the tests holds the log's news back. */
async function until(check: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !check(); i++) await sleep(50);
  assert.ok(check(), check.toString());
}

test('signing out everywhere ends the live lines of that account, and of nobody else', async () => {
  const [a, b] = [await sampleStaff(runtime, 'a1', east), await sampleStaff(runtime, 'b1', east)];
  const [mine, phone] = [await tokenFor(runtime, a), await tokenFor(runtime, a)];
  const lines = [await line(mine), await line(phone), await line(await tokenFor(runtime, b))];
  await until(() => lines.every((each) => each.text.includes('event: ready')));
  await http.inject({ method: 'DELETE', url: '/api/session/all', headers: bearer(mine) });
  await until(() => lines[0]!.ended && lines[1]!.ended);
  assert.equal(lines[2]!.ended, false);
  lines[2]!.leave();
});

test('a live line ends when the account reaches something else, and not at a sign-in elsewhere', async () => {
  const admin = await tokenFor(runtime, await sampleStaff(runtime, 'boss', [{ role: 'system_admin' }]));
  const id = await sampleStaff(runtime, 'c1', east);
  const held = await line(await tokenFor(runtime, id));
  await until(() => held.text.includes('event: ready'));
  await http.inject({
    method: 'POST',
    url: '/api/session',
    payload: { username: 'c1', password: 'correct horse 42' },
  });
  await until(() => held.text.includes('account.session.started'));
  await sleep(200);
  assert.equal(held.ended, false);
  const answer = await http.inject({
    method: 'POST',
    url: `/api/staff/${id}/relations`,
    headers: bearer(admin),
    payload: { role: 'community_staff', unit_id: place.westUnit },
  });
  assert.equal(answer.statusCode, 201);
  await until(() => held.ended);
});

test('a live line that a program holds ends when its credential is revoked, and with another credential it goes on', async () => {
  const token = await tokenFor(runtime, await sampleStaff(runtime, 'boss2', [{ role: 'system_admin' }]));
  const call = async (method: 'POST' | 'DELETE', url: string, payload?: object) => {
    const answer = await http.inject({ method, url, headers: bearer(token), payload });
    assert.ok(answer.statusCode < 300, answer.body);
    return answer.json();
  };
  const relations = [{ role: 'community_staff', unit_id: place.eastUnit }];
  await call('POST', '/api/staff', { username: 'hotline-link', name: '热线对接', relations });
  const expires_on = new Date(runtime.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
  const wanted = { username: 'hotline-link', expires_on };
  const [one, other] = [
    await call('POST', '/api/credentials', { ...wanted, name: '甲' }),
    await call('POST', '/api/credentials', { ...wanted, name: '乙' }),
  ];
  const [held, kept] = [await line(one.secret), await line(other.secret)];
  await until(() => [held, kept].every((each) => each.text.includes('event: ready')));
  await call('DELETE', `/api/credentials/${one.credential.id}`);
  await until(() => held.ended);
  assert.equal(kept.ended, false, 'the other credential of the same account goes on');
  kept.leave();
});

test('an account holds twenty live lines and no more; a place is free again when one ends, and others have their own', async () => {
  const mine = await tokenFor(runtime, await sampleStaff(runtime, 'd1', east));
  const lines = await Promise.all(Array.from({ length: 20 }, () => line(mine)));
  await until(() => lines.every((each) => each.text.includes('event: ready')));
  const knock = async () => {
    const leave = new AbortController();
    const answer = await fetch(`${address}/api/live`, { headers: bearer(mine), signal: leave.signal });
    const code = answer.ok ? undefined : ((await answer.json()) as { code: string }).code;
    leave.abort();
    return [answer.status, code];
  };
  assert.deepEqual(await knock(), [429, 'too_many_own_lines']);
  const other = await line(await tokenFor(runtime, await sampleStaff(runtime, 'e1', east)));
  await until(() => other.text.includes('event: ready'));
  lines[0]!.leave();
  let [status] = await knock();
  for (let i = 0; i < 100 && status !== 200; i++) {
    await sleep(20);
    [status] = await knock();
  }
  assert.equal(status, 200);
  for (const each of [...lines, other]) each.leave();
});
