import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import type { JobRun } from '../../platform/feature.ts';
import {
  csv,
  finished,
  goodRow,
  HEAD,
  importOf,
  importPeople,
  mappingOf,
  type Person,
} from './import.sample.ts';
import { importJob } from './jobs.import.ts';
import { smallCity } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
await smallCity(runtime);
const { ann, bob } = await importPeople(program);

const fileOf = (letter: string) =>
  csv([HEAD, ...Array.from({ length: 250 }, (_, i) => goodRow(`${letter}${i}`))]);

async function count(letter: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from matter where title like ${`井盖缺失${letter}%`}`.execute(runtime.db);
  return rows[0]!.n;
}

/** Works on a job at once, until it has reported so often. */
async function workOn(who: Person, job: string, subject: string, reports: number): Promise<void> {
  let said = 0;
  const report = async () => {
    said += 1;
    if (said === reports) throw new Error('the program was stopped');
  };
  const jobRun = { id: job, accountId: who.id, input: { subject }, progress: {}, report };
  await importJob.work(runtime, jobRun as unknown as JobRun);
}

test('what a colleague imported is not imported again', async () => {
  const first = await importOf(ann, fileOf('A'));
  await finished(runtime, ann, first.job);
  const again = await importOf(bob, fileOf('A'));
  const { result } = await finished(runtime, bob, again.job);
  assert.deepEqual([result.created, result.repeated, await count('A')], [0, 250, 250]);
});

test('two colleagues who import the same at once make every matter once', async () => {
  const [one, other] = [await importOf(ann, fileOf('B')), await importOf(bob, fileOf('B'))];
  await Promise.all([workOn(ann, one.job, one.id, 9), workOn(bob, other.job, other.id, 9)]);
  assert.equal(await count('B'), 250);
});

test('once rows are matters the import goes on telling rows apart as before', async () => {
  const { id, job, upload } = await importOf(ann, fileOf('C'));
  await assert.rejects(workOn(ann, job, id, 1));
  assert.equal(await count('C'), 100);
  assert.equal((await ann.ask('POST', `/api/jobs/${job}/cancel`)).status, 200);
  const mapping = mappingOf(upload.suggested);
  const start = (more: object, body: object = {}) =>
    ann.ask('POST', `/api/imports/${id}/start`, { mapping: { ...mapping, ...more }, ...body });
  const columns = { ...upload.suggested.columns, reference: ['标题'] };
  for (const [more, path] of [
    [{ key: '旧系统' }, 'mapping.key'],
    [{ columns }, 'mapping.columns.reference'],
  ] as const) {
    const { status, body } = await start(more);
    assert.deepEqual([status, body.fields?.[0].path, body.fields?.[0].code], [422, path, 'rows_exist']);
  }
  assert.equal(
    (await ann.ask('PUT', `/api/imports/${id}/mapping`, { mapping: { ...mapping, key: '旧系统' } })).status,
    200,
  );
  const trial = await start({}, { dry_run: true });
  assert.equal((await finished(runtime, ann, trial.body.job)).result.created, 150);
  assert.equal((await start({ key: '旧系统' })).status, 422, 'nor after a trial run');
  const { result } = await finished(runtime, ann, (await start({})).body.job);
  assert.deepEqual([result.created, result.repeated, await count('C')], [150, 100, 250]);
});
