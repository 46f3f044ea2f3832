import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import { judgingCity } from '../judgement/sample.ts';
import type { Ask } from '../matter/asking.sample.ts';
import { parseScheme, publishScheme } from './index.ts';
import { RARE } from './vocabulary.ts';

const FILE = new URL('../../../../packs/default/indicators/service.yaml', import.meta.url);
const city = await judgingCity(await testProgram(await emptyTemplate()));
const scheme = parseScheme(await readFile(FILE, 'utf8')).value!;
await run(city.program.runtime, SYSTEM, (ctx) => publishScheme(ctx, scheme, []));
const contact = { name: '王五', phone: '13800000017' };
await city.report(city.hotline, { source: 'hotline', contact });
await city.report(city.grid);
await city.settle();

const peopleOf = async (who: Ask) => {
  const { status, body } = await who('GET', '/api/insight/table?scheme=service&grain=person');
  assert.equal(status, 200, JSON.stringify(body));
  return new Map(body.rows.map(({ account, name }: { account: string; name: string }) => [account, name]));
};
const listed = async (who: Ask, asked: string) =>
  (await who('GET', `/api/insight/facts?scheme=service&${asked}`)).body.items.map(
    ({ person }: { person: string }) => person,
  );

test('people of the own area are named, others are masked, in the table and in the list behind it', async () => {
  const { hotline } = city.added;
  const { grid } = city.people;
  const byWest = await peopleOf(city.west);
  assert.deepEqual([byWest.get(grid), byWest.get(hotline)], ['grid', 'h******']);
  assert.deepEqual(await listed(city.west, `measure=report&account=${grid}`), ['grid']);
  assert.deepEqual(await listed(city.west, `measure=report&account=${hotline}`), ['h******']);
});

test('of a department only its lead sees whose number it is: who works there sees the own row and nobody else’s', async () => {
  const hire = (username: string, role: string) =>
    run(city.program.runtime, SYSTEM, (ctx) =>
      createStaff(ctx, {
        username,
        name: username,
        passwordHash: 'none',
        relations: [{ role, unitId: city.waterUnit }],
      }),
    );
  const [plumber, lead] = [await hire('plumber', 'department_staff'), await hire('lead', 'department_lead')];
  const [asPlumber, asLead] = [await city.voiceOf(plumber.id), await city.voiceOf(lead.id)];
  const { id } = await city.report(city.caller);
  await city.perform(city.west, id, 'dispatch', { units: [{ unit: city.waterUnit, role: 'main' }] });
  await city.perform(asPlumber, id, 'feedback', { reply: '井盖已经换好了' });
  await city.settle();
  assert.equal((await peopleOf(asLead)).get(plumber.id), 'plumber');
  assert.equal((await peopleOf(asPlumber)).get(plumber.id), 'plumber');
  assert.deepEqual([...(await peopleOf(city.water))], []);
  const done = 'measure=handle_done';
  assert.deepEqual(await listed(asLead, done), ['plumber']);
  assert.deepEqual(await listed(asPlumber, `${done}&account=${plumber.id}`), ['plumber']);
  assert.deepEqual(await listed(city.water, done), ['p******']);
  const alone = await city.water('GET', `/api/insight/facts?scheme=service&${done}&account=${plumber.id}`);
  assert.equal(alone.status, 404);
});

test('what is no measure has no list, whatever word it is', async () => {
  for (const measure of ['constructor', 'toString_excluded', 'handled'])
    assert.equal(
      (await city.west('GET', `/api/insight/facts?scheme=service&measure=${measure}`)).status,
      404,
      measure,
    );
});

test('what few facts carry is asked for in the very words of its index', async () => {
  const { rows } = await sql<{ only: string }>`
    select pg_get_expr(indpred, indrelid) as only from pg_index where indexrelid = 'insight_fact_rare'::regclass`.execute(
    city.program.runtime.db,
  );
  assert.match(rows[0]!.only, new RegExp(`'{${RARE.join(',')}}'`));
});
