import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { multipart, samplePhoto } from '../../platform/files/sample.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { type Ask, askingCity, EAST, WEST } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, east, water, power, property, people } = city;
const { http, runtime } = city.program;
const REASON = '不属于供水设施，是通信井盖';

async function ok(answer: ReturnType<Ask>) {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}

async function photoOf(name: 'water' | 'power' | 'west'): Promise<string> {
  const headers = bearer(await tokenFor(runtime, people[name], 'staff'));
  const { payload, headers: type } = multipart(await samplePhoto());
  const answer = await http.inject({
    method: 'POST',
    url: '/api/files',
    payload,
    headers: { ...headers, ...type },
  });
  return answer.json().id;
}

test('neither name nor account of a caller stands in what others read, anonymous or not', async () => {
  for (const anonymous of [true, false]) {
    const { id } = await city.report(caller, { anonymous });
    const units = [{ unit: await city.unitOf('water'), role: 'main' }];
    await ok(city.perform(west, id, 'dispatch', { units }));
    await ok(city.perform(water, id, 'feedback', { reply: '井盖已补。' }));
    await ok(city.perform(west, id, 'close', { met: true }));
    await city.program.settle();
    const urls = [`/api/matters/${id}`, `/api/matters/${id}/events`, `/api/messages/receipts?subject=${id}`];
    for (const url of urls) {
      const told = JSON.stringify(await ok(west('GET', url)));
      assert.ok(!told.includes(people.caller), `${url} tells the account`);
      assert.ok(!told.includes('居民甲') && !told.includes('居**'), `${url} tells the name`);
    }
    const { tasks } = await ok(west('GET', `/api/matters/${id}`));
    assert.equal(tasks.at(-1).account.name, anonymous ? '匿名' : '诉求人');
    const own = await ok(caller('GET', `/api/matters/${id}/events`));
    assert.equal(own.items[0].actor.name, '居民甲', 'one’s own name is no secret to oneself');
  }
});

test('a photo given with an internal reason is for staff, one of the public answer for the caller too', async () => {
  const { id } = await city.report(caller);
  const units = [{ unit: await city.unitOf('water'), role: 'main', note: '此人多次投诉' }];
  await ok(city.perform(west, id, 'dispatch', { units }));
  const [inner, open] = [await photoOf('water'), await photoOf('water')];
  await ok(city.perform(water, id, 'return', { reason: REASON, files: [inner] }));
  await ok(city.perform(west, id, 'dispatch', { units }));
  await ok(city.perform(water, id, 'feedback', { reply: '井盖已补。', files: [open] }));
  const seen = async (who: Ask) =>
    (await ok(who('GET', `/api/matters/${id}`))).files.map((file: { id: string }) => file.id);
  assert.deepEqual((await seen(west)).sort(), [inner, open].sort());
  assert.deepEqual(await seen(caller), [open]);
  const { files } = await ok(west('GET', `/api/matters/${id}`));
  assert.ok(
    !JSON.stringify(files).includes(people.water),
    'whose photo it is would name an anonymous caller',
  );
  const download = async (name: 'caller' | 'west', file: string) => {
    const kind = name === 'caller' ? 'resident' : 'staff';
    const headers = bearer(await tokenFor(runtime, people[name], kind));
    return (await http.inject({ url: `/api/files/${file}`, headers })).statusCode;
  };
  assert.deepEqual(
    [await download('west', inner), await download('caller', inner), await download('caller', open)],
    [200, 404, 200],
  );
  const story = JSON.stringify(await ok(caller('GET', `/api/matters/${id}/events`)));
  assert.ok(!story.includes('多次投诉'), 'what a unit is told with its task is not for the caller');
});

test('a call that was taken is found again though it would now be refused', async () => {
  const client_id = randomUUID();
  const first = await city.report(caller, { client_id });
  const again = { client_id, type: 'city-event', text: '井盖没了', category: 'no-longer-there' };
  const { status, body } = await caller('POST', '/api/matters', again);
  assert.deepEqual([status, body.id], [200, first.id]);
  assert.equal(
    (await neighbour('POST', '/api/matters', again)).status,
    422,
    'another’s number is not one’s own',
  );
});

test('a repair put elsewhere leaves the old property company’s hands and is seen by the new one', async () => {
  const { id } = await city.report(caller, { type: 'repair', category: 'rp-water-01', point: EAST });
  const moved = await city.perform(east, id, 'amend', { point: WEST, reason: '居民点错了位置' });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  const { body } = await property('GET', `/api/matters/${id}`);
  assert.ok(
    body.abilities.some(
      (each: { action: string; enabled: boolean }) => each.action === 'dispatch' && each.enabled,
    ),
  );
  const back = await city.perform(west, id, 'amend', { point: EAST, reason: '原来是对的' });
  assert.equal(back.status, 200, JSON.stringify(back.body));
  assert.equal(back.body.owner.name, 'east', 'no company there: the centre has it');
  const waiting = (await ok(property('GET', '/api/tasks'))).items;
  assert.ok(!waiting.some((task: { matter: { id: string } }) => task.matter.id === id));
});

test('an event, a dispute and a wish in its compound are no business of the property company, also when put there later', async () => {
  const types = { 'city-event': {}, dispute: { parties: '业主与物业公司' }, wish: {}, repair: {} };
  for (const [type, answers] of Object.entries(types)) {
    const { id } = await city.report(caller, { type, text: '物业公司乱收费', answers });
    const contact = await property('POST', `/api/matters/${id}/contact`, { purpose: '想知道是谁' });
    const seen = [(await property('GET', `/api/matters/${id}`)).status, contact.status];
    assert.deepEqual(seen, type === 'repair' ? [200, 200] : [404, 404], type);
  }
  const elsewhere = await city.report(caller, { point: EAST });
  const moved = await city.perform(east, elsewhere.id, 'amend', { point: WEST, reason: '居民点错了位置' });
  assert.equal(moved.status, 200);
  assert.equal((await property('GET', `/api/matters/${elsewhere.id}`)).status, 404);
});

test('a unit that gave a matter back keeps how it stood then, and neither the caller nor what others say afterwards', async () => {
  const { id } = await city.report(caller, { contact: { name: '居民甲', phone: '19900000001' } });
  const give = async (unit: string, opinion: string) =>
    ok(
      city.perform(west, id, 'dispatch', {
        units: [{ unit: await city.unitOf(unit), role: 'main' }],
        opinion,
      }),
    );
  const ask = () => water('POST', `/api/matters/${id}/contact`, { purpose: '联系上门' });
  await give('water', '请水务处置');
  assert.equal((await ask()).status, 200);
  await ok(city.perform(water, id, 'return', { reason: REASON }));
  await give('power', '内部意见：水务推诿');
  await ok(city.perform(power, id, 'ask-extension', { until: '2026-03-20', reason: '内部：等水务让出管位' }));
  assert.equal(
    (await ok(water('GET', `/api/matters/${id}`))).request,
    null,
    'nor what is asked of the centre',
  );
  const photo = await photoOf('power');
  await ok(city.perform(power, id, 'feedback', { reply: '线缆已经入地。', files: [photo] }));
  assert.equal((await ask()).status, 403);
  const story = JSON.stringify(await ok(water('GET', `/api/matters/${id}/events`)));
  assert.ok(story.includes(REASON) && !story.includes('推诿') && !story.includes('入地'), story);
  const detail = await ok(water('GET', `/api/matters/${id}`));
  assert.deepEqual([detail.public_reply, detail.files], [null, []]);
  const begun = (each: { started_at: string }) => each.started_at;
  const { items } = await ok(water('GET', `/api/matters/${id}/clocks`));
  assert.deepEqual(detail.clocks.map(begun).sort(), items.map(begun).sort(), 'limits of others neither');
  assert.ok(!detail.tasks.some((task: { unit: { name: string } }) => task.unit?.name === 'power'));
  const headers = bearer(await tokenFor(runtime, people.water, 'staff'));
  assert.equal((await http.inject({ url: `/api/files/${photo}`, headers })).statusCode, 404);
  assert.equal((await water('GET', `/api/messages/receipts?subject=${id}`)).status, 404);
  assert.ok(JSON.stringify(await ok(west('GET', `/api/matters/${id}/events`))).includes('推诿'));
  const { rows } = await sql<{ scopes: string[] }>`
    select scopes from event where subject = ${id}::uuid order by seq desc limit 1`.execute(runtime.db);
  assert.ok(!rows[0]!.scopes.includes(await city.unitOf('water')), 'nor is it told that something happens');
  await ok(city.perform(west, id, 'rework', { reason: '线缆仍裸露在外' }));
  await give('water', '请水务配合处置');
  assert.equal((await ask()).status, 200, 'asked again it has a part again');
});
