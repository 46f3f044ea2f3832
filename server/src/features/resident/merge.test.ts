import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { type Body, testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import type { Arrival } from './receive.entries.ts';
import { receive } from './receive.ts';
import { sampleHouses, sampleId } from './sample.ts';

const { program, runtime, place, staff, ask } = await testTown();
const street = await staff('street9', 'street_staff', place.city, place.centre);
const west = await staff('west9', 'community_staff', place.west, place.westUnit);
const editor = await staff('editor9', 'community_staff', place.city, place.centre);
const [houseA, houseB] = (await sampleHouses(runtime, place.east, 2)) as [string, string];

const take = (source: string, ...arrivals: Omit<Arrival, 'area'>[]) => {
  program.clock.set(new Date(program.clock.now().getTime() + 60_000));
  return run(runtime, SYSTEM, (ctx) =>
    receive(
      ctx,
      source,
      arrivals.map((each) => ({ ...each, area: place.east })),
    ),
  );
};
const rowsOf = (table: string, column: string, id: string) =>
  run(
    runtime,
    SYSTEM,
    async ({ db }) =>
      (await sql<Body>`select * from ${sql.table(table)} where ${sql.ref(column)} = ${id}::uuid`.execute(db))
        .rows,
  );
/** All of a person that can be seen, without what counts changes. */
async function seen(id: string) {
  const { body } = await ask(street, 'GET', `/api/residents/${id}`);
  const { version: _, changed_at: __, ...rest } = body;
  const open = rest.homes.filter((home: Body) => home.to_on === null);
  return {
    ...rest,
    homes: open.map(({ kind, house_id }: Body) => `${kind} ${house_id}`).sort(),
    household: rest.household.map((one: Body) => one.id).sort(),
  };
}
const countsOf = async () => (await ask(street, 'GET', '/api/resident-counts')).body;

let order = 0;
const two = async () => {
  const values = { name: `陈秀英${++order}`, birth_date: '1950-02-03' };
  const [first] = await take('police', {
    values: { ...values, id_number: sampleId('1950-02-03', ++order), phone: '13800000001' },
    house: houseA,
  });
  const [second] = await take('civil', {
    values: { ...values, education: '70', phone: '13800000002' },
    house: houseB,
  });
  assert.deepEqual(second?.doubles.includes(first!.person), true);
  return [first!.person, second!.person] as const;
};

test('two records of one person become one with every value of both, and undoing it gives both back as they were', async () => {
  const [keep, gone] = await two();
  const before = [await seen(keep), await seen(gone), await countsOf()];
  const merged = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
  assert.equal(merged.status, 201, JSON.stringify(merged.body));
  const one = await seen(keep);
  const item = (code: string) => one.items.find((each: Body) => each.item === code);
  assert.deepEqual([item('education')?.open, item('phone').open, item('home').open], [false, true, true]);
  assert.equal((await seen(gone)).merged_into, keep);
  assert.equal((await countsOf()).people, before[2].people - 1);
  const undone = await ask(street, 'POST', `/api/resident-merges/${merged.body.id}/undo`);
  assert.equal(undone.status, 204, JSON.stringify(undone.body));
  assert.deepEqual([await seen(keep), await seen(gone), await countsOf()], before);
  assert.equal((await ask(street, 'POST', `/api/resident-merges/${merged.body.id}/undo`)).status, 409);
});

test('merges of any records, undone, leave everything as it was', async () => {
  const some = fc.record({
    source: fc.constantFrom('police', 'civil', 'health'),
    phone: fc.constantFrom('13800000001', '13800000002'),
    education: fc.constantFrom('70', '60'),
    house: fc.constantFrom(houseA, houseB, null),
  });
  await fc.assert(
    fc.asyncProperty(some, some, async (a, b) => {
      const make = async ({ source, house, ...values }: typeof a) =>
        (
          await take(source, {
            values: { ...values, name: '某某', id_number: sampleId('1960-01-01', ++order) },
            house,
          })
        )[0]!.person;
      const [keep, gone] = [await make(a), await make(b)];
      const before = [await seen(keep), await seen(gone), await countsOf()];
      const merged = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
      const one = await seen(keep);
      for (const code of ['education', 'phone'] as const) {
        const held = one.items.find((each: Body) => each.item === code);
        // Both values are there: as what holds, or beside it.
        assert.equal(1 + held.others.length, a[code] === b[code] ? 1 : 2, JSON.stringify(held));
      }
      assert.equal((await ask(street, 'POST', `/api/resident-merges/${merged.body.id}/undo`)).status, 204);
      assert.deepEqual([await seen(keep), await seen(gone), await countsOf()], before);
    }),
    { numRuns: 12 },
  );
});

test('a pair is asked about once: kept apart it is gone from the queue, and a neighbour decides nothing', async () => {
  const [a, b] = await two();
  const queue = async () =>
    (await ask(street, 'GET', '/api/resident-doubles?limit=200')).body.items.map((each: Body) =>
      [each.a.id, each.b.id].sort().join(),
    );
  const pair = [a, b].sort().join();
  assert.ok((await queue()).includes(pair));
  assert.equal((await ask(west, 'POST', '/api/resident-doubles/apart', { a, b })).status, 404);
  assert.equal((await ask(west, 'POST', '/api/resident-merges', { keep: a, gone: b })).status, 404);
  assert.equal((await ask(street, 'POST', '/api/resident-doubles/apart', { a, b })).status, 204);
  assert.ok(!(await queue()).includes(pair));
});

test('who is erased is nowhere any more, and the proof says what went', async () => {
  const [keep] = await two();
  const secret = '13800000001';
  const done = await ask(street, 'POST', `/api/residents/${keep}/erase`, { reason: '本人书面申请' });
  assert.equal(done.status, 201, JSON.stringify(done.body));
  const [row] = await rowsOf('resident_person', 'id', keep);
  assert.deepEqual(
    [row.name, row.items, row.sealed, row.id_print, row.house_id],
    ['已删除', {}, null, null, null],
  );
  for (const [table, column] of [
    ['resident_home', 'person_id'],
    ['source_statement', 'subject'],
    ['resident_waiting', 'person_id'],
  ] as const)
    assert.deepEqual(await rowsOf(table, column, keep), [], table);
  const [event] = (await rowsOf('event', 'subject', keep)).slice(-1);
  const proof = (await ask(street, 'GET', '/api/resident-erasures')).body.items.find(
    (each: Body) => each.id === done.body.id,
  );
  assert.deepEqual([proof.hash, proof.erased.source_statement], [event.hash.toString('hex'), 1]);
  assert.ok(!JSON.stringify(await rowsOf('event', 'subject', keep)).includes(secret));
  assert.equal(
    (await ask(street, 'POST', `/api/residents/${keep}/erase`, { reason: '再次申请' })).status,
    409,
  );
  assert.equal((await ask(west, 'POST', `/api/residents/${keep}/erase`, { reason: '再次申请' })).status, 403);
});

test('what was edited by hand on one record waits beside the other once they are one, and comes back when that is undone', async () => {
  const [keep, gone] = await two();
  for (const [id, phone] of [
    [keep, '13800008881'],
    [gone, '13800008882'],
  ] as const) {
    const { version } = (await ask(editor, 'GET', `/api/residents/${id}`)).body;
    const change = { version, values: { phone } };
    assert.equal((await ask(editor, 'PATCH', `/api/residents/${id}`, change)).status, 200);
  }
  const before = [await seen(keep), await seen(gone)];
  const { body } = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
  const phone = async () => (await seen(keep)).items.find((each: Body) => each.item === 'phone');
  const held = await phone();
  assert.deepEqual(
    [held.value, held.open, held.others.map((one: Body) => one.value)],
    ['138****8881', true, ['138****8882']],
  );
  const choice = { item: 'phone', statement: held.others[0].statement };
  assert.equal((await ask(street, 'POST', `/api/residents/${keep}/decisions`, choice)).status, 200);
  const decided = await phone();
  assert.deepEqual([decided.value, decided.open], ['138****8882', false]);
  const taken = { statements: [decided.from.statement] };
  assert.equal((await ask(editor, 'POST', `/api/residents/${keep}/take-back`, taken)).status, 200);
  assert.equal((await ask(street, 'POST', `/api/resident-merges/${body.id}/undo`)).status, 204);
  assert.deepEqual([await seen(keep), await seen(gone)], before);
});

test('a rule decides what waits and what comes, and without it somebody is asked again', async () => {
  const city = await staff('city8', 'city_staff', place.city, place.centre);
  const values = { name: '规则', id_number: sampleId('1961-01-01', ++order) };
  const [one] = await take('health', { values: { ...values, education: '70' } });
  await take('civil', { values: { ...values, education: '60' } });
  const education = async () =>
    (await seen(one!.person)).items.find((each: Body) => each.item === 'education');
  assert.deepEqual([(await education()).value, (await education()).open], ['70', true]);
  assert.equal(
    (await ask(street, 'PUT', '/api/resident-rules/education', { sources: ['civil'] })).status,
    403,
  );
  assert.equal(
    (await ask(city, 'PUT', '/api/resident-rules/education', { sources: ['nobody'] })).status,
    422,
  );
  assert.equal((await ask(city, 'PUT', '/api/resident-rules/education', { sources: ['civil'] })).status, 204);
  await program.settle();
  assert.deepEqual([(await education()).value, (await education()).open], ['60', false]);
  await ask(city, 'PUT', '/api/resident-rules/education', { sources: [] });
  await take('health', { values: { ...values, education: '60' } });
  assert.equal((await education()).open, false);
});

test('who left long ago is listed to be erased, and nobody else', async () => {
  const due = async () =>
    (await ask(street, 'GET', '/api/resident-erasures/due')).body.items.map((each: Body) => each.id);
  const [gone] = await take('police', {
    values: { name: '远行', id_number: sampleId('1962-01-01', ++order) },
  });
  await run(runtime, SYSTEM, ({ db }) =>
    sql`update resident_person set state = 'left', changed_at = '2020-01-01' where id = ${gone!.person}::uuid`.execute(
      db,
    ),
  );
  assert.deepEqual(await due(), [gone!.person]);
  assert.equal((await ask(west, 'GET', '/api/resident-erasures/due')).status, 403);
});
