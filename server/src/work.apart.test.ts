import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../test/harness.ts';
import { SYSTEM } from './platform/access.ts';
import { record } from './platform/events.ts';
import { uuidv7 } from './platform/ids.ts';
import { run } from './platform/runtime.ts';
import { startWorkApart } from './work.apart.ts';

const { runtime, ownerUrl } = await testProgram(await emptyTemplate());
const { config } = runtime;

/** Notes what is said of faults. */
function listening(): { log: FastifyBaseLogger; faults: unknown[] } {
  const faults: unknown[] = [];
  const log = { error: ({ err }: { err: unknown }) => faults.push(err) } as unknown as FastifyBaseLogger;
  return { log, faults };
}

/** The place in the log of the follower that is furthest behind. */
async function slowest(): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select min(seq)::int as seq from subscriber`.execute(
    runtime.db,
  );
  return rows[0]!.seq;
}

test('followers in a thread of their own take what this program writes, and end when they are told', async () => {
  const { log, faults } = listening();
  await run(runtime, SYSTEM, async (ctx) => {
    record(ctx, {
      subjectKind: 'test',
      subject: uuidv7(ctx.now),
      kind: 'test.said',
      audience: 'staff',
      scopes: [],
      data: {},
      prevHash: null,
    });
  });
  const work = await startWorkApart({ config, ownerUrl }, log);
  while ((await slowest()) < 1) await sleep(20);
  await work.stop();
  assert.deepEqual(faults, []);
});

test('a thread that ends by a fault is told of, and can still be stopped', async () => {
  const { log, faults } = listening();
  const nowhere = ownerUrl.replace(/:\d+\//, ':1/');
  const work = await startWorkApart({ config, ownerUrl: nowhere }, log);
  while (faults.length === 0) await sleep(20);
  await work.stop();
  assert.match(String(faults[0]), /ECONNREFUSED/);
});
