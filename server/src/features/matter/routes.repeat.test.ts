import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const people = await smallCity(program.runtime);
const as = {
  caller: bearer(await tokenFor(program.runtime, people.caller, 'resident')),
  west: bearer(await tokenFor(program.runtime, people.west, 'staff')),
};

async function ask(headers: Record<string, string>, url: string, payload?: object) {
  const answer = await program.http.inject({ method: payload ? 'POST' : 'GET', url, headers, payload });
  return { status: answer.statusCode, body: answer.json() };
}

async function opened(): Promise<string> {
  const { body } = await ask(as.caller, '/api/matters', {
    client_id: randomUUID(),
    type: 'city-event',
    text: '垃圾没人收',
    point: { lng: 114.405, lat: 30.405 },
  });
  return body.id;
}

const steps = async (id: string, kind: string): Promise<number> =>
  (await ask(as.west, `/api/matters/${id}/events`)).body.items.filter(
    (step: { kind: string }) => step.kind === kind,
  ).length;

test('a step sent again because its answer was lost counts once and is answered as done', async () => {
  const id = await opened();
  const url = `/api/matters/${id}/actions/accept`;
  const step = { version: 1, client_id: randomUUID(), note: '已看到' };
  assert.equal((await ask(as.west, url, step)).status, 200);
  const again = await ask(as.west, url, step);
  assert.equal(again.status, 200);
  assert.equal(again.body.version, 2);
  assert.equal(await steps(id, 'accept'), 1);
  assert.equal((await ask(as.west, url, { ...step, client_id: randomUUID() })).status, 409, 'another step');
  assert.equal((await ask(as.west, url, { version: 1, note: '已看到' })).status, 409, 'no name, no mercy');
});

test('a name of one account says nothing for another, nor for another matter or step', async () => {
  const [id, other] = [await opened(), await opened()];
  const step = { version: 1, client_id: randomUUID() };
  assert.equal((await ask(as.west, `/api/matters/${id}/actions/accept`, step)).status, 200);
  assert.equal(
    (await ask(as.caller, `/api/matters/${id}/actions/urge`, { ...step, note: '快' })).status,
    409,
  );
  assert.equal(
    (await ask(as.west, `/api/matters/${id}/actions/reject`, { ...step, reason: '不归这里' })).status,
    409,
  );
  assert.equal((await ask(as.west, `/api/matters/${other}/actions/accept`, step)).status, 200);
});

test('a correction sent again counts once too', async () => {
  const id = await opened();
  const step = { version: 1, client_id: randomUUID(), title: '垃圾清运', reason: '标题不清' };
  for (let time = 0; time < 2; time += 1)
    assert.equal((await ask(as.west, `/api/matters/${id}/actions/amend`, step)).status, 200);
  assert.equal(await steps(id, 'amend'), 1);
});

test('sent again on the version it made itself, it still counts once', async () => {
  const id = await opened();
  const url = `/api/matters/${id}/actions/supplement`;
  const step = { client_id: randomUUID(), text: '在六号楼东侧' };
  assert.equal((await ask(as.caller, url, { ...step, version: 1 })).status, 200);
  const again = await ask(as.caller, url, { ...step, version: 2 });
  assert.equal(again.status, 200);
  assert.equal(again.body.version, 2);
  assert.equal(await steps(id, 'supplement'), 1);
  const other = await ask(as.caller, url, { ...step, client_id: randomUUID(), version: 2 });
  assert.equal(other.body.version, 3, 'the same words under another name are another step');
});

test('of the same step sent twice at once one is performed', async () => {
  const id = await opened();
  const step = { version: 1, client_id: randomUUID(), text: '在六号楼东侧' };
  const url = `/api/matters/${id}/actions/supplement`;
  const answers = await Promise.all([1, 2, 3].map(() => ask(as.caller, url, step)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(await steps(id, 'supplement'), 1);
});
