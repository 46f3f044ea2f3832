import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { demoTemplate } from '../../../test/demo.ts';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadActor } from '../account/index.ts';
import { act, createMatter } from './index.ts';
import { smallCity } from './sample.ts';

/** Matters whose kept limit is not that of their nearest running clock. */
const WRONG = sql<{ number: string }>`
  select m.number from matter m left join lateral (
    select min(c.due_at) as due_at from workflow_clock c where c.subject = m.id and c.stopped_at is null) c on true
  where m.due_at is distinct from c.due_at limit 5`;

test('the limit that lists show is that of the nearest running clock, for every matter of the demo city', async () => {
  const { runtime } = await testProgram(await demoTemplate());
  assert.deepEqual((await WRONG.execute(runtime.db)).rows, []);
});

test('it moves with the steps of a matter: taken, extended, closed', async () => {
  const { runtime, clock } = await testProgram(await emptyTemplate());
  const people = await smallCity(runtime);
  const actor = async (id: string) => (await loadActor(runtime.db, id))!;
  const { id } = await createMatter(runtime, await actor(people.caller), {
    client_id: randomUUID(),
    type: 'city-event',
    text: '垃圾没人收',
    point: { lng: 114.405, lat: 30.405 },
  });
  const west = await actor(people.west);
  const seen = new Set<string>();
  for (const [version, action, form] of [
    [1, 'accept', {}],
    [2, 'reject', { reason: '不属于受理范围，请向业主委员会反映' }],
  ] as const) {
    clock.advance(60_000);
    await act(runtime, west, id, action, { version, form });
    assert.deepEqual((await WRONG.execute(runtime.db)).rows, [], `after ${action}`);
    const { rows } = await sql<{ due: Date | null }>`select due_at as due from matter`.execute(runtime.db);
    seen.add(String(rows[0]!.due));
  }
  assert.equal(seen.size, 2, 'the limit changed');
  assert.ok(seen.has('null'), 'a closed one has none');
});
