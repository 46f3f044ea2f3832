import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { startUnderTest, type UnderTest } from '../../../test/child.ts';
import { emptyTemplate, TEST_KEY, testProgram } from '../../../test/harness.ts';
import { loadDefaultPack } from '../../packs/default.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { samplePlace, sampleStaff } from '../account/sample.ts';
import { startSheet } from './commands.start.ts';
import { readSheet } from './queries.ts';
import { handIn } from './sample.ts';

// The child has the system's clock: a file that is months old would be swept away.
const program = await testProgram(await emptyTemplate(), new Date());
const { runtime } = program;
await loadDefaultPack(runtime);
const place = await samplePlace(runtime);
const relations = [{ role: 'community_staff', areaId: place.east, unitId: place.eastUnit }];
const east = (await loadActor(runtime.db, await sampleStaff(runtime, 'east1', relations)))!;

const ROWS = 12_000;

let child: UnderTest | undefined;
after(() => child?.kill());
const under = async () => {
  child = await startUnderTest(program.ownerUrl, TEST_KEY, runtime.config.dataDir);
  return child;
};

const read = async (id: string) => {
  const { rows } = await sql<{ read: number; state: string }>`
    select coalesce((s.progress ->> 'read')::int, 0) as read, j.state from sheet_import s join job j on j.id = s.job_id
    where s.id = ${id}::uuid`.execute(runtime.db);
  return rows[0]!;
};

/** Waits until so many rows are done with, or the work has ended. */
async function until(id: string, rows: number): Promise<string> {
  for (;;) {
    const now = await read(id);
    if (now.read >= rows || now.state === 'done' || now.state === 'failed') return now.state;
    await sleep(20);
  }
}

test('the program is killed twice amid an import: started again it goes on, nobody is lost and nobody is there twice', async () => {
  const lines = Array.from({ length: ROWS }, (_, i) => `K${i},${i % 20 === 9 ? '' : `某人${i}`},1950-02-03`);
  const id = await handIn(
    runtime,
    east,
    Buffer.from(['人员编号,姓名,出生日期', ...lines].join('\n')),
    '人.csv',
    'person',
  );
  const { suggested } = await readSheet(runtime, east, id);
  await startSheet(runtime, east, id, { mapping: suggested, trial: false });
  for (const rows of [1, ROWS / 2]) {
    const running = await under();
    assert.equal(await until(id, rows), 'running', 'it was killed amid the work');
    await running.kill();
    // Others take it up when its lease has run out; the test does not wait for that.
    await sql`update job set lease_until = now() where state = 'running'`.execute(runtime.db);
  }
  const last = await under();
  assert.equal(await until(id, ROWS + 1), 'done');
  await last.stop();

  const good = (ROWS * 19) / 20;
  const { progress } = await readSheet(runtime, east, id);
  assert.deepEqual(progress!.outcomes, { new: good, same: 0, changed: 0, waiting: 0, refused: ROWS - good });
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql`
      select (select count(*) from resident_person)::int as people, (select count(distinct source_key) from source_statement)::int as keys,
        (select count(*) from source_statement)::int as said, (select count(*) from event where kind = 'person.created')::int as told,
        (select count(*) from sheet_fault)::int as refused, (select sum(people) from resident_count)::int as counted`.execute(
      db,
    ),
  );
  assert.deepEqual(rows[0], {
    people: good,
    keys: good,
    said: good,
    told: good,
    refused: ROWS - good,
    counted: good,
  });
});
