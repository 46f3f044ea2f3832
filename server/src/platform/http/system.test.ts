import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';

const program = await testProgram(await emptyTemplate());

test('a program on a migrated database is ready', async () => {
  const answer = await program.http.inject('/health/ready');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { status: 'ok' });
});

test('an unknown address is refused in words, as a problem', async () => {
  const answer = await program.http.inject('/api/nothing-here');
  assert.equal(answer.statusCode, 404);
  assert.match(String(answer.headers['content-type']), /problem\+json/);
  assert.equal(answer.json().code, 'no_such_address');
  assert.ok(answer.json().request_id);
});

test('a stranger is told to sign in', async () => {
  const answer = await program.http.inject('/api/live');
  assert.equal(answer.statusCode, 401);
  assert.equal(answer.json().code, 'not_signed_in');
});

test('the interface describes itself', async () => {
  const answer = await program.http.inject('/openapi.json');
  assert.equal(answer.json().openapi, '3.1.0');
  assert.ok(answer.json().paths['/api/live']);
});
