import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from './errors.ts';
import { createSlots } from './slots.ts';

test('only so much runs at once, only so much waits, and a failure gives its place on', async () => {
  const inTurn = createSlots(2, { most: 3, refusal: () => new Refusal(503, 'busy', '请稍后再试。') });
  let running = 0;
  let most = 0;
  const work = (fails: boolean) => async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((done) => setTimeout(done, 5));
    running -= 1;
    if (fails) throw new Error('on purpose');
    return 'done';
  };
  const all = await Promise.allSettled(Array.from({ length: 7 }, (_, i) => inTurn(work(i % 2 === 0))));
  assert.equal(most, 2);
  assert.deepEqual(
    all.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as Error).constructor.name)),
    ['Error', 'done', 'Error', 'done', 'Error', 'Refusal', 'Refusal'],
  );
  assert.equal((all[6] as { reason: Refusal }).reason.status, 503);
  assert.equal(await inTurn(work(false)), 'done');
});
