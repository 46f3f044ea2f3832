import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { askingCity } from './asking.sample.ts';

const program = await testProgram(await emptyTemplate());
const city = await askingCity(program);
const { caller, west, water } = city;
const admin = await tokenFor(
  program.runtime,
  await sampleStaff(program.runtime, 'admin', [{ role: 'system_admin' }]),
);

async function retire(code: string) {
  const url = `/api/units/${await city.unitOf(code)}/retire`;
  const answer = await program.http.inject({
    method: 'POST',
    url,
    headers: bearer(admin),
    payload: { version: 1 },
  });
  return { status: answer.statusCode, body: answer.json() };
}
const endStaff = async (code: string) =>
  program.runtime.db
    .updateTable('account_relation')
    .set({ ended_at: program.clock.now() })
    .where('unit_id', '=', await city.unitOf(code))
    .execute();

test('a unit is not retired over work it has: the refusal says how much, and once it is handed over nothing stands in the way', async () => {
  const { id } = await city.report(caller);
  const units = (...codes: string[]) =>
    Promise.all(codes.map(async (code) => ({ unit: await city.unitOf(code), role: 'main' })));
  await city.perform(west, id, 'dispatch', { units: await units('water') });
  const used = await retire('water');
  assert.deepEqual(
    [used.status, used.body.code, used.body.open_tasks, used.body.open_matters, used.body.staff],
    [409, 'in_use', 1, 1, 1],
  );
  assert.match(used.body.detail, /1 项待办.*1 件由其负责的未办结事项.*1 名工作人员/);
  assert.equal((await water('GET', `/api/matters/${id}`)).status, 200, 'nothing was changed');
  await endStaff('water');
  const alone = await retire('water');
  assert.deepEqual([alone.status, alone.body.open_tasks, alone.body.staff], [409, 1, 0]);
  assert.doesNotMatch(alone.body.detail, /工作人员、/);
  const moved = await city.perform(west, id, 'dispatch', { units: await units('power') });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  const gone = await retire('water');
  assert.deepEqual([gone.status, gone.body.retired], [200, true], JSON.stringify(gone.body));
});

test('a centre that has handed a matter on still answers for it', async () => {
  await endStaff('west');
  const { status, body } = await retire('west');
  assert.deepEqual([status, body.open_tasks, body.staff], [409, 0, 0], JSON.stringify(body));
  assert.ok(body.open_matters >= 1);
});
