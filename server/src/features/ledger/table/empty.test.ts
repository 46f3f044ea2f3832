import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Body, testTown } from '../../../../test/town.ts';
import { SYSTEM } from '../../../platform/access.ts';
import { run } from '../../../platform/runtime.ts';
import { sampleHouses } from '../../resident/sample.ts';

const { runtime, place, staff, ask, person } = await testTown();
const east = await staff('east6', 'community_staff', place.east, place.eastUnit);
const MIGRATION = new URL('../../../../migrations/20261123T0021_ledger_state.sql', import.meta.url);

const [lived] = (await sampleHouses(runtime, place.east, 4)) as [string];
await person({}, { house: lived });
await person();

const keep = async (subject: string, name: string, rule: string) => {
  const body = {
    client_id: randomUUID(),
    subject,
    name,
    columns: [subject === 'house' ? 'address' : 'name'],
    rule,
  };
  assert.equal((await ask(east, 'POST', '/api/ledger/views', body)).status, 204, rule);
};
const views = async (subject: string): Promise<Body[]> =>
  (await ask(east, 'GET', `/api/ledger/views?subject=${subject}`)).body.items;
const counted = async ({ subject, rule }: Body): Promise<number> =>
  (await ask(east, 'GET', `/api/ledger/count?${new URLSearchParams({ subject, rule })}`)).body.rows;

test('a column that is never empty says so, and no row is found by asking whether it is', async () => {
  const house = (rule: string) => ({ subject: 'house', rule });
  const { items } = (await ask(east, 'GET', '/api/ledger/columns?subject=house')).body;
  const always = items.flatMap(({ code, always }: Body) => (always ? [code] : []));
  assert.deepEqual(always, ['address', 'building', 'number', 'use', 'state']);
  for (const code of always)
    assert.deepEqual(
      [await counted(house(`house.${code} == ""`)), await counted(house(`house.${code} != ""`))],
      [0, 4],
      code,
    );
  const facts = (await ask(east, 'GET', '/api/segment-facts')).body.items;
  assert.deepEqual(
    facts.flatMap(({ name, always }: Body) => (always ? [name] : [])),
    ['person.state'],
    'who lives in no house has no state of a house',
  );
});

test('a kept view of houses of which nothing was said finds them after the upgrade; what is asked of people stays', async () => {
  const rules: [rule: string, becomes: string, rows: number][] = [
    ['house.state == ""', 'house.state == "unknown"', 3],
    ['house.state != "" && house.floor >= 1', 'house.state != "unknown" && house.floor >= 1', 1],
    ["house.floor >= 9 || house.state==''", 'house.floor >= 9 || house.state == "unknown"', 3],
    ['!(house.state in ["let", ""])', '!(house.state in ["let", "unknown"])', 1],
    ['house.state != "let" && house.estate == ""', 'house.state != "let" && house.estate == ""', 4],
  ];
  for (const [i, [rule]] of rules.entries()) await keep('house', `视图${i}`, rule);
  await keep('person', '没有房屋', 'house.state == ""');
  assert.equal(await counted({ subject: 'house', rule: 'house.state == ""' }), 0);
  const filling = await readFile(MIGRATION, 'utf8');
  for (const _ of ['once', 'and again'])
    await run(runtime, SYSTEM, async ({ db }) => void (await sql.raw(filling).execute(db)));
  const kept = await views('house');
  for (const [i, [before, becomes, rows]] of rules.entries()) {
    const view = kept.find(({ name }) => name === `视图${i}`);
    assert.deepEqual([view.rule, await counted(view)], [becomes, rows]);
    assert.equal(view.version, before === becomes ? 1 : 2, 'a form that is open with the old rule is stale');
  }
  const [people] = await views('person');
  assert.deepEqual([people.rule, people.version, await counted(people)], ['house.state == ""', 1, 1]);
});
