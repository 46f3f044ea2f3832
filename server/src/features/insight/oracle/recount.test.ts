import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../../test/harness.ts';
import { seeded } from '../../../packs/seed.ts';
import { SYSTEM } from '../../../platform/access.ts';
import { run } from '../../../platform/runtime.ts';
import { loadActor } from '../../account/index.ts';
import { act, createMatter } from '../../matter/index.ts';
import { smallCity } from '../../matter/sample.ts';
import { parseScheme, publishScheme, recompute, ripen } from '../index.ts';
import { showTable } from '../queries.ts';
import { differences } from './compare.ts';
import { randomHistories } from './sample.ts';

const SERVICE = new URL('../../../../../packs/default/indicators/service.yaml', import.meta.url);
const DUMP = sql<{ line: string }>`
  select line from (
    select 'sum ' || b.starts || ' ' || (to_jsonb(s) - 'book')::text as line
    from insight_sum s join insight_book b on b.id = s.book where n <> '{}'
    union all select 'fact ' || row_to_json(f) from insight_fact f
    union all select 'uncounted ' || (to_jsonb(u) - 'facts')::text || f from insight_uncounted u, jsonb_array_elements(u.facts) f) lines order by line`;

for (const seed of [1, 2, 3]) {
  test(`after random histories (${seed}) every number is what a plain recount of the events gives, and counting anew changes none`, async () => {
    const program = await testProgram(await emptyTemplate());
    const { runtime, clock } = program;
    const people = await smallCity(runtime);
    await run(runtime, SYSTEM, (ctx) => sql`insert into insight_book (starts) values (-720)`.execute(ctx.db));
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

test('counting anew holds up nobody: matters come in meanwhile, a crash leaves the numbers as they were, and wrong sums come right', async () => {
  const program = await testProgram(await emptyTemplate());
  const { runtime, clock } = program;
  const people = await smallCity(runtime);
  const random = seeded(4);
  const live = async (matters: number, steps: number) => {
    await randomHistories({ runtime, clock, people, random, matters, steps });
    await program.settle();
    await ripen(runtime);
  };
  const wrong = async () => (await differences(runtime.db, clock.now())).slice(0, 5);
  await live(7, 150);
  await assert.rejects(
    recompute(
      runtime,
      async (done) => {
        if (done > 2) throw new Error('the program ends');
      },
      2,
    ),
  );
  assert.deepEqual(await wrong(), []);
  await sql`
    update insight_sum set n = '{"report": 999}' where grain = 'area' and bucket = 'month'
      and book = (select id from insight_book where upto is null)`.execute(runtime.db);
  assert.notDeepEqual(await wrong(), []);
  let steps = 0;
  await recompute(
    runtime,
    async () => {
      steps += 1;
      if (steps < 3) await live(1, 12);
    },
    2,
  );
  assert.ok(steps > 3);
  await ripen(runtime);
  assert.deepEqual(await wrong(), []);
  const { rows } = await sql`
    select from insight_book where dropped or upto is not null
    union all select from insight_sum where book not in (select id from insight_book)`.execute(runtime.db);
  assert.equal(rows.length, 0);
});

test('what was counted as overdue and then falls away leaves the numbers and the lists', async () => {
  const program = await testProgram(await emptyTemplate());
  const { runtime, clock } = program;
  const caller = (await loadActor(runtime.db, (await smallCity(runtime)).caller))!;
  const said = { type: 'city-event', text: '井盖缺失，夜里行人很多', point: { lng: 114.41, lat: 30.405 } };
  const { id } = await createMatter(runtime, caller, { client_id: randomUUID(), ...said });
  const counted = async () => {
    await program.settle();
    await ripen(runtime);
    assert.deepEqual(await differences(runtime.db, clock.now()), []);
    const { rows } = await sql<{ stage: string }>`
      select stage from insight_fact where subject = ${id}::uuid order by stage`.execute(runtime.db);
    return rows.map(({ stage }) => stage);
  };
  assert.deepEqual(await counted(), ['report']);
  clock.advance(90 * 24 * 3_600_000);
  assert.deepEqual(await counted(), ['accept', 'report', 'resolve']);
  const { rows } = await sql<{ version: number }>`select version from matter where id = ${id}::uuid`.execute(
    runtime.db,
  );
  await act(runtime, caller, id, 'withdraw', { version: rows[0]!.version, form: { reason: '已经修好' } });
  assert.deepEqual(await counted(), ['report']);
});

test('a statistical day that nobody used yet is read once all that lies before is summed by it', async () => {
  const program = await testProgram(await emptyTemplate());
  const { runtime, clock } = program;
  const people = await smallCity(runtime);
  await randomHistories({ runtime, clock, people, random: seeded(5), matters: 4, steps: 60 });
  await program.settle();
  const scheme = parseScheme(await readFile(SERVICE, 'utf8')).value!;
  const early = { ...scheme, statistical_day: { starts: '06:00', of: 'same_day' as const } };
  await run(runtime, SYSTEM, (ctx) => publishScheme(ctx, early, []));
  const counting = async () =>
    (await showTable(runtime, SYSTEM, { scheme: 'service', period: 'month' })).counting;
  assert.equal(await counting(), true);
  const { rows } = await sql`select from job where kind = 'insight.recompute'`.execute(runtime.db);
  assert.equal(rows.length, 1);
  await recompute(runtime, async () => {});
  assert.equal(await counting(), false);
  await ripen(runtime);
  assert.deepEqual((await differences(runtime.db, clock.now())).slice(0, 5), []);
});
