import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Body, testTown, type Who } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, sampleResident, tokenFor } from '../account/sample.ts';
import { joinAccount, movePerson } from '../resident/index.ts';
import { sampleHouses } from '../resident/sample.ts';

const { program, runtime, place, ids, staff, ask, person, rows } = await testTown();
const east = await staff('east6', 'grid_worker', place.east, place.eastUnit);
const west = await staff('west6', 'grid_worker', place.west, place.westUnit);
const street = await staff('street6', 'street_staff', place.city, place.centre);
const wangAccount = await sampleResident(runtime, '13800001111');
const wang = bearer(await tokenFor(runtime, wangAccount, 'resident'));

async function somebody(account?: string): Promise<string> {
  const id = await person({ name: '王建国', phone: '13800001111' });
  if (account) await run(runtime, SYSTEM, (ctx) => joinAccount(ctx, id, account));
  return id;
}
const asking = (reason = '已搬离本市') => ({ client_id: randomUUID(), reason });
const requests = async (who: Who, person?: string) =>
  (await ask(who, 'GET', `/api/erasure-requests${person ? `?person=${person}` : ''}`)).body.items as Body[];
const told = async (who: Who) =>
  (await ask(who, 'GET', '/api/messages')).body.items.map((each: Body) => each.title) as string[];

test('a resident asks to be erased, the street erases, the resident is told, and the proof agrees with the log', async () => {
  const id = await somebody(wangAccount);
  const body = asking();
  for (const _ of [1, 2]) assert.equal((await ask(wang, 'POST', '/api/me/record/erasure', body)).status, 201);
  assert.equal((await ask(wang, 'POST', '/api/me/record/erasure', asking())).body.code, 'erasure_asked');
  const [stored] = await rows('select sealed, address from registration');
  assert.ok(!`${stored.sealed.toString('latin1')}${stored.address}`.includes('搬离'), 'why is sealed');
  const [seen] = await requests(street);
  assert.deepEqual(
    [seen.person.id, seen.by, seen.own, seen.reason, seen.abilities],
    [id, '本人', true, '已搬离本市', { decide: true, withdraw: false }],
  );
  assert.deepEqual((await requests(east, id))[0].abilities, { decide: false, withdraw: false });
  assert.deepEqual(await requests(west), []);
  assert.deepEqual((await ask(east, 'GET', '/api/registrations')).body.items, [], 'it is no registration');
  for (const [way, more] of [
    ['accept', {}],
    ['refuse', { reason: '不对' }],
  ] as const)
    assert.equal(
      (await ask(east, 'POST', `/api/registrations/${seen.id}/${way}`, { version: 1, ...more })).status,
      404,
    );
  const proof = await ask(street, 'POST', `/api/residents/${id}/erase`, { reason: '本人申请，已核验身份' });
  assert.equal(proof.status, 201, JSON.stringify(proof.body));
  assert.deepEqual(await requests(street), []);
  assert.deepEqual((await ask(wang, 'GET', '/api/me/registrations')).body.items, []);
  assert.deepEqual(await told(wang), ['登记信息已删除']);
  const [erased] = await rows(`select scopes from event where kind = 'person.erased'`);
  assert.deepEqual(erased.scopes, [place.city, place.east]);
  const url = `/api/resident-erasures/${proof.body.id}`;
  assert.deepEqual((await ask(street, 'GET', url)).body.proven, true);
  await run(runtime, SYSTEM, (ctx) => {
    // What others tell under the same number (care) is a story of its own.
    record(ctx, {
      ...{ subjectKind: 'care', subject: id, kind: 'care.ended', audience: 'staff', scopes: [], data: {} },
      prevHash: null,
    });
    return ctx.flush();
  });
  assert.deepEqual((await ask(street, 'GET', url)).body.proven, true);
  assert.equal((await ask(east, 'GET', url)).status, 403);
  await run(runtime, SYSTEM, ({ db }) =>
    sql`update resident_erasure set event_hash = '\\x00' where id = ${proof.body.id}::uuid`.execute(db),
  );
  assert.equal((await ask(street, 'GET', url)).body.proven, false, 'a proof that was touched is seen');
});

test('a worker asks for somebody, may take it back, and hears why it was not done', async () => {
  const id = await somebody();
  const url = `/api/residents/${id}/erasure-requests`;
  assert.equal((await ask(west, 'POST', url, asking())).status, 404);
  assert.equal((await ask(street, 'POST', url, asking())).status, 403);
  assert.equal((await ask(east, 'POST', url, asking('  '))).body.fields[0].path, 'reason');
  const first = await ask(east, 'POST', url, asking());
  assert.equal((await ask(east, 'POST', `/api/registrations/${first.body.id}/withdraw`)).status, 204);
  const made = await ask(east, 'POST', url, asking());
  assert.equal(made.status, 201, JSON.stringify(made.body));
  // Who asks is said of each record: the worker's own waits in the same list.
  const self = await person({ name: '李卫东' });
  await run(runtime, SYSTEM, (ctx) => joinAccount(ctx, self, ids.get('east6')!));
  const own = await ask(east, 'POST', `/api/residents/${self}/erasure-requests`, asking());
  const asked = (await requests(street)).map((each) => [each.person.id, [each.own, each.by]] as const);
  assert.deepEqual(
    new Map(asked),
    new Map([
      [id, [false, 'east6 同志']],
      [self, [true, '本人']],
    ]),
  );
  assert.equal((await ask(east, 'POST', `/api/registrations/${own.body.id}/withdraw`)).status, 204);
  const refuse = (who: Who, reason: string) =>
    ask(who, 'POST', `/api/erasure-requests/${made.body.id}/refuse`, { version: 1, reason });
  assert.equal((await refuse(street, '   ')).body.fields[0].path, 'reason');
  assert.equal((await refuse(street, '还有在办的低保')).status, 204);
  assert.equal((await refuse(street, '还有在办的低保')).status, 409);
  assert.deepEqual(await told(east), ['没有删除登记信息']);
  assert.deepEqual(await requests(street), []);
});

test('what is asked goes with the person, and everybody above hears of it', async () => {
  const id = await somebody();
  await ask(east, 'POST', `/api/residents/${id}/erasure-requests`, asking());
  await program.settle();
  const [event] = await rows(
    `select scopes from event where subject_kind = 'registration' order by seq desc limit 1`,
  );
  assert.deepEqual(event.scopes.slice(0, 2), [place.city, place.east]);
  const [far] = (await sampleHouses(runtime, place.west, 1)) as [string];
  await movePerson(runtime, SYSTEM, id, { house: far });
  await program.settle();
  assert.deepEqual(await requests(east), []);
  assert.deepEqual(
    (await requests(west)).map((each) => each.person.id),
    [id],
  );
});
