import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart, samplePhoto } from '../../platform/files/sample.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { type Answer, type Ask, askingCity } from '../matter/asking.sample.ts';
import { SPOT, sampleWhistle } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const city = await askingCity(program);
const { grid, street, west, property } = city;
const MINUTE = 60_000;
type Name = keyof typeof city.people;

async function photo(name: Name): Promise<string> {
  const { payload, headers } = multipart(await samplePhoto({ width: 32, height: 32 }));
  const token = bearer(await tokenFor(program.runtime, city.people[name], 'staff'));
  const request = { method: 'POST' as const, url: '/api/files', payload, headers: { ...headers, ...token } };
  return (await program.http.inject(request)).json().id;
}
const sign = async (name: Name, id: string, form: object = {}) =>
  city.perform(city[name], id, 'sign', { place: SPOT, files: [await photo(name)], ...form });
const answer = (name: Name, id: string) => city.perform(city[name], id, 'feedback', { result: '已处置完毕' });

async function ok(asked: Promise<Answer> | Answer) {
  const { status, body } = await asked;
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
const read = (id: string) => ok(grid('GET', `/api/whistles/${id}`));
const partOf = (whistle: { parties: { unit: { name: string } }[] }, name: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: read as the interface gives it.
  whistle.parties.findLast(({ unit }) => unit.name === name) as any;

test('a department that was released finds the whistle in no list, and one called again does', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const unit = await city.unitOf('property');
  const listed = async () =>
    JSON.stringify((await property('GET', '/api/whistles')).body).includes(whistle.id);
  assert.equal(await listed(), true);
  await ok(city.perform(street, whistle.id, 'release', { leaving: unit, reason: '物业不涉及此事' }));
  assert.equal(await listed(), false);
  await ok(city.perform(street, whistle.id, 'add', { unit, role: 'co', reason: '还是需要物业' }));
  assert.equal(await listed(), true);
});

test('who came late at first came late, also after the work was sent back', async () => {
  const { body: whistle } = await sampleWhistle(city, grid, { arrive_within: '30m' });
  const { id } = whistle;
  program.clock.advance(50 * MINUTE);
  for (const name of ['water', 'power', 'property'] as const) {
    await ok(sign(name, id));
    await ok(answer(name, id));
  }
  assert.equal((await read(id)).late, 3);
  await ok(city.perform(street, id, 'rework', { reason: '通道仍被占用' }));
  assert.equal((await read(id)).late, 3);
});

test('a lead that was excused is called again when the work is sent back', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const { id } = whistle;
  await ok(sign('power', id));
  await ok(answer('power', id));
  await ok(city.perform(street, id, 'excuse', { reason: '其余部门已电话确认不再到场' }));
  await ok(city.perform(street, id, 'rework', { reason: '主办部门必须到场' }));
  assert.equal(partOf(await read(id), 'water').state, 'called');
  await ok(sign('water', id));
  await ok(answer('water', id));
  const { state, result } = partOf(await read(id), 'water');
  assert.deepEqual([state, result.text], ['answered', '已处置完毕']);
});

test('what the whistler asked for counts for those who join late too, and the limit says whose it is', async () => {
  const { body: whistle } = await sampleWhistle(city, grid, {
    arrive_within: '15m',
    departments: [{ unit: await city.unitOf('water'), role: 'main' }],
  });
  const joins = { unit: await city.unitOf('power'), role: 'co', reason: '还需要供电到场' };
  await ok(city.perform(street, whistle.id, 'add', joins));
  const { body: matter } = await street('GET', `/api/matters/${whistle.id}`);
  const signing = matter.clocks.filter(({ kind }: { kind: string }) => kind === 'sign');
  assert.equal(signing.length, 2);
  assert.deepEqual(matter.answers, [{ name: 'arrive_within', label: '要求到场', value: '15 分钟内' }]);
  for (const clock of signing) {
    assert.match(clock.why, /15 分钟（吹哨方要求）/);
    assert.equal(Date.parse(clock.due_at) - Date.parse(clock.started_at), 15 * MINUTE);
  }
  assert.equal(partOf(await read(whistle.id), 'power').arrive_by, signing.at(-1).due_at);
});

test('where and for what a whistle was blown is not corrected while departments are on their way', async () => {
  const { body: whistle } = await sampleWhistle(city, grid, { arrive_within: '15m' });
  const { body: matter } = await street('GET', `/api/matters/${whistle.id}`);
  const offer = matter.abilities.find(({ action }: { action: string }) => action === 'amend');
  assert.deepEqual(
    offer.form.map(({ name }: { name: string }) => name),
    ['title', 'priority', 'address', 'reason'],
  );
  for (const [field, value] of [
    ['category', 'wh-key'],
    ['point', { lng: 114.407, lat: 30.407 }],
  ]) {
    const said = { [field as string]: value, reason: '填错了' };
    const { status, body } = await city.perform(street, whistle.id, 'amend', said);
    assert.equal(status, 422, JSON.stringify(body));
    assert.equal(body.fields[0].path, field);
  }
  await ok(city.perform(street, whistle.id, 'amend', { title: '夜市占道', reason: '标题写长了' }));
});

test('a call is not merged into a whistle: its caller would wait for an answer that no department gives', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const call = await city.report(city.caller);
  const merged = await city.perform(west, call.id, 'merge', { matter: whistle.id, reason: '同一件事' });
  assert.equal(merged.status, 422, JSON.stringify(merged.body));
  assert.equal(merged.body.fields[0].path, 'matter');
});

test('half a person and a unit that is none are refused at their field', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const half = await sign('water', whistle.id, { people: 2.5 });
  assert.deepEqual([half.status, half.body.fields?.[0].path], [422, 'people'], JSON.stringify(half.body));
  const reason = '还需要其他部门';
  const none = await city.perform(street, whistle.id, 'add', { unit: 'nobody', role: 'co', reason });
  assert.deepEqual([none.status, none.body.fields?.[0].path], [422, 'unit'], JSON.stringify(none.body));
});

test('the same submission is answered with its whistle also when the matter it was for has ended since', async () => {
  const parent = await city.report(grid);
  const client_id = randomUUID();
  const first = await sampleWhistle(city, grid, { client_id, parent: parent.id });
  assert.equal(first.status, 201);
  await sql`update matter set open = false where id = ${parent.id}::uuid`.execute(program.runtime.db);
  const again = await sampleWhistle(city, grid, { client_id, parent: parent.id });
  assert.deepEqual([again.status, again.body.id], [200, first.body.id], JSON.stringify(again.body));
});

const toldOf = async (who: Ask, id: string) => {
  await program.settle();
  const { items } = (await who('GET', '/api/messages')).body;
  return items.filter(
    (each: { template: string; subject: string }) =>
      each.subject === id && each.template.startsWith('whistle-parent-ended'),
  ).length;
};
const storyOf = async (id: string) => (await ok(grid('GET', `/api/matters/${id}/events`))).items;

test('when the matter a whistle was blown for ends, its whistler and centre are told once, and may withdraw it', async () => {
  const parent = await city.report(grid);
  const { body: whistle } = await sampleWhistle(city, grid, { parent: parent.id });
  const { body: done } = await sampleWhistle(city, grid, { parent: parent.id });
  await ok(city.perform(grid, done.id, 'withdraw', { reason: '误吹，已联系各部门' }));
  await ok(city.perform(west, parent.id, 'accept'));
  assert.equal(await toldOf(grid, whistle.id), 0);
  await ok(city.perform(west, parent.id, 'reject', { reason: '不属于受理范围，请找房管部门' }));
  assert.deepEqual([await toldOf(grid, whistle.id), await toldOf(street, whistle.id)], [1, 1]);
  assert.equal(await toldOf(grid, done.id), 0);
  const said = (await storyOf(whistle.id)).at(-1);
  assert.deepEqual([said.name, said.form[0].text], ['关联事项已结束', '关联事项不予受理']);
  await ok(city.perform(grid, whistle.id, 'withdraw', { reason: '事项已经结束' }));
});

test('a whistle stands with the matter that its own was merged into, and those who blew it are told', async () => {
  const [parent, other] = [await city.report(grid), await city.report(city.caller)];
  const { body: whistle } = await sampleWhistle(city, grid, { parent: parent.id });
  await ok(city.perform(west, parent.id, 'merge', { matter: other.id, reason: '同一件事' }));
  assert.equal(await toldOf(grid, whistle.id), 1);
  const { items } = await ok(west('GET', `/api/whistles?parent=${other.id}`));
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [whistle.id],
  );
});

test('a submission that comes twice at once is one whistle with one team', async () => {
  const more = {
    client_id: randomUUID(),
    members: [{ kind: 'volunteer', name: '周志愿', people: 3 }],
  };
  const both = await Promise.all([sampleWhistle(city, grid, more), sampleWhistle(city, grid, more)]);
  for (const { status, body } of both) assert.ok(status < 300, JSON.stringify(body));
  assert.equal(both[0]!.body.id, both[1]!.body.id);
  assert.equal((await read(both[0]!.body.id)).members.length, 1);
});

test('who cannot be found is refused before anybody is called', async () => {
  const client_id = randomUUID();
  const members = [{ kind: 'partner', unit: randomUUID() }];
  const { status, body } = await sampleWhistle(city, grid, { client_id, members });
  assert.deepEqual([status, body.fields[0].path], [422, 'members.0.unit']);
  const { rows } = await sql`select from matter where client_id = ${client_id}::uuid`.execute(
    program.runtime.db,
  );
  assert.equal(rows.length, 0);
});

test('a dossier of which every event is gone is not called verified', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const dossier = () => ok(grid('GET', `/api/whistles/${whistle.id}/dossier`));
  assert.equal((await dossier()).chain.broken, null);
  await run(program.runtime, SYSTEM, async (ctx) => {
    await sql`set local role none`.execute(ctx.db);
    await sql`delete from event where subject = ${whistle.id}::uuid`.execute(ctx.db);
  });
  assert.equal((await dossier()).chain.broken, 0);
});

test('many whistles at one place are no hot spot of calls: nobody called', async () => {
  await program.settle();
  const { rows } = await sql`select from finding_matter k join matter m on m.id = k.matter_id
    where m.type_code = 'whistle'`.execute(program.runtime.db);
  assert.equal(rows.length, 0);
});
