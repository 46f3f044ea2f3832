import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoPeople } from '../../../packs/demo/households.ts';
import { accountId, demoTemplate } from '../../test/demo.ts';
import { testProgram } from '../../test/harness.ts';
import { loadActor } from '../features/account/index.ts';
import { listFaults, listSheets, readSheet } from '../features/sheet/queries.ts';
import { finished } from '../features/sheet/sample.ts';
import { loadSheet } from './demo.sheet.ts';
import { seeded } from './seed.ts';

test('the clerk of the demo finds an import with its few slips marked', async () => {
  const program = await testProgram(await demoTemplate());
  const { runtime } = program;
  await loadSheet(runtime, new DemoPeople(seeded(7), '2026-03-02'));
  const clerk = (await loadActor(runtime.db, await accountId(program, 'community1'), 'program'))!;
  const { items } = await listSheets(runtime, clerk, {});
  const { job } = await readSheet(runtime, clerk, items[0]!.id);
  assert.equal((await finished(runtime, job!)).state, 'done');
  const { progress } = await readSheet(runtime, clerk, items[0]!.id);
  const { new: made, refused } = progress!.outcomes;
  assert.ok(made >= 10, `${made} people`);
  const faults = (await listFaults(runtime, clerk, items[0]!.id, {})).items.flatMap((row) => row.faults);
  assert.equal(faults.length, refused);
  assert.deepEqual(
    new Set(faults.map(({ code }) => code)),
    new Set(['bad_id_number', 'bad_phone', 'bad_code', 'required']),
  );
});
