import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Body, testTown, type Who } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { registryItems } from '../dictionary/index.ts';
import { sampleGroups } from '../dictionary/sample.ts';
import { receive } from './receive.ts';
import { sampleHouses, sampleId } from './sample.ts';

const { program, runtime, place, staff, ask, rows } = await testTown();
await sampleGroups(runtime);
const secret = (await registryItems(runtime))
  .of('person')
  .find(({ group, type }) => group && type === 'text')!;
await run(runtime, SYSTEM, ({ db }) =>
  sql`update account_role set permissions = permissions || ${[`resident:group-${secret.group}`]}::text[] where code = 'street_staff'`.execute(
    db,
  ),
);
/** Keeps the group in one community, and has the usual rights in the eastern one. */
async function keeperOf(name: string, area: string, unit: string): Promise<Who> {
  const usual = { role: 'community_staff', areaId: place.east, unitId: place.eastUnit };
  const keeps = { role: 'street_staff', areaId: area, unitId: unit };
  return bearer(await tokenFor(runtime, await sampleStaff(runtime, name, [usual, keeps])));
}
const keeper = await keeperOf('groups1', place.east, place.eastUnit);
const others = [
  await staff('groups2', 'community_staff', place.east, place.eastUnit),
  await keeperOf('groups3', place.west, place.westUnit),
];

let order = 0;
const said = (source: string, values: Record<string, string>) => {
  program.clock.advance(60_000);
  return run(runtime, SYSTEM, async (ctx) => {
    const [received] = await receive(ctx, source, [{ values, area: place.east }]);
    return received!.person;
  });
};
/** Somebody on whom two sources differ: on an item of the sensitive group, or on the phone. */
async function disputed(item: string, one: string, other: string) {
  const values = { name: '群甲', id_number: sampleId('1951-01-01', ++order) };
  const id = await said('police', { ...values, [item]: one });
  await said('civil', { ...values, [item]: other });
  return { id, values };
}
const { id: hidden } = await disputed(secret.code, '甲说', '乙说');
const first = await disputed('phone', '13911110001', '13911110002');
const second = await disputed('phone', '13911110003', '13911110004');
const plain = await said('police', { name: '群乙', id_number: sampleId('1951-01-01', ++order) });

async function pagesOf(who: Who, url: string): Promise<{ ids: string[]; cursors: string[] }> {
  const found: { ids: string[]; cursors: string[] } = { ids: [], cursors: [] };
  for (let cursor = ''; ; ) {
    const { body } = await ask(
      who,
      'GET',
      `${url}limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    assert.ok(body.items.length === 1 || body.next === null, 'no page but the last is empty');
    found.ids.push(...body.items.map((each: Body) => each.person?.id ?? each.id));
    if (!body.next) return found;
    cursor = body.next;
    found.cursors.push(cursor);
  }
}

test('asked for the words on an item of a sensitive group, nobody else is told whether there are any', async () => {
  const look = async (who: Who, id: string) =>
    (
      await ask(who, 'POST', `/api/residents/${id}/conflict-looks`, {
        item: secret.code,
        purpose: '核对两个来源',
      })
    ).status;
  for (const who of others) assert.deepEqual([await look(who, hidden), await look(who, plain)], [403, 403]);
  assert.deepEqual([await look(keeper, hidden), await look(keeper, plain)], [200, 409]);
});

test('a queue has neither a gap nor a cursor where something waits that may not be seen', async () => {
  for (const url of ['/api/resident-conflicts?', '/api/residents?waiting=true&']) {
    for (const who of others) {
      const { ids, cursors } = await pagesOf(who, url);
      assert.deepEqual(ids.sort(), [first.id, second.id].sort(), url);
      assert.ok(!cursors.some((each) => each.includes(hidden) || each.includes(secret.code)), url);
    }
    assert.deepEqual((await pagesOf(keeper, url)).ids.sort(), [first.id, second.id, hidden].sort(), url);
  }
});

test('what was said of a sensitive group alone was not said for others, and they do not take it back', async () => {
  const { version } = (await ask(keeper, 'GET', `/api/residents/${plain}`)).body;
  const values = { [secret.code]: '亲见' };
  const wrote = await ask(keeper, 'PATCH', `/api/residents/${plain}`, { version, values });
  assert.equal(wrote.status, 200, JSON.stringify(wrote.body));
  const statements = async (who: Who) =>
    (await ask(who, 'GET', `/api/residents/${plain}/statements`)).body.items as Body[];
  const [word] = await statements(keeper);
  assert.deepEqual(word.values.length, 1);
  for (const who of others) {
    assert.equal((await statements(who)).length, 1, 'what the police said');
    const back = await ask(who, 'POST', `/api/residents/${plain}/take-back`, { statements: [word.id] });
    assert.equal(back.status, 403);
  }
  assert.equal((await statements(keeper))[0].withdrawn_at, null);
});

test('whoever moves somebody here is not told what waits on a sensitive group', async () => {
  const { id, values } = await disputed(secret.code, '甲说', '乙说');
  const [house] = (await sampleHouses(runtime, place.west, 1)) as [string];
  const west = await staff('groups4', 'community_staff', place.west, place.westUnit);
  const moved = await ask(west, 'POST', '/api/residents', {
    ...{ client_id: randomUUID(), values, house, move: true },
  });
  assert.deepEqual([moved.status, moved.body.id, moved.body.waiting], [201, id, []]);
  const [{ waiting }] = (await rows(`select waiting from resident_person where id = '${id}'`)) as [Body];
  assert.deepEqual(waiting, [secret.code]);
});
