import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff } from '../account/index.ts';
import { leaveTimer } from '../account/jobs.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { areaTree } from '../area/index.ts';
import { type Answer, askingCity } from './asking.sample.ts';

const program = await testProgram(await emptyTemplate());
const city = await askingCity(program);
const { runtime, http, clock } = program;
const { people } = city;
const admin = await sampleStaff(runtime, 'boss', [{ role: 'system_admin' }]);
const HOUR = 3_600_000;

/** Speaks as somebody by a new session: those of weeks ago have ended. */
async function as(id: string, method: 'GET' | 'POST', url: string, payload?: object): Promise<Answer> {
  const answer = await http.inject({ method, url, payload, headers: bearer(await tokenFor(runtime, id)) });
  return { status: answer.statusCode, body: answer.json() };
}
async function done(id: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const { status, body } = await as(id, method, url, payload);
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}
let made = 0;
async function person(role: string, place: { unitId?: string; areaCode?: string }): Promise<string> {
  const areaId = place.areaCode && (await areaTree(runtime)).byCode(place.areaCode)!.id;
  made += 1;
  const name = `person-${made}`;
  return run(runtime, SYSTEM, async (ctx) => {
    const relations = [{ role, ...(areaId ? { areaId } : { unitId: place.unitId }) }];
    return (await createStaff(ctx, { username: name, name, passwordHash: 'none', relations })).id;
  });
}
const water = await city.unitOf('water');
const plumber = () => person('department_staff', { unitId: water });
const worker = () => person('grid_worker', { areaCode: '429901001001001' });

const at = (hours: number): string => new Date(clock.now().getTime() + hours * HOUR).toISOString();
const leave = (who: string, more: object = {}) =>
  as(who, 'POST', '/api/leaves', {
    from_at: at(-1),
    to_at: at(48),
    reason: '家中有事',
    take_back: true,
    ...more,
  });
async function pass(hours: number): Promise<void> {
  clock.advance(hours * HOUR);
  await leaveTimer.tick(runtime);
  await program.settle();
}
/** A matter dispatched to the water department, for one of its people. */
async function given(account?: string): Promise<string> {
  const { id } = await reported();
  await step(people.west, id, 'dispatch', {
    units: [{ unit: water, role: 'main', ...(account && { account }) }],
  });
  return id;
}
async function reported(): Promise<{ id: string; version: number }> {
  const payload = {
    client_id: randomUUID(),
    type: 'city-event',
    text: '水管漏水',
    point: { lng: 114.405, lat: 30.405 },
  };
  const headers = bearer(await tokenFor(runtime, people.caller, 'resident'));
  return (await http.inject({ method: 'POST', url: '/api/matters', payload, headers })).json();
}
async function step(who: string, id: string, action: string, form: object = {}) {
  const { version } = await done(who, 'GET', `/api/matters/${id}`);
  return done(who, 'POST', `/api/matters/${id}/actions/${action}`, { version, ...form });
}
const holder = async (id: string) => {
  const { rows } = await sql<{ account: string | null; unit: string | null; note: string | null }>`
    select account_id as account, unit_id as unit, result ->> 'note' as note from task
    where subject = ${id}::uuid and closed_at is null and role = 'main'`.execute(runtime.db);
  return rows[0];
};

test('at the start the stand-in has the work, learns for whom, and nothing beside it; at the end it goes back', async () => {
  const [away, standIn, other] = [await plumber(), await plumber(), await plumber()];
  const id = await given(away);
  const { body } = await leave(away, { stand_in_id: standIn });
  assert.equal(body.moved, 1);
  assert.deepEqual(await holder(id), { account: standIn, unit: water, note: '代person-1办理' });
  const later = await given(away);
  assert.equal((await holder(later))!.account, standIn, 'what comes meanwhile goes there at once');
  const list = (await done(other, 'GET', '/api/leaves')).items;
  assert.deepEqual([list[0].account.id, list[0].stand_in.id, list[0].reason], [away, standIn, null]);
  assert.equal((await done(standIn, 'GET', '/api/leaves')).items[0].standing_in, true);
  await step(standIn, id, 'feedback', { reply: '已修好，请放心使用' });
  await pass(49);
  assert.equal((await holder(later))!.account, away, 'what was not done');
  assert.deepEqual((await done(other, 'GET', '/api/leaves')).items, []);
});

test('without a stand-in the unit has it; a grid worker is stood in for in a place of another', async () => {
  const away = await plumber();
  const id = await given(away);
  await leave(away);
  assert.deepEqual(await holder(id), { account: null, unit: water, note: null });
  const [absent, near] = [await worker(), await person('grid_worker', { areaCode: '429901001001001' })];
  const far = await person('grid_worker', { areaCode: '429901001002001' });
  const choices = (await done(absent, 'GET', '/api/leaves/stand-ins')).items.map(
    (each: { id: string }) => each.id,
  );
  assert.ok(choices.includes(near) && choices.includes(people.west));
  assert.ok(!choices.includes(far) && !choices.includes(people.water) && !choices.includes(absent));
  assert.equal((await leave(absent, { stand_in_id: far })).status, 422);
});

test('a stand-in who goes away hands on to theirs; each gets back what is their own', async () => {
  const [first, second, third] = [await plumber(), await plumber(), await plumber()];
  const [own, other] = [await given(first), await given(second)];
  await leave(first, { stand_in_id: second, to_at: at(20) });
  await leave(second, { stand_in_id: third, to_at: at(40) });
  for (const id of [own, other]) assert.equal((await holder(id))!.account, third);
  await pass(21);
  assert.equal((await holder(own))!.account, first);
  assert.equal((await holder(other))!.account, third);
  await pass(20);
  assert.equal((await holder(other))!.account, second);
});

test('who may enter a leave: oneself and whoever leads one, and a neighbour does not even see it', async () => {
  const away = await worker();
  assert.equal(
    (await leave(people.west, { account_id: away })).status,
    201,
    'the community sends its grid worker home',
  );
  const [entered] = (await done(people.west, 'GET', '/api/leaves')).items.filter(
    (each: { account: { id: string } }) => each.account.id === away,
  );
  assert.equal(entered.reason, '家中有事');
  for (const stranger of [people.east, people.power, people.water]) {
    assert.equal((await leave(stranger, { account_id: away })).status, 404);
    assert.equal((await as(stranger, 'POST', `/api/leaves/${entered.id}/end`)).status, 404);
    const seen = (await done(stranger, 'GET', '/api/leaves')).items;
    assert.ok(!seen.some((each: { id: string }) => each.id === entered.id));
    assert.deepEqual((await done(stranger, 'GET', `/api/leaves/stand-ins?account_id=${away}`)).items, []);
  }
  assert.equal((await leave(away, { from_at: at(10), to_at: at(20) })).status, 409, 'one leave at a time');
  assert.equal((await leave(away, { from_at: at(60), to_at: at(50) })).status, 422);
  assert.equal((await leave(away, { from_at: at(-60), to_at: at(-50) })).status, 422);
  assert.equal((await done(people.west, 'POST', `/api/leaves/${entered.id}/end`)).id, entered.id);
});

test('what a stand-in may do ends with the leave, and reaches no other matter of the absent one', async () => {
  const [away, standIn] = [await worker(), await person('grid_worker', { areaCode: '429901001001001' })];
  const elsewhere = await given();
  const wish = await wishOf(away);
  await leave(away, { stand_in_id: standIn });
  assert.equal((await holder(wish))!.account, standIn);
  await pass(49);
  assert.equal((await holder(wish))!.account, away);
  const { abilities } = await done(standIn, 'GET', `/api/matters/${wish}`);
  assert.ok(
    !abilities.some(
      ({ action, enabled }: { action: string; enabled: boolean }) => action === 'feedback' && enabled,
    ),
  );
  assert.equal((await holder(elsewhere))!.account, null);
});

async function wishOf(account: string): Promise<string> {
  const payload = {
    client_id: randomUUID(),
    type: 'wish',
    text: '想要一把轮椅',
    point: { lng: 114.405, lat: 30.405 },
  };
  const headers = bearer(await tokenFor(runtime, people.caller, 'resident'));
  const { id } = (await http.inject({ method: 'POST', url: '/api/matters', payload, headers })).json();
  await step(people.west, id, 'accept');
  await step(account, id, 'claim');
  return id;
}

test('whoever is dismissed leaves nothing behind, in the transaction of the dismissal, and stands in for nobody', async () => {
  const [gone, away] = [await plumber(), await plumber()];
  const id = await given(gone);
  const mine = await given(away);
  await leave(away, { stand_in_id: gone });
  const { version } = await done(admin, 'GET', `/api/staff/${gone}`);
  await done(admin, 'POST', `/api/staff/${gone}/disable`, { version });
  for (const matter of [id, mine])
    assert.deepEqual(await holder(matter), { account: null, unit: water, note: null });
  assert.equal(
    (await done(away, 'GET', '/api/leaves')).items.find((each: { mine: boolean }) => each.mine).stand_in,
    null,
  );
});

test('whatever happens, nothing waits for somebody who is away or gone', async () => {
  const staff = [await plumber(), await plumber(), await plumber(), await plumber()];
  const gone = new Set<number>();
  const who = fc.nat(staff.length - 1);
  const happening = fc.oneof(
    fc.record({
      what: fc.constant('leave' as const),
      who,
      standIn: fc.option(who),
      from: fc.integer({ min: -2, max: 5 }),
      hours: fc.integer({ min: 3, max: 30 }),
      back: fc.boolean(),
    }),
    fc.record({ what: fc.constant('task' as const), who }),
    fc.record({ what: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ what: fc.constant('end' as const), who }),
  );
  const handlers = {
    async leave(it: { who: number; standIn: number | null; from: number; hours: number; back: boolean }) {
      const times = { from_at: at(it.from), to_at: at(it.from + it.hours), take_back: it.back };
      const standIn = it.standIn === null ? null : staff[it.standIn]!;
      const { status } = await leave(staff[it.who]!, { ...times, stand_in_id: standIn });
      assert.ok([201, 404, 409, 422].includes(status), `${status}`);
    },
    async task(it: { who: number }) {
      await given(gone.has(it.who) ? undefined : staff[it.who]);
    },
    pass: (it: { hours: number }) => pass(it.hours),
    async end(it: { who: number }) {
      const { items } = await done(people.water, 'GET', '/api/leaves');
      const mine = items.find(({ account }: { account: { id: string } }) => account.id === staff[it.who]);
      if (mine) await as(staff[it.who]!, 'POST', `/api/leaves/${mine.id}/end`);
    },
  };
  const left = async (): Promise<number> => {
    const { rows } = await sql`select t.id from task t join account a on a.id = t.account_id
      where t.closed_at is null and (a.disabled_at is not null or exists (
        select from account_leave v where v.account_id = a.id and v.started_at is not null and v.ended_at is null))`.execute(
      runtime.db,
    );
    return rows.length;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 8 }), async (happenings) => {
      for (const it of happenings) {
        await handlers[it.what](it as never);
        assert.equal(await left(), 0, JSON.stringify(it));
      }
    }),
    { numRuns: 5, seed: 20261122, endOnFailure: true },
  );
  const { version } = await done(admin, 'GET', `/api/staff/${staff[0]}`);
  gone.add(0);
  await done(admin, 'POST', `/api/staff/${staff[0]}/disable`, { version });
  assert.equal(await left(), 0);
});
