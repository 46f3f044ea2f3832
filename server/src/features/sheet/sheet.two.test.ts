import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { registerSheetTargets } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { samplePlace, sampleStaff } from '../account/sample.ts';
import { startSheet } from './commands.start.ts';
import { readSheet } from './queries.ts';
import { finished, handIn, makeThings, thingTarget } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
const place = await samplePlace(runtime);
await makeThings(program.ownerUrl);
const ann = (await loadActor(
  runtime.db,
  await sampleStaff(runtime, 'ann', [{ role: 'city_staff', unitId: place.centre }]),
))!;

test('two files are worked on at one time, and one that collides with the other is written again', async () => {
  const inside = Promise.withResolvers<void>();
  let writing = 0;
  const together = async () => {
    writing += 1;
    if (writing === 2) inside.resolve();
    await inside.promise;
    // What PostgreSQL says to the one of two that it breaks off.
    if (writing === 2) {
      writing += 1;
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    }
  };
  registerSheetTargets(runtime, [thingTarget(together)]);
  const jobs: { id: string; job: string }[] = [];
  for (const name of ['甲', '乙']) {
    const id = await handIn(runtime, ann, Buffer.from(`编号,名称\r\n${name}1,灯\r\n${name}2,椅`));
    const { suggested } = await readSheet(runtime, ann, id);
    jobs.push({ id, ...(await startSheet(runtime, ann, id, { mapping: suggested, trial: false })) });
  }
  for (const { id, job } of jobs) {
    assert.equal((await finished(runtime, job)).state, 'done');
    assert.equal((await readSheet(runtime, ann, id)).progress!.outcomes.new, 2);
  }
  const { rows } = await sql<{ code: string; writes: number }>`
    select code, writes from thing order by code collate "C"`.execute(runtime.db);
  assert.deepEqual(
    rows.map(({ code, writes }) => `${code} ${writes}`),
    ['乙1 1', '乙2 1', '甲1 1', '甲2 1'],
  );
});
