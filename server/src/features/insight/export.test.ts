import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { startJobs } from '../../platform/jobs.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { askingCity } from '../matter/asking.sample.ts';
import { parseScheme, publishScheme } from './index.ts';
import { exportJob } from './jobs.export.ts';

const FILE = new URL('../../../../packs/default/indicators/service.yaml', import.meta.url);

test('the table goes out as a file with the numbers of the screen, and that it did is on record', async () => {
  const city = await askingCity(await testProgram(await emptyTemplate()));
  const { runtime, http } = city.program;
  const scheme = parseScheme(await readFile(FILE, 'utf8')).value!;
  await run(runtime, SYSTEM, (ctx) => publishScheme(ctx, scheme, []));
  await city.report(city.caller);
  await city.report(city.neighbour);
  await city.program.settle();
  const headers = bearer(await tokenFor(runtime, city.people.street));
  const payload = { scheme: 'service', format: 'csv' };
  const started = await http.inject({ method: 'POST', url: '/api/insight/export', headers, payload });
  assert.equal(started.statusCode, 202, started.body);
  const jobs = startJobs(runtime, [exportJob]);
  const read = (url: string) => http.inject({ method: 'GET', url, headers });
  let job = (await read(`/api/jobs/${started.json().job}`)).json();
  while (job.state === 'waiting' || job.state === 'running') job = (await read(`/api/jobs/${job.id}`)).json();
  await jobs.stop();
  assert.equal(job.state, 'done', JSON.stringify(job));
  const lines = (await read(job.result.file)).body.split('\r\n').map((line) => line.split(','));
  const at = lines[0]!.indexOf('上报数');
  assert.equal(lines.find((line) => line.includes('合计'))?.[at], '2');
  const made = await sql`select from event where kind = 'export.made' and subject = ${job.id}::uuid`.execute(
    runtime.db,
  );
  assert.equal(made.rows.length, 1);
});
