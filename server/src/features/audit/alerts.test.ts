// The rules of the pack at their borders, through the log as it is written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';
import { samplePlace, sampleStaff } from '../account/sample.ts';
import { closeAlert } from './commands.ts';
import { listAlerts } from './queries.alert.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const place = await samplePlace(runtime);
const auditor = await sampleStaff(runtime, 'auditor', [{ role: 'audit_admin' }]);
let readers = 0;
const reader = () =>
  sampleStaff(runtime, `reader${readers++}`, [{ role: 'community_staff', unitId: place.eastUnit }]);

/** A look (at somebody of the own community, or of another), or a list taken out, at this moment of Asia/Shanghai. */
async function read(
  who: string,
  at: string,
  what: 'inside' | 'outside' | 'export' = 'inside',
): Promise<void> {
  clock.set(new Date(`${at}+08:00`));
  const data =
    what === 'export'
      ? { rows: 10 }
      : { person: uuidv7(clock.now()), items: ['phone'], area: what === 'inside' ? place.east : place.west };
  await run(runtime, { ...SYSTEM, id: who }, async (ctx) => {
    record(ctx, {
      ...{ subjectKind: what === 'export' ? 'export' : 'resident_look', subject: uuidv7(ctx.now) },
      ...{ kind: what === 'export' ? 'export.made' : 'person.looked', audience: 'staff', scopes: [who] },
      ...{ data, prevHash: null },
    });
  });
}
const minute = (day: string, n: number) =>
  new Date(Date.parse(`${day}T09:00:00Z`) + n * 60_000).toISOString().slice(0, 19);
async function found(who: string): Promise<[kind: string, n: number][]> {
  await program.settle();
  const { items } = await listAlerts(runtime, { limit: 200 });
  return items.filter(({ actor }) => actor === who).map(({ kind, n }): [string, number] => [kind, n]);
}
const raised = async (who: string) => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from event where kind = 'audit.raised' and data ->> 'actor' = ${who}`.execute(
    runtime.db,
  );
  return rows[0]!.n;
};

test('29 looks within the hour are nothing, the 30th is one finding, and a hundred more are still that one', async () => {
  const who = await reader();
  for (let i = 0; i < 29; i++) await read(who, minute('2026-03-03', i));
  assert.deepEqual(await found(who), []);
  await read(who, minute('2026-03-03', 59));
  assert.deepEqual(await found(who), [['many', 30]]);
  for (let i = 0; i < 100; i++) {
    await read(who, minute('2026-03-03', 59));
    if (i % 10 === 0) await program.settle();
  }
  assert.deepEqual(await found(who), [['many', 130]]);
  assert.equal(await raised(who), 1);
});

test('the 30th look an hour after the first is nothing: the first lies behind by then', async () => {
  const who = await reader();
  for (let i = 0; i < 29; i++) await read(who, minute('2026-03-04', i));
  await read(who, minute('2026-03-04', 60));
  assert.deepEqual(await found(who), []);
});

test('the night begins at 22:00 and is over at 06:00: two looks are nothing, the third is a finding', async () => {
  const who = await reader();
  for (const at of [
    '2026-03-05T21:59:59',
    '2026-03-05T22:00:00',
    '2026-03-06T05:59:59',
    '2026-03-06T06:00:00',
  ])
    await read(who, at);
  assert.deepEqual(await found(who), []);
  for (const at of ['2026-03-06T22:00:00', '2026-03-07T02:00:00']) await read(who, at);
  assert.deepEqual(await found(who), []);
  await read(who, '2026-03-07T05:59:59');
  assert.deepEqual(await found(who), [['night', 3]]);
});

test('outside the own community two looks within a day are nothing, three are a finding, however many lie inside', async () => {
  const who = await reader();
  await read(who, '2026-03-09T10:00:00', 'outside');
  for (let i = 0; i < 5; i++) await read(who, '2026-03-09T11:00:00');
  await read(who, '2026-03-10T09:59:59', 'outside');
  assert.deepEqual(await found(who), []);
  // A day after the first: it counts no more.
  await read(who, '2026-03-10T10:00:00', 'outside');
  assert.deepEqual(await found(who), []);
  await read(who, '2026-03-11T09:00:00', 'outside');
  assert.deepEqual(await found(who), [['outside', 3]]);
});

test('nine lists taken out within a day are nothing, the tenth is a finding; another reader’s do not add up with them', async () => {
  const [who, other] = [await reader(), await reader()];
  for (let i = 0; i < 9; i++) {
    await read(who, '2026-03-12T10:00:00', 'export');
    await read(other, '2026-03-12T10:00:00', 'export');
  }
  assert.deepEqual(await found(who), []);
  await read(who, '2026-03-13T09:59:59', 'export');
  assert.deepEqual(await found(who), [['export', 10]]);
  assert.deepEqual(await found(other), []);
});

test('a finding that is closed is over: the next spell is one of its own, what was answered is not counted again', async () => {
  const who = await reader();
  for (let i = 0; i < 3; i++) await read(who, `2026-03-16T10:0${i}:00`, 'outside');
  await program.settle();
  const [alert] = (await listAlerts(runtime, { state: 'open' })).items.filter(({ actor }) => actor === who);
  await closeAlert(runtime, { ...SYSTEM, id: auditor }, alert!.id, {
    version: alert!.version,
    note: '属工作',
  });
  for (let i = 3; i < 5; i++) await read(who, `2026-03-16T10:0${i}:00`, 'outside');
  assert.deepEqual(await found(who), [['outside', 3]]);
  await read(who, '2026-03-16T10:05:00', 'outside');
  assert.deepEqual(await found(who), [
    ['outside', 3],
    ['outside', 3],
  ]);
  assert.equal(await raised(who), 2);
});
