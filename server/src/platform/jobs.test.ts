import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../test/harness.ts';
import { SYSTEM } from './access.ts';
import type { JobKind, JobRun } from './feature.ts';
import { queueJob, startJobs } from './jobs.ts';
import { run } from './runtime.ts';

const { runtime } = await testProgram(await emptyTemplate());

/** A job that has begun and goes on until it is let go; and what its row says. */
async function begun(kind: string) {
  const [begun, going] = [Promise.withResolvers<JobRun>(), Promise.withResolvers<void>()];
  const long: JobKind = {
    kind,
    async work(_, job) {
      begun.resolve(job);
      await going.promise;
      await job.report({});
    },
  };
  const id = await run(runtime, SYSTEM, async (ctx) => queueJob(ctx, kind, {}));
  const jobs = startJobs(runtime, [long]);
  await begun.promise;
  const row = async () => {
    const { rows } = await sql<{ state: string; left: number }>`
      select state, extract(epoch from lease_until - now())::float8 as left from job where id = ${id}::uuid`.execute(
      runtime.db,
    );
    return rows[0]!;
  };
  const change = (set: string) =>
    sql`update job set ${sql.raw(set)} where id = ${id}::uuid`.execute(runtime.db);
  const end = async () => {
    going.resolve();
    await jobs.stop();
  };
  return { row, change, end };
}

test('work that reports nothing keeps its claim by a beat; it is not taken up by anybody else', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { row, change, end } = await begun('test.long');
  assert.ok((await row()).left <= 20, 'whoever starts after a death waits no longer');
  await change("lease_until = now() + interval '10 seconds'");
  t.mock.timers.tick(5000);
  while ((await row()).left < 15) await new Promise((resume) => setTimeout(resume, 20));
  await end();
  assert.equal((await row()).state, 'done');
});

test('who was taken for dead renews, reports and ends nothing of whoever took the work up since', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { row, change, end } = await begun('test.superseded');
  await change("attempts = attempts + 1, lease_until = now() + interval '10 seconds'");
  t.mock.timers.tick(5000);
  await end();
  const { state, left } = await row();
  assert.equal(state, 'running');
  assert.ok(left <= 10);
});
