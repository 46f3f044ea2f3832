import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { judgingCity } from '../judgement/sample.ts';
import type { Ask } from '../matter/asking.sample.ts';
import { parseScheme, publishScheme } from './index.ts';

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
const listed = async (who: Ask, account: string) =>
  (await who('GET', `/api/insight/facts?scheme=service&measure=report&account=${account}`)).body.items.map(
    ({ person }: { person: string }) => person,
  );

test('people of the own area are named, others are masked, in the table and in the list behind it', async () => {
  const { hotline } = city.added;
  const { grid } = city.people;
  const byWest = await peopleOf(city.west);
  assert.deepEqual([byWest.get(grid), byWest.get(hotline)], ['grid', 'h******']);
  assert.deepEqual(await listed(city.west, grid), ['grid']);
  assert.deepEqual(await listed(city.west, hotline), ['h******']);
});
