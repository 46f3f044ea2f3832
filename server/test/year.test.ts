import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ripen } from '../src/features/insight/index.ts';
import { differences } from '../src/features/insight/oracle/compare.ts';
import { demoTemplate } from './demo.ts';
import { testProgram } from './harness.ts';
import { forgotten, Year } from './year/year.ts';

const program = await testProgram(await demoTemplate());
const year = await Year.of(program, { matters: 50, days: 21, quiet: 75, seed: 7 });
const lived = await year.live();

test('weeks of calls, nights, holidays, absences and refusals go by without an error', () => {
  assert.deepEqual(lived.faults, []);
  assert.equal(lived.matters.length, 50);
  const acted = [...lived.acted.values()].reduce((sum, n) => sum + n, 0);
  assert.ok(acted > 30 && lived.acted.size > 5, JSON.stringify([...lived.acted]));
});

test('afterwards each matter is closed or stands at the top with an owner', async () => {
  assert.deepEqual(await forgotten(program), []);
});

test('the indicators say what a plain recount of the events says', async () => {
  await ripen(program.runtime);
  assert.deepEqual(await differences(program.runtime.db, program.clock.now()), []);
});
