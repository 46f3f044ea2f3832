import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { drifts } from '../../../test/recount.ts';
import { testTown, type Who } from '../../../test/town.ts';
import { sampleGrids, sampleHouses, sampleId } from './sample.ts';

const { program, runtime, place, staff, ask, rows } = await testTown();
const grids = await sampleGrids(runtime, place.city, [place.east, place.west]);
const workers: Who[] = [];
for (const name of ['race1', 'race2', 'race3'])
  workers.push(await staff(name, 'community_staff', place.city, place.centre));
const [ann, ben] = workers as [Who, Who];

let order = 0;
const newId = () => sampleId('1970-01-01', ++order);
const register = (who: Who, id_number: string, more: object = {}) =>
  ask(who, 'POST', '/api/residents', {
    ...{ client_id: randomUUID(), values: { name: '同号', id_number }, area: place.east, ...more },
  });
const ROUNDS = 8;

test('of two who register one new ID number at one moment one makes the person, and the other is told where', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const id = newId();
    const answers = await Promise.all(workers.map((who) => register(who, id)));
    const [made, ...told] = answers.sort((a, b) => a.status - b.status);
    assert.equal(made?.status, 201, JSON.stringify(made));
    for (const { status, body } of told) {
      assert.deepEqual([status, body.code, body.person], [409, 'person_known', made?.body.id]);
      assert.ok(body.area);
    }
  }
});

test('one submission sent several times at once is one person, and nobody else may use its number', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const [client_id, id] = [randomUUID(), newId()];
    const answers = await Promise.all([0, 1, 2].map(() => register(ann, id, { client_id })));
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.id]),
      answers.map(() => [201, client_id]),
    );
    assert.equal(answers.filter(({ body }) => body.outcome === 'new').length, 1);
    const other = await register(ben, newId(), { client_id });
    assert.deepEqual([other.status, other.body.fields[0].code], [422, 'taken']);
  }
});

test('somebody who moves here is moved once, however often that is sent at one moment', async () => {
  const [from, to] = (await sampleHouses(runtime, place.east, 2)) as [string, string];
  const [id, client_id] = [newId(), randomUUID()];
  const { body } = await register(ann, id, { house: from });
  const moved = await Promise.all(
    [0, 1, 2].map(() => register(ben, id, { client_id, house: to, move: true })),
  );
  assert.deepEqual(
    moved.map((each) => [each.status, each.body.id]),
    moved.map(() => [201, body.id]),
  );
  const said = await rows(
    `select from source_statement where subject = '${body.id}' and source_key = '${client_id}'`,
  );
  assert.equal(said.length, 1);
});

test('of two records given one ID number at one moment one gets it, and the other is refused in words', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const made = await Promise.all(workers.map((who) => register(who, newId())));
    const change = { version: 1, values: { id_number: newId() } };
    const answers = await Promise.all(
      made.map(({ body }, at) => ask(workers[at]!, 'PATCH', `/api/residents/${body.id}`, change)),
    );
    const codes = answers.map(({ status, body }) => (status === 200 ? 'done' : body.code)).sort();
    assert.deepEqual(codes, ['done', 'id_taken', 'id_taken']);
  }
});

test('people registered in one house at one moment are one household', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const [house] = (await sampleHouses(runtime, place.east, 1)) as [string];
    const answers = await Promise.all(workers.map((who) => register(who, newId(), { house })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
      JSON.stringify(answers),
    );
    assert.equal((await rows(`select from resident_household where house_id = '${house}'`)).length, 1);
    const members = await rows(
      `select distinct household_id from resident_person where house_id = '${house}'`,
    );
    assert.equal(members.length, 1);
  }
  assert.deepEqual(await drifts(runtime), []);
});

test('people who change houses while these come to lie in another grid leave every household counted', async () => {
  const houses = await sampleHouses(runtime, grids[0]!, 3);
  const people: string[] = [];
  for (let i = 0; i < 6; i++)
    people.push((await register(ann, newId(), { house: houses[i % 3] })).body.id as string);
  const moveAll = (round: number) =>
    people.map((id, at) => {
      // In turn all into one house, each into the next, and some away.
      const to = [houses[0], houses[(at + round) % 3], at % 2 ? null : houses[1]][round % 3];
      const move = to ? { house: to } : { house: null, why: 'left' };
      return ask(workers[at % 3]!, 'POST', `/api/residents/${id}/move`, move);
    });
  for (let i = 1; i <= ROUNDS; i++) {
    const [{ id, version }] = await rows(
      `select b.id, b.version from housing_building b join housing_house h on h.building_id = b.id where h.id = '${houses[0]}'`,
    );
    const placed = await ask(ann, 'PATCH', `/api/housing/buildings/${id}`, { version, area: grids[i % 2] });
    assert.equal(placed.status, 200, JSON.stringify(placed.body));
    const [answers] = await Promise.all([Promise.all(moveAll(i)), program.settle()]);
    for (const { status, body } of answers)
      assert.ok(status === 200 || body.code === 'lives_there', JSON.stringify(body));
    await program.settle();
    assert.deepEqual(await drifts(runtime), []);
  }
});

const call = fc.record({
  who: fc.nat(2),
  id: fc.nat(2),
  client: fc.nat(3),
  house: fc.nat(1),
  number: fc.constantFrom(null, '1'),
  move: fc.boolean(),
});

test('whatever is registered at one moment, every ID number is one person and every household of a house one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 4, maxLength: 9 }), async (calls) => {
      const houses = await sampleHouses(runtime, place.east, 2);
      const [ids, clients] = [[0, 1, 2].map(newId), [0, 1, 2, 3].map(() => randomUUID())];
      const answers = await Promise.all(
        calls.map(({ who, id, client, house, number, move }) =>
          register(workers[who]!, ids[id]!, {
            ...{ client_id: clients[client]!, house: houses[house]!, household: number, move },
          }),
        ),
      );
      for (const { status, body } of answers)
        assert.ok([201, 409, 422].includes(status), JSON.stringify(body));
      const people = await rows(
        `select subject, count(distinct key) as n from (
          select s.subject, s.source_key as key from source_statement s where s.source_key in ('${clients.join("','")}')) q group by subject`,
      );
      assert.ok(people.length <= ids.length);
      const twice = await rows(
        `select house_id from resident_household where house_id in ('${houses.join("','")}') group by house_id, number having count(*) > 1`,
      );
      assert.deepEqual(twice, []);
      assert.deepEqual(await drifts(runtime), []);
    }),
    { numRuns: 15 },
  );
});
