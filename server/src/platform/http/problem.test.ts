import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';

const { http, runtime } = await testProgram(await emptyTemplate());

test('a database that is away for a moment is said as that, and that nothing typed is lost', async () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const thrown: [Error, number, string][] = [
    [away, 503, 'not_ready'],
    [new Error('Connection terminated unexpectedly'), 503, 'not_ready'],
    [new Error('timeout exceeded when trying to connect'), 429, 'too_busy'],
    [Object.assign(new Error('deadlock detected'), { code: '40P01' }), 409, 'collided'],
    [new Error('a fault of ours'), 500, 'internal'],
  ];
  for (const [error, status, code] of thrown) {
    runtime.db.connection = () => {
      throw error;
    };
    const answer = await http.inject({
      method: 'POST',
      url: '/api/lookup',
      payload: { number: '98001001-261121-0007', phone: '13900000009' },
    });
    assert.deepEqual([answer.statusCode, answer.json().code], [status, code], error.message);
    assert.match(answer.json().detail, /没有丢失/);
    assert.ok(!answer.body.includes(error.message));
  }
});
