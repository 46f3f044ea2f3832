import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { askingCity } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, water, stranger } = city;
const PHONE = '13900000009';

const look = (number: string, phone: string) => stranger('POST', '/api/lookup', { number, phone });
const anHourLater = () => city.program.clock.advance(3_700_000);

test('whoever has the number and the phone sees how it stands, what was answered, and nothing internal', async () => {
  const matter = await city.report(west, {
    source: 'desk',
    text: '楼上夜间施工',
    contact: { name: '李四', phone: PHONE },
  });
  await city.perform(west, matter.id, 'accept');
  await city.perform(west, matter.id, 'dispatch', {
    units: [{ unit: await city.unitOf('water'), role: 'main' }],
    opinion: '此人多次投诉',
  });
  await city.perform(water, matter.id, 'feedback', { reply: '已责令停工。', opinion: '现场已拍照' });
  const { status, body } = await look(matter.number, '139 0000 0009');
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.number, matter.number);
  assert.equal(body.public_reply, '已责令停工。');
  assert.ok(body.events.some((event: { kind: string }) => event.kind === 'feedback'));
  const text = JSON.stringify(body);
  for (const secret of ['多次投诉', '现场已拍照', PHONE, '李四']) assert.ok(!text.includes(secret), secret);
  assert.ok(
    !body.events.some((event: { actor: { name: string } }) => ['west', 'water'].includes(event.actor.name)),
  );
});

test('a wrong pair reads the same whichever half is wrong', async () => {
  const matter = await city.report(caller, { contact: { phone: PHONE } });
  const other = await city.report(neighbour);
  const anonymous = await city.report(neighbour, { anonymous: true });
  const wrong = [
    await look(matter.number, '13900000008'),
    await look('98001001-260302-9999', PHONE),
    await look(other.number, PHONE),
    await look(anonymous.number, '19900000002'),
  ];
  for (const { status, body } of wrong) {
    assert.equal(status, 404);
    assert.equal(body.detail, wrong[0]!.body.detail);
  }
  assert.equal((await look(other.number, '19900000002')).status, 200, 'by the account of the resident');
});

test('a caller without an account supplements and urges; others with a wrong pair do nothing', async () => {
  anHourLater();
  const matter = await city.report(west, { source: 'desk', contact: { phone: PHONE } });
  city.program.clock.advance(20 * 3_600_000);
  const act = (action: string, more: object) =>
    stranger('POST', `/api/lookup/actions/${action}`, {
      number: matter.number,
      phone: PHONE,
      version: 1,
      ...more,
    });
  const refused = await act('supplement', { phone: '13900000008', text: '不是我的事项' });
  assert.equal(refused.status, 404);
  const done = await act('supplement', { text: '在六号楼东侧' });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.equal(done.body.version, 2);
  const event = done.body.events.at(-1);
  assert.deepEqual([event.kind, event.actor.name], ['supplement', '诉求人（凭编号和电话）']);
  assert.equal((await act('urge', { note: '请尽快' })).status, 409, 'a stale version');
  assert.equal((await act('urge', { version: 2, note: '请尽快' })).status, 200);
  assert.equal(
    (await act('supplement', { version: 3, text: '补图', files: [crypto.randomUUID()] })).status,
    422,
  );
  assert.equal((await act('accept', { version: 3 })).status, 422, 'only what a caller may do');
  const withdrawn = await act('withdraw', { version: 3 });
  assert.equal(withdrawn.body.state, 'withdrawn', JSON.stringify(withdrawn.body));
  assert.deepEqual(
    withdrawn.body.abilities.filter((each: { enabled: boolean }) => each.enabled),
    [],
  );
});

test('trying is stopped, also for the right pair, and says when to come back', async () => {
  anHourLater();
  const matter = await city.report(west, { source: 'desk', contact: { phone: PHONE } });
  let status = 0;
  for (let i = 0; i < 12; i += 1) ({ status } = await look(matter.number, `1380000${1000 + i}`));
  assert.equal(status, 429);
  const right = await look(matter.number, PHONE);
  assert.equal(right.status, 429);
  assert.ok(right.body.retry_after > 0, JSON.stringify(right.body));
  anHourLater();
  const later = await look(matter.number, PHONE);
  assert.equal(later.status, 200);
});
