import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { drifts } from '../../../test/recount.ts';
import { type Body, testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { receive } from './receive.ts';
import { sampleGrids, sampleHouses, sampleId } from './sample.ts';

const { program, runtime, place, staff, ask, rows } = await testTown();
const [gridE, gridW] = (await sampleGrids(runtime, place.city, [place.east, place.west])) as [string, string];
const street = await staff('street7', 'street_staff', place.city, place.centre);
const worker = await staff('worker7', 'community_staff', place.city, place.centre);
const east = await staff('east7', 'community_staff', place.east, place.eastUnit);
const west = await staff('west7', 'community_staff', place.west, place.westUnit);
const houses = [
  ...(await sampleHouses(runtime, place.east, 2)),
  ...(await sampleHouses(runtime, place.west, 1)),
];
const [houseE, , houseW] = houses as [string, string, string];

let order = 0;
const take = (source: string, values: object, house: string | null, more: object = {}) => {
  program.clock.set(new Date(program.clock.now().getTime() + 60_000));
  return run(runtime, SYSTEM, async (ctx) => {
    const arrival = { values: values as Record<string, string>, house, area: place.east, ...more };
    return (await receive(ctx, source, [arrival]))[0]!.person;
  });
};
const someone = (house: string | null, more: object = {}) =>
  take('police', { name: `人${++order}`, id_number: sampleId('1944-05-06', order) }, house, more);
const merge = async (keep: string, gone: string) => {
  const { status, body } = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id as string;
};
const undo = (id: string) => ask(street, 'POST', `/api/resident-merges/${id}/undo`);

test('whoever moves takes along all that was said, also the word that moved them, and what waits', async () => {
  const id = await someone(houseE);
  await take('civil', { name: '别名', id_number: sampleId('1944-05-06', order) }, null);
  const move = { house: houseW };
  assert.equal((await ask(worker, 'POST', `/api/residents/${id}/move`, move)).status, 200);
  const { body } = await ask(west, 'GET', `/api/residents/${id}`);
  assert.equal(body.items.find((each: Body) => each.item === 'home')?.from.source, '工作人员填写');
  const queue = (await ask(west, 'GET', '/api/resident-conflicts')).body.items;
  assert.deepEqual(
    queue.map((each: Body) => [each.person.id, each.item]),
    [[id, 'name']],
  );
  assert.deepEqual(await drifts(runtime), []);
});

test('two records that both live and own somewhere are counted once after they are one, and twice again after', async () => {
  const both = { kinds: ['lives', 'owner'] };
  const [keep, gone] = [await someone(houseE, both), await someone(houseE, both)];
  const merged = await merge(keep, gone);
  assert.deepEqual(await drifts(runtime), []);
  const owners = () =>
    rows(
      `select person_id, kind from resident_home where house_id = '${houseE}' and to_on is null and person_id in ('${keep}', '${gone}')`,
    );
  assert.equal((await owners()).length, 2);
  assert.equal((await undo(merged)).status, 204);
  assert.equal((await owners()).length, 4);
  assert.deepEqual(await drifts(runtime), []);
});

test('a merge under another one is not taken back: nobody becomes a person without a word', async () => {
  const [a, b, c] = [await someone(houseE), await someone(houseW), await someone(null)];
  const first = await merge(a, b);
  const second = await merge(c, a);
  const refused = await undo(first);
  assert.deepEqual([refused.status, refused.body.code], [409, 'merged']);
  assert.equal((await undo(second)).status, 204);
  assert.equal((await undo(first)).status, 204);
  assert.deepEqual(await drifts(runtime), []);
});

test('erasing a person erases the records that went into it, and every house counts anew', async () => {
  const [keep, gone] = [
    await someone(houseE, { kinds: ['lives', 'owner'] }),
    await someone(houseW, { kinds: ['lives', 'owner'] }),
  ];
  const merged = await merge(keep, gone);
  const done = await ask(street, 'POST', `/api/residents/${keep}/erase`, { reason: '本人书面申请' });
  assert.equal(done.status, 201, JSON.stringify(done.body));
  assert.deepEqual(
    await rows(`select distinct name, birth, state from resident_person where id in ('${keep}', '${gone}')`),
    [{ name: '已删除', birth: null, state: 'erased' }],
  );
  assert.deepEqual(await drifts(runtime), []);
  assert.deepEqual([(await undo(merged)).status, (await undo(merged)).body.code], [409, 'erased']);
});

test('people go with their house when its building comes to lie elsewhere, with everything that stands behind the fence', async () => {
  const [house] = (await sampleHouses(runtime, gridE, 1)) as [string];
  const id = await someone(house);
  await ask(worker, 'POST', '/api/care', { person: id, level: '1', kind: '01' });
  const [{ building_id: building, version }] = (await rows(
    `select h.building_id, b.version from housing_house h join housing_building b on b.id = h.building_id where h.id = '${house}'`,
  )) as [Body];
  const moved = await ask(worker, 'PATCH', `/api/housing/buildings/${building}`, {
    version,
    area: gridW,
  });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  await program.settle();
  assert.equal((await ask(east, 'GET', `/api/residents/${id}`)).status, 404);
  const { body } = await ask(west, 'GET', `/api/residents/${id}`);
  assert.equal(body.area_id, gridW);
  assert.ok(body.items.length > 2);
  assert.equal((await ask(west, 'GET', `/api/care/${id}`)).status, 200);
  assert.deepEqual(await drifts(runtime), []);
});

test('an ID number that another record holds is refused in words, by hand and when a merge is taken back', async () => {
  const [one, two] = [await someone(houseE), await someone(houseW)];
  const taken = sampleId('1944-05-06', order);
  const change = { version: 1, values: { id_number: taken } };
  const refused = await ask(worker, 'PATCH', `/api/residents/${one}`, change);
  assert.deepEqual([refused.status, refused.body.code], [409, 'id_taken']);
  const merged = await merge(one, two);
  await take('health', { name: `人${order}`, id_number: taken }, null);
  const undone = await undo(merged);
  assert.deepEqual([undone.status, undone.body.code], [409, 'id_taken']);
  assert.deepEqual(await drifts(runtime), []);
});

test('that sources differ on a sensitive item is told to nobody who may not know of it', async () => {
  const id = await someone(houseW);
  const number = sampleId('1944-05-06', order);
  for (const [source, aids_help] of [
    ['health', '甲'],
    ['civil', '乙'],
  ] as const)
    await take(source, { id_number: number, aids_help }, null);
  assert.deepEqual(await rows(`select waiting from resident_person where id = '${id}'`), [
    { waiting: ['aids_help'] },
  ]);
  const queue = (await ask(west, 'GET', '/api/resident-conflicts')).body.items;
  assert.ok(queue.every((each: Body) => each.person.id !== id));
  assert.equal((await ask(west, 'GET', `/api/residents/${id}`)).body.waiting, 0);
  const [said] = await rows(`select id from source_statement where subject = '${id}' limit 1`);
  const choice = { item: 'aids_help', statement: said.id };
  assert.equal((await ask(west, 'POST', `/api/residents/${id}/decisions`, choice)).status, 403);
});

test('two sources that speak of one person at the same moment, known by likeness only, are both heard', async () => {
  for (let i = 0; i < 5; i++) {
    const who = { name: `同时${++order}`, birth_date: '1951-01-01', phone: '13900007777' };
    const id = await take('sheet', who, null, { sourceKey: `same${order}` });
    await Promise.all([
      take('police', { ...who, education: '70' }, null),
      take('civil', { ...who, marital: '20' }, null),
    ]);
    const [row] = await rows(`select items from resident_person where id = '${id}'`);
    assert.deepEqual([row.items.education, row.items.marital], ['70', '20']);
  }
});

const step = fc.oneof(
  fc.record({
    do: fc.constant('add'),
    house: fc.nat(3),
    kinds: fc.subarray(['lives', 'owner', 'registered']),
    household: fc.constantFrom(null, '1', '2'),
  }),
  fc.record({
    do: fc.constant('hear'),
    who: fc.nat(),
    house: fc.nat(3),
    presence: fc.constantFrom('present', 'away', 'left', 'dead'),
  }),
  fc.record({
    do: fc.constant('move'),
    who: fc.nat(),
    house: fc.nat(3),
    why: fc.constantFrom('left', 'dead', 'away'),
    kind: fc.constantFrom('lives', 'tenant', 'registered'),
  }),
  fc.record({
    do: fc.constantFrom('own', 'care', 'visit', 'decide', 'erase'),
    who: fc.nat(),
    house: fc.nat(2),
  }),
  fc.record({ do: fc.constantFrom('back', 'place'), who: fc.nat(), house: fc.nat(2) }),
  fc.record({ do: fc.constant('merge'), who: fc.nat(), other: fc.nat() }),
  fc.record({ do: fc.constant('undo'), who: fc.nat() }),
);

test('whatever is done to people, in any order, every kept count is what counting them comes to', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), async (steps) => {
      const [people, merges]: [string[], string[]] = [[], []];
      for (const each of steps as Body[]) {
        const who = people[each.who % people.length];
        const post = (url: string, payload: object) =>
          ask(each.do === 'erase' ? street : worker, 'POST', url, payload);
        const house = houses[each.house] ?? null;
        if (each.do === 'add')
          people.push(await someone(house, { kinds: each.kinds, household: each.household }));
        else if (each.do === 'undo' && merges.length > 0) await undo(merges[each.who % merges.length]!);
        else if (!who) continue;
        else if (each.do === 'hear') {
          const [person] = await rows(`select birth from resident_person where id = '${who}'`);
          const said = { name: `人${who.slice(-4)}`, presence: each.presence };
          if (person?.birth) await take('civil', said, house, { sourceKey: who });
        } else if (each.do === 'move')
          await post(
            `/api/residents/${who}/move`,
            house ? { house, kind: each.kind } : { house, why: each.why },
          );
        else if (each.do === 'back') {
          const [last] = await rows(
            `select id from source_statement where subject = '${who}' and withdrawn_at is null order by seq desc limit 1`,
          );
          await post(`/api/residents/${who}/take-back`, { statements: [last?.id] });
        } else if (each.do === 'place') {
          const [building] = await rows(
            `select b.id, b.version from housing_building b join housing_house h on h.building_id = b.id where h.id = '${house}'`,
          );
          const to = { version: building.version, area: each.who % 2 ? gridE : gridW };
          await ask(worker, 'PATCH', `/api/housing/buildings/${building.id}`, to);
          await program.settle();
        } else if (each.do === 'own') await post(`/api/residents/${who}/homes`, { house, kind: 'tenant' });
        else if (each.do === 'care') await post('/api/care', { person: who, level: '2', kind: '01' });
        else if (each.do === 'visit') {
          const at = program.clock.now().toISOString();
          await post(`/api/care/${who}/visits`, {
            client_id: randomUUID(),
            at,
            way: 'home',
            result: 'well',
            text: '好',
          });
        } else if (each.do === 'decide') {
          const { body } = await ask(street, 'GET', `/api/residents/${who}`);
          const open = body.items?.find((item: Body) => item.open);
          if (open)
            await ask(street, 'POST', `/api/residents/${who}/decisions`, {
              item: open.item,
              statement: open.others[0].statement,
            });
        } else if (each.do === 'erase') await post(`/api/residents/${who}/erase`, { reason: '本人书面申请' });
        else if (each.do === 'merge') {
          const gone = people[each.other % people.length]!;
          const { status, body } = await ask(street, 'POST', '/api/resident-merges', { keep: who, gone });
          if (status === 201) merges.push(body.id);
        }
      }
      await program.settle();
      assert.deepEqual(await drifts(runtime), []);
    }),
    { numRuns: 20 },
  );
});
