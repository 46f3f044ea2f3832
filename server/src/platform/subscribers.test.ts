import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../test/harness.ts';
import { SYSTEM } from './access.ts';
import { record } from './events.ts';
import { uuidv7 } from './ids.ts';
import { run } from './runtime.ts';
import { drain, registerSubscribers, type Subscriber, startSubscribers } from './subscribers.ts';

const { runtime } = await testProgram(await emptyTemplate());

/** Says all of it in one transaction. */
async function sayAll(said: readonly { words: string; kind: string }[]): Promise<void> {
  await run(runtime, SYSTEM, async (ctx) => {
    for (const { words, kind } of said)
      record(ctx, {
        subjectKind: 'test',
        subject: uuidv7(ctx.now),
        kind,
        audience: 'staff',
        scopes: [],
        data: { words },
        prevHash: null,
      });
  });
}

const say = (words: string, kind = 'test.said'): Promise<void> => sayAll([{ words, kind }]);

/** Drains as the running loop does: a fault is met by trying again. */
async function follow(subscriber: Subscriber): Promise<void> {
  for (let round = 0; round < 12; round += 1) await drain(runtime, [subscriber]).catch(() => undefined);
}

test('an event that cannot be taken is passed over and written down; the others are taken once each', async () => {
  const heard: string[] = [];
  const subscriber: Subscriber = {
    name: 'test.poison',
    wants: (kind) => kind === 'test.said',
    async handle(_, events) {
      if (events.some((event) => event.data.words === 'poison')) throw new TypeError('cannot be taken');
      heard.push(...events.map((event) => event.data.words));
    },
  };
  await registerSubscribers(runtime, [subscriber]);
  for (const words of ['one', 'poison', 'two']) await say(words);
  await follow(subscriber);
  assert.deepEqual(heard, ['one', 'two']);
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from subscriber_fault where name = 'test.poison'`.execute(runtime.db);
  assert.equal(Number(rows[0]!.n), 1);
});

test('a passing fault of the database blames no event', async () => {
  let broken = 10;
  const heard: string[] = [];
  const subscriber: Subscriber = {
    name: 'test.passing',
    wants: (kind) => kind === 'test.said',
    async handle(_, events) {
      broken -= 1;
      if (broken > 0) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      heard.push(...events.map((event) => event.data.words));
    },
  };
  await registerSubscribers(runtime, [subscriber]);
  await say('three');
  await follow(subscriber);
  assert.equal(heard.at(-1), 'three');
  const { rows } = await sql`select from subscriber_fault where name = 'test.passing'`.execute(runtime.db);
  assert.equal(rows.length, 0);
});

test('what one follower tells is taken by all before the log counts as taken', async () => {
  const heard: string[] = [];
  const listener: Subscriber = {
    name: 'test.listener',
    wants: (kind) => kind === 'test.told',
    handle: async (_, events) => void heard.push(...events.map((event) => event.data.words)),
  };
  const teller: Subscriber = {
    name: 'test.teller',
    wants: (kind) => kind === 'test.said',
    async handle(ctx, events) {
      for (const { data } of events)
        record(ctx, {
          subjectKind: 'test',
          subject: uuidv7(ctx.now),
          kind: 'test.told',
          audience: 'staff',
          scopes: [],
          data,
          prevHash: null,
        });
    },
  };
  await registerSubscribers(runtime, [listener, teller]);
  await say('pass it on');
  await drain(runtime, [listener, teller]);
  assert.equal(heard.at(-1), 'pass it on');
});

test('of a log of any mix each follower takes what it wants, each once and in order, however long the stretches of others', async () => {
  const stretch = fc.record({
    kind: fc.constantFrom('test.a', 'test.b', 'test.c'),
    times: fc.integer({ min: 1, max: 20 }),
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(stretch, { maxLength: 12 }),
      fc.integer({ min: 1, max: 30 }),
      async (runs, most) => {
        const heard: Record<string, string[]> = { 'test.a': [], 'test.b': [] };
        const ones = Object.keys(heard).map(
          (wanted): Subscriber => ({
            ...{ name: `${wanted}.${++round}`, most },
            wants: (kind) => kind === wanted,
            async handle(_, events) {
              assert.ok(events.length <= most);
              heard[wanted]!.push(...events.map((event) => event.data.words));
            },
          }),
        );
        await registerSubscribers(runtime, ones);
        await drain(runtime, ones);
        for (const words of Object.values(heard)) words.length = 0;
        const said = runs.flatMap(({ kind, times }, i) =>
          Array.from({ length: times }, (_, k) => ({ kind, words: `${i} ${k}` })),
        );
        await sayAll(said);
        await drain(runtime, ones);
        for (const [wanted, words] of Object.entries(heard))
          assert.deepEqual(
            words,
            said.filter(({ kind }) => kind === wanted).map((each) => each.words),
          );
      },
    ),
    { numRuns: 10 },
  );
});

test('a follower that nothing was said to leaves the database alone, and misses nothing that is', async () => {
  const heard: string[] = [];
  const following = (name: string, kind: string): Subscriber => ({
    name,
    wants: (each) => each === kind,
    handle: async (_, events) => void heard.push(...events.map((event) => event.data.words)),
  });
  const both = [following('test.idle', 'test.rare'), following('test.witness', 'test.often')];
  // Also a row that was only looked at under a lock is another one afterwards.
  const row = async () => {
    const { rows } = await sql<{ state: string }>`
      select concat_ws(' ', xmin, xmax, seq) as state from subscriber where name = 'test.idle'`.execute(
      runtime.db,
    );
    return rows[0]!.state;
  };
  const hear = async (words: string, kind: string) => {
    await say(words, kind);
    while (!heard.includes(words)) await sleep(20);
  };
  await registerSubscribers(runtime, both);
  await drain(runtime, both);
  await runtime.live.start();
  const loops = startSubscribers(runtime, both);
  await hear('both are awake', 'test.often');
  await hear('it is known where they stand', 'test.often');
  const before = await row();
  // Each comes half a second later at the soonest, and in between the other has had its turn.
  for (const words of ['one', 'two', 'three']) await hear(words, 'test.often');
  assert.equal(await row(), before);
  await hear('for the idle one', 'test.rare');
  assert.notEqual(await row(), before);
  await loops.stop();
});
