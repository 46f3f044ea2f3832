import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart } from '../../platform/files/sample.ts';
import { startJobs } from '../../platform/jobs.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff, unitRegistry } from '../account/index.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { csv, goodRow, HEAD, importPeople, mappingOf } from './import.sample.ts';
import { exportJob } from './jobs.export.ts';
import { importJob } from './jobs.import.ts';
import { importValuesJob } from './jobs.import.values.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http } = program;
await smallCity(runtime);
await importPeople(program);

type Headers = Record<string, string>;

async function ask(headers: Headers, method: 'POST' | 'DELETE', url: string, payload?: object) {
  const answer = await http.inject({ method, url, payload, headers });
  assert.ok(answer.statusCode < 300, answer.body);
  return answer.json();
}

async function administrator(): Promise<Headers> {
  const { id } = await run(runtime, SYSTEM, (ctx) =>
    createStaff(ctx, {
      username: 'root',
      name: 'root',
      passwordHash: 'none',
      relations: [{ role: 'system_admin' }],
    }),
  );
  return bearer(await tokenFor(runtime, id));
}
const admin = await administrator();

/** Another system's account in the district, its credential, and how to revoke it. */
async function anotherSystem(username: string) {
  const unitId = (await unitRegistry(runtime)).byCode('district')!.id;
  const { id } = await run(runtime, SYSTEM, (ctx) =>
    createStaff(ctx, {
      username,
      name: username,
      passwordHash: 'none',
      mustChangePassword: true,
      relations: [{ role: 'district_staff', unitId }],
    }),
  );
  const expires_on = new Date(runtime.clock.now().getTime() + 30 * 86_400_000).toISOString().slice(0, 10);
  const made = await ask(admin, 'POST', '/api/credentials', { name: username, username, expires_on });
  return { id, headers: bearer(made.secret), credential: made.credential.id as string };
}

async function startBoth(headers: Headers, reference: string): Promise<string[]> {
  const body = multipart(csv([HEAD, goodRow(reference)]), 'a.csv', 'text/csv');
  const up = await http.inject({
    method: 'POST',
    url: '/api/imports',
    payload: body.payload,
    headers: { ...headers, ...body.headers },
  });
  const { id, suggested } = up.json();
  const started = await ask(headers, 'POST', `/api/imports/${id}/start`, { mapping: mappingOf(suggested) });
  return [started.job, (await ask(headers, 'POST', '/api/matters/export', {})).job];
}

async function workOff(ids: string[]): Promise<{ state: string; error: string | null }[]> {
  const jobs = startJobs(runtime, [importJob, importValuesJob, exportJob]);
  try {
    for (let i = 0; i < 400; i += 1) {
      const { rows } = await sql<{ state: string; error: string | null }>`
        select state, error from job where id = any (${ids}::uuid[]) order by id`.execute(runtime.db);
      if (rows.every(({ state }) => !['waiting', 'running'].includes(state))) return rows;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the jobs did not end');
  } finally {
    await jobs.stop();
  }
}

test('another system imports and exports with the rights of its account, which nobody signs in to', async () => {
  const { headers } = await anotherSystem('link');
  const done = { state: 'done', error: null };
  assert.deepEqual(await workOff(await startBoth(headers, 'P1')), [done, done]);
});

test('what a revoked credential asked for is not done', async () => {
  const { headers, credential } = await anotherSystem('gone');
  const ids = await startBoth(headers, 'P2');
  await ask(admin, 'DELETE', `/api/credentials/${credential}`);
  assert.deepEqual(
    (await workOff(ids)).map(({ state }) => state),
    ['failed', 'failed'],
  );
});

test('a person whose password was reset has nothing done until it is changed', async () => {
  const { id } = await anotherSystem('person');
  await sql`update account set must_change_password = false where id = ${id}::uuid`.execute(runtime.db);
  const ids = await startBoth(bearer(await tokenFor(runtime, id)), 'P3');
  await sql`update account set must_change_password = true where id = ${id}::uuid`.execute(runtime.db);
  assert.deepEqual(
    (await workOff(ids)).map(({ state }) => state),
    ['failed', 'failed'],
  );
});
