import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drifts } from '../../../test/recount.ts';
import { testCare } from '../../../test/town.care.ts';
import { type Body, testTown } from '../../../test/town.ts';
import { sampleHouses } from '../resident/sample.ts';

const town = await testTown();
const { program, runtime, place, ids, staff, ask, person, rows } = town;
const street = await staff('merge1', 'street_staff', place.city, place.centre);
const east = await staff('merge2', 'community_staff', place.city, place.centre);
await staff('merge3', 'department_staff', place.west, place.westUnit);
const { visited } = testCare(town, east);
const houses = await sampleHouses(runtime, place.east, 2);
const TAGS = ['deaf', 'alone', 'vet'];
for (const code of TAGS)
  assert.equal((await ask(street, 'POST', '/api/tags', { code, name: code })).status, 204);

/** All that later features keep of a person, without what counts changes. */
async function kept(id: string): Promise<Body> {
  const of = (table: string, columns: string) =>
    rows(`select ${columns} from ${table} where person_id = '${id}' order by 1`);
  return {
    care: await of(
      'care_person',
      'level, kind, why, since::text, next_due::text, last_visit_at, visits, area_id, house_id, ended_on::text, ended_why',
    ),
    visits: await of('care_visit', 'id, area_id'),
    duties: await of('care_duty', 'id, area_id, to_on::text'),
    tags: await of('ledger_tagged', 'tag, area_id, at'),
  };
}

const side = fc.record({
  care: fc.constantFrom(null, '1', '2'),
  ended: fc.boolean(),
  visits: fc.nat(2),
  doctor: fc.boolean(),
  family: fc.boolean(),
  tags: fc.subarray(TAGS),
  house: fc.constantFrom(0, 1, null),
  left: fc.boolean(),
});

let order = 0;
async function made(values: object, one: Body): Promise<string> {
  const id = await person(values, { house: one.house === null ? null : houses[one.house]! });
  const done = async (answer: Promise<{ status: number; body: Body }>) => {
    const { status, body } = await answer;
    assert.ok(status < 300, JSON.stringify(body));
  };
  for (const tag of one.tags) await done(ask(east, 'POST', `/api/tags/${tag}/people`, { add: [id] }));
  if (one.care) {
    await done(ask(east, 'POST', '/api/care', { person: id, level: one.care, kind: '01', why: `因 ${id}` }));
    for (let i = 0; i < one.visits; i++) {
      program.clock.set(new Date(program.clock.now().getTime() + 60_000));
      await done(visited(east, id));
    }
    const duties = `/api/care/${id}/duties`;
    if (one.doctor) await done(ask(east, 'POST', duties, { role: 'doctor', account: ids.get('merge3') }));
    if (one.family)
      await done(ask(east, 'POST', duties, { role: 'family', name: '女儿', phone: '13900001111' }));
    const [{ version }] = await rows(`select version from care_person where person_id = '${id}'`);
    if (one.ended) await done(ask(east, 'PATCH', `/api/care/${id}`, { version, end: '随子女生活' }));
  }
  if (one.left) await done(ask(east, 'POST', `/api/residents/${id}/move`, { house: null, why: 'left' }));
  return id;
}

test('care, visits, who answers and tags go with a merge and back with its undoing, whatever each had', async () => {
  let wentOver = 0;
  await fc.assert(
    fc.asyncProperty(side, side, fc.boolean(), fc.boolean(), async (a, b, late, between) => {
      const name = `合并${++order}`;
      const [keep, gone] = [
        await made({ name, birth_date: '1940-05-06' }, a),
        await made({ name, birth_date: '1940-05-07' }, b),
      ];
      await program.settle();
      const before = [await kept(keep), await kept(gone)];
      const merged = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
      assert.equal(merged.status, 201, JSON.stringify(merged.body));
      if (late) await program.settle();
      const one = await kept(keep);
      assert.equal(one.visits.length, before[0].visits.length + before[1].visits.length);
      assert.deepEqual(
        one.tags.map(({ tag }: Body) => tag),
        [...new Set([...a.tags, ...b.tags])].sort(),
      );
      assert.ok((await kept(gone)).care.every((care: Body) => care.ended_on !== null));
      wentOver += one.visits.length - before[0].visits.length;
      if (between) {
        await program.settle();
        assert.deepEqual(await drifts(runtime), []);
      }
      const undone = await ask(street, 'POST', `/api/resident-merges/${merged.body.id}/undo`);
      assert.equal(undone.status, 204, JSON.stringify(undone.body));
      await program.settle();
      assert.deepEqual([await kept(keep), await kept(gone)], before);
      assert.deepEqual(await drifts(runtime), []);
    }),
    { numRuns: 15 },
  );
  assert.ok(wentOver > 0, 'no visit ever went over');
});

test('a visit after the merge stays with the record that was visited', async () => {
  const none = {
    care: null,
    ended: false,
    visits: 0,
    doctor: false,
    family: false,
    tags: [],
    house: 0,
    left: false,
  };
  const [keep, gone] = [
    await made({ name: '留' }, none),
    await made({ name: '走' }, { ...none, care: '1', visits: 1 }),
  ];
  const { body } = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
  assert.equal((await visited(east, keep)).status, 201);
  assert.equal((await ask(street, 'POST', `/api/resident-merges/${body.id}/undo`)).status, 204);
  await program.settle();
  const [stayed, went] = [await kept(keep), await kept(gone)];
  assert.deepEqual(
    [stayed.visits.length, stayed.care[0].visits, stayed.care[0].ended_why],
    [1, 1, '合并已撤销'],
  );
  assert.deepEqual([went.visits.length, went.care[0].visits, went.care[0].ended_on], [1, 1, null]);
  assert.deepEqual(await drifts(runtime), []);
});

test('a merge whose record is erased keeps nothing of where the two lived or who cared', async () => {
  const none = {
    care: '1',
    ended: false,
    visits: 1,
    doctor: true,
    family: false,
    tags: ['deaf'],
    house: 0,
    left: false,
  };
  const [keep, gone] = [await made({ name: '留下' }, none), await made({ name: '并入' }, none)];
  const { body } = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
  assert.equal(
    (await ask(street, 'POST', `/api/residents/${keep}/erase`, { reason: '本人书面申请' })).status,
    201,
  );
  const [row] = await rows(`select before, statements, homes from resident_merge where id = '${body.id}'`);
  assert.deepEqual(row, { before: {}, statements: [], homes: [] });
  assert.deepEqual(
    [await kept(keep), await kept(gone)],
    [0, 1].map(() => ({ care: [], visits: [], duties: [], tags: [] })),
  );
});
