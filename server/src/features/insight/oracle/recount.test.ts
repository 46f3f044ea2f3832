import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../../test/harness.ts';
import { seeded } from '../../../packs/seed.ts';
import { SYSTEM } from '../../../platform/access.ts';
import { run } from '../../../platform/runtime.ts';
import { smallCity } from '../../matter/sample.ts';
import { recompute, ripen } from '../index.ts';
import { differences } from './compare.ts';
import { randomHistories } from './sample.ts';

const DUMP = sql<{ line: string }>`
  select line from (
    select 'sum ' || row_to_json(s) as line from insight_sum s where n <> '{}'
    union all select 'fact ' || row_to_json(f) from insight_fact f) lines order by line`;

for (const seed of [1, 2, 3]) {
  test(`after random histories (${seed}) every number is what a plain recount of the events gives, and counting anew changes none`, async () => {
    const program = await testProgram(await emptyTemplate());
    const { runtime, clock } = program;
    const people = await smallCity(runtime);
    await run(runtime, SYSTEM, (ctx) => sql`update insight_state set starts = '{0,-720}'`.execute(ctx.db));
    const random = seeded(seed);
    const taken = await randomHistories({ runtime, clock, people, random, matters: 12, steps: 450 });
    assert.ok(taken > 50, `${taken} steps were taken`);
    await program.settle();
    await ripen(runtime);
    assert.deepEqual((await differences(runtime.db, clock.now())).slice(0, 10), []);
    const before = (await DUMP.execute(runtime.db)).rows;
    assert.ok(before.length > 100);
    await recompute(runtime, async () => {});
    const after = (await DUMP.execute(runtime.db)).rows;
    assert.deepEqual(after, before);
  });
}
