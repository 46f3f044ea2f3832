import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff, registerWorkMover } from '../account/index.ts';
import { leaveTimer } from '../account/jobs.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { areaTree } from '../area/index.ts';
import { askingCity } from './asking.sample.ts';
import { leavingTimer } from './jobs.leaving.ts';

const program = await testProgram(await emptyTemplate());
const city = await askingCity(program);
const { runtime, http, clock } = program;
const { people } = city;
const admin = await sampleStaff(runtime, 'boss', [{ role: 'system_admin' }]);
const water = await city.unitOf('water');
const HOUR = 3_600_000;

async function ask(id: string, method: 'GET' | 'POST', url: string, payload?: object, kind?: 'resident') {
  const headers = bearer(await tokenFor(runtime, id, kind));
  const answer = await http.inject({ method, url, payload, headers });
  assert.ok(answer.statusCode < 300, answer.body);
  return answer.json();
}
let made = 0;
async function person(role: string, places: { unitId?: string; areaCode?: string }[]): Promise<string> {
  const tree = await areaTree(runtime);
  made += 1;
  const name = `person-${made}`;
  const relations = places.map(({ unitId, areaCode }) => ({
    role,
    unitId,
    areaId: areaCode && tree.byCode(areaCode)!.id,
  }));
  return run(
    runtime,
    SYSTEM,
    async (ctx) => (await createStaff(ctx, { username: name, name, passwordHash: 'none', relations })).id,
  );
}
const at = (hours: number): string => new Date(clock.now().getTime() + hours * HOUR).toISOString();
const leave = (who: string, stand_in_id: string | null, [from, to] = [-1, 48]) =>
  ask(who, 'POST', '/api/leaves', {
    from_at: at(from!),
    to_at: at(to!),
    reason: '家中有事',
    take_back: true,
    stand_in_id,
  });
async function pass(hours: number): Promise<void> {
  clock.advance(hours * HOUR);
  await leaveTimer.tick(runtime);
  await program.settle();
}
async function report(type: string): Promise<string> {
  const payload = {
    client_id: randomUUID(),
    type,
    text: '水管漏水，请来看看',
    point: { lng: 114.405, lat: 30.405 },
  };
  return (await ask(people.caller, 'POST', '/api/matters', payload, 'resident')).id;
}
async function step(who: string, id: string, action: string, form: object = {}) {
  const { version } = await ask(who, 'GET', `/api/matters/${id}`);
  return ask(who, 'POST', `/api/matters/${id}/actions/${action}`, { version, ...form });
}
async function given(account: string): Promise<string> {
  const id = await report('city-event');
  await step(people.west, id, 'dispatch', { units: [{ unit: water, role: 'main', account }] });
  return id;
}
/** A wish that a grid worker has taken on in person, for no unit. */
async function wishOf(account: string): Promise<string> {
  const id = await report('wish');
  await step(people.west, id, 'accept');
  await step(account, id, 'claim');
  return id;
}
const holder = async (id: string) =>
  (
    await sql<{
      account: string | null;
      unit: string | null;
    }>`select account_id as account, unit_id as unit from task
      where subject = ${id}::uuid and closed_at is null and role = 'main'`.execute(runtime.db)
  ).rows[0]!;

test('a stand-in of a stand-in who is not near the absent one gets nothing of theirs', async () => {
  const near = '429901001001001';
  const absent = await person('grid_worker', [{ areaCode: near }]);
  const second = await person('grid_worker', [{ areaCode: near }, { areaCode: '429901001002001' }]);
  const far = await person('grid_worker', [{ areaCode: '429901001002001' }]);
  const wish = await wishOf(absent);
  await leave(second, far);
  await leave(absent, second);
  const { account, unit } = await holder(wish);
  assert.equal(account, null, 'the community has it');
  assert.ok(unit);
});

test('what a dismissed stand-in had for somebody still goes back to them', async () => {
  const [away, standIn] = [
    await person('department_staff', [{ unitId: water }]),
    await person('department_staff', [{ unitId: water }]),
  ];
  const id = await given(away);
  await leave(away, standIn);
  const { version } = await ask(admin, 'GET', `/api/staff/${standIn}`);
  await ask(admin, 'POST', `/api/staff/${standIn}/disable`, { version });
  assert.deepEqual(await holder(id), { account: null, unit: water });
  await pass(49);
  assert.equal((await holder(id)).account, away);
});

test('of two leaves without a gap the first ends before the second begins: its stand-in keeps nothing', async () => {
  const [away, first, second] = await Promise.all(
    [0, 1, 2].map(() => person('department_staff', [{ unitId: water }])),
  );
  const id = await given(away!);
  await leave(away!, second!, [10, 20]);
  await leave(away!, first!, [-1, 10]);
  assert.equal((await holder(id)).account, first);
  await pass(11);
  assert.equal((await holder(id)).account, second);
  await pass(10);
  assert.equal((await holder(id)).account, away);
});

test('a leave that cannot begin holds up no other', async () => {
  const [first, second, standIn] = await Promise.all(
    [0, 1, 2].map(() => person('department_staff', [{ unitId: water }])),
  );
  const id = await given(second!);
  await leave(first!, null, [1, 40]);
  await leave(second!, standIn!, [2, 40]);
  let refused = 0;
  registerWorkMover(runtime, {
    async handOver(_, account) {
      if (account !== first) return 0;
      refused += 1;
      throw new Error('this work cannot move');
    },
    takeBack: async () => 0,
  });
  await pass(3);
  assert.equal(refused, 1);
  assert.equal((await holder(id)).account, standIn);
  assert.equal(
    (await ask(first!, 'GET', '/api/leaves')).items.find((each: { mine: boolean }) => each.mine).state,
    'planned',
  );
});

test('what reaches somebody away by a step that did not see it, and was too late for the follower, is moved on', async () => {
  const [away, standIn] = await Promise.all(
    [0, 1].map(() => person('department_staff', [{ unitId: water }])),
  );
  const id = await given(away!);
  await leave(away!, standIn!);
  await program.settle();
  // As the step leaves it that read before the leave and wrote after it.
  await sql`update task set account_id = ${away!}::uuid, result = '{}' where subject = ${id}::uuid and closed_at is null`.execute(
    runtime.db,
  );
  await leavingTimer.tick(runtime);
  assert.equal((await holder(id)).account, standIn);
});
