import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { waiting } from '../../../test/held.ts';
import { judgingCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const city = await judgingCity(program);
const { west, water, street, district } = city;
const { db } = program.runtime;

/** A matter that the water company has answered. */
async function answered(): Promise<string> {
  const { id } = await city.report(city.caller);
  await city.perform(west, id, 'dispatch', { units: [{ unit: city.waterUnit, role: 'main' }] });
  await city.perform(water, id, 'feedback', { reply: '井盖已经换好了' });
  return id;
}
const close = async (id: string) =>
  assert.equal((await city.perform(west, id, 'close', { met: true })).status, 200);
const draw = (more: object = {}) =>
  street('POST', '/api/samples', {
    client_id: randomUUID(),
    from: '2026-01-01',
    to: '2026-12-31',
    size: 100,
    seed: '一',
    ...more,
  });

test('drawing a spot check while what was closed is followed ends well for both, whichever matter either of them takes first', async () => {
  const [first, second] = [await answered(), await answered()];
  // The follower comes to them in the order in which they were closed, the draw in that of their ids.
  await close(second);
  await close(first);
  const held = Promise.withResolvers<void>();
  const holding = db.transaction().execute(async (tx) => {
    await sql`select from matter where id = ${first}::uuid for update`.execute(tx);
    await held.promise;
  });
  const drawing = draw();
  await waiting(program, 1);
  const following = city.settle();
  await waiting(program, 2);
  held.resolve();
  const [answer] = await Promise.all([drawing, following, holding]);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(answer.body.drawn, 2);
});

test('a spot check sent several times at once is one, and so is what two of a unit say of another for a month', async () => {
  const client_id = randomUUID();
  const drawn = await Promise.all([1, 2, 3, 4].map(() => draw({ client_id })));
  assert.deepEqual(
    new Set(drawn.map(({ status, body }) => `${status} ${body.id}`)).size,
    1,
    JSON.stringify(drawn),
  );
  assert.equal(drawn[0]!.status, 200);
  const scores = { unit: city.waterUnit, period: '2026-02', timely: 3, solved: 3, attitude: 3 };
  const said = await Promise.all([1, 2, 3, 4].map(() => district('POST', '/api/appraisals', scores)));
  assert.deepEqual(
    said.map(({ status }) => status),
    [200, 200, 200, 200],
  );
});
