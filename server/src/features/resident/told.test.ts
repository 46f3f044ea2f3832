import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Body, testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, sampleStaff, tokenFor } from '../account/sample.ts';
import { registryItems } from '../dictionary/index.ts';
import { sampleGroups } from '../dictionary/sample.ts';
import { receive } from './receive.ts';
import { sampleHouses, sampleId } from './sample.ts';

const { program, runtime, place, staff, ask, rows } = await testTown();
await sampleGroups(runtime);
const worker = await staff('told1', 'community_staff', place.east, place.eastUnit);
const west = await staff('told2', 'community_staff', place.west, place.westUnit);
const grid = await staff('told3', 'grid_worker', place.east, place.eastUnit);
const house = (await sampleHouses(runtime, place.east, 1))[0]!;
const sensitive = (await registryItems(runtime)).of('person').filter(({ group }) => group);

let order = 0;
async function hear(
  source: string,
  values: Record<string, string>,
  at: string | null = house,
): Promise<string> {
  program.clock.set(new Date(program.clock.now().getTime() + 60_000));
  const arrival = { values, area: place.east, house: at };
  return (await run(runtime, SYSTEM, (ctx) => receive(ctx, source, [arrival])))[0]!.person;
}
/** Two sources that differ on a phone number. */
async function disputed(more: Record<string, string> = {}) {
  const who = { name: '说法', id_number: sampleId('1950-01-01', ++order), ...more };
  const id = await hear('police', { ...who, phone: '13911110001' });
  await hear('civil', { ...who, phone: '13911110002' });
  return id;
}
const look = (who: Record<string, string>, id: string, item: string, purpose = '核对两个来源的电话') =>
  ask(who, 'POST', `/api/residents/${id}/conflict-looks`, { item, purpose });

test('who decides sees both words of a conflict whole for a purpose, each time kept as a look, and nobody else does', async () => {
  const id = await disputed();
  const { items } = (await ask(worker, 'GET', `/api/residents/${id}`)).body;
  const phone = items.find(({ item }: Body) => item === 'phone');
  assert.deepEqual(
    [phone.open, phone.from.value, phone.others[0].value],
    [true, '139****0001', '139****0002'],
  );
  const { status, body } = await look(worker, id, 'phone');
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(
    body.words.map(({ statement, value, source }: Body) => [statement, value, source]),
    [
      [phone.from.statement, '13911110001', phone.from.source],
      [phone.others[0].statement, '13911110002', phone.others[0].source],
    ],
  );
  assert.deepEqual(await rows(`select items, purpose from resident_look where person_id = '${id}'`), [
    { items: ['phone'], purpose: '核对两个来源的电话' },
  ]);
  const refusals = [
    await look(west, id, 'phone'),
    await look(grid, id, 'phone'),
    await look(worker, id, 'name'),
    await look(worker, id, 'phone', '  '),
  ];
  assert.deepEqual(
    refusals.map(({ status: is, body: { code, fields } }) => [is, code, fields?.[0]?.path]),
    [
      [404, 'not_found', undefined],
      [403, 'not_allowed', undefined],
      [409, 'decided', undefined],
      [422, 'invalid_fields', 'purpose'],
    ],
  );
  const choice = { item: 'phone', statement: body.words[1].statement };
  assert.equal((await ask(worker, 'POST', `/api/residents/${id}/decisions`, choice)).status, 200);
  assert.deepEqual([(await look(worker, id, 'phone')).body.code], ['decided']);
  assert.equal((await rows(`select from resident_look where person_id = '${id}'`)).length, 1);
});

test('the log says that a person changed and who looked, but no item of a sensitive group and no value', async () => {
  assert.ok(sensitive.length > 0);
  const item = sensitive.find(({ type }) => type === 'text')!;
  const id = await disputed({ [item.code]: '某某值甲' });
  await hear('health', { id_number: sampleId('1950-01-01', order), [item.code]: '某某值乙' });
  await runtime.db
    .transaction()
    .execute((db) =>
      sql`update account_role set permissions = permissions || ${[`resident:group-${item.group}`]}::text[] where code = 'community_staff'`.execute(
        db,
      ),
    );
  const keeper = bearer(
    await tokenFor(
      runtime,
      await sampleStaff(runtime, 'told4', [
        { role: 'community_staff', areaId: place.east, unitId: place.eastUnit },
      ]),
    ),
  );
  const seen = await look(keeper, id, item.code);
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  const looked = { items: [item.code, 'phone'], purpose: '上门服务' };
  assert.equal((await ask(keeper, 'POST', `/api/residents/${id}/looks`, looked)).status, 200);
  await ask(keeper, 'POST', `/api/residents/${id}/move`, { house: null, why: 'left' });
  const events = await rows(
    `select kind, data from event where subject = '${id}' or data ->> 'person' = '${id}'`,
  );
  assert.ok(events.length >= 6);
  for (const { code } of sensitive)
    assert.ok(!JSON.stringify(events).includes(code), `${code} stands in the log`);
  for (const value of ['13911110001', '13911110002', '某某值', '说法', sampleId('1950-01-01', order)])
    assert.ok(!JSON.stringify(events).includes(value), `${value} stands in the log`);
  assert.ok(events.some(({ kind, data }) => kind === 'person.looked' && data.items.includes('phone')));
  assert.ok(events.some(({ data }) => data.items?.includes('home') && data.items.includes('presence')));
  const kept = await rows(`select items from resident_look where person_id = '${id}' order by id`);
  assert.equal(kept.flatMap(({ items }) => items).filter((code) => code === item.code).length, 2);
});

test('what somebody has to do with a house beside living there is told, and said once', async () => {
  const id = await hear('police', { name: '产权', id_number: sampleId('1950-01-01', ++order) });
  const told = () => rows(`select data -> 'items' as items from event where subject = '${id}' order by seq`);
  const before = (await told()).length;
  const home = { house, kind: 'owner' };
  for (let i = 0; i < 2; i++)
    assert.equal((await ask(worker, 'POST', `/api/residents/${id}/homes`, home)).status, 200);
  assert.deepEqual((await told()).slice(before), [{ items: ['home'] }]);
  assert.equal((await ask(worker, 'POST', `/api/residents/${randomUUID()}/homes`, home)).status, 404);
});

test('whoever looked at a record that was merged into one’s own is told too, until the merge is undone', async () => {
  const values = { name: '两条', birth_date: '1950-07-08' };
  const [keep, gone] = [
    await hear('police', { ...values, id_number: sampleId('1950-07-08', ++order) }),
    await hear('civil', { ...values, phone: '13911110009' }, null),
  ];
  const purpose = '电话核实居住情况';
  const street = await staff('told5', 'street_staff', place.city, place.centre);
  const auditor = await staff('told6', 'audit_admin', place.city, place.centre);
  assert.equal(
    (await ask(worker, 'POST', `/api/residents/${gone}/looks`, { items: ['phone'], purpose })).status,
    200,
  );
  const looks = async () => (await ask(auditor, 'GET', `/api/residents/${keep}/looks`)).body.items.length;
  assert.equal(await looks(), 0);
  const { body } = await ask(street, 'POST', '/api/resident-merges', { keep, gone });
  assert.equal(await looks(), 1);
  assert.equal((await ask(street, 'POST', `/api/resident-merges/${body.id}/undo`)).status, 204);
  assert.equal(await looks(), 0);
});
