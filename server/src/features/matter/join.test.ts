import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Ask, askingCity, WEST } from './asking.sample.ts';
import { nearPoint } from './queries.similar.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, water } = city;
const { runtime } = city.program;

async function ok(answer: ReturnType<Ask>) {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}

const SECRETS = ['李四家门口', '荷花里三栋', '13900000077'];
const NEAR = { lng: WEST.lng + 0.0002, lat: WEST.lat };
const asked = (more = '') =>
  `/api/likely?text=${encodeURIComponent('井盖没了')}&lng=${NEAR.lng}&lat=${NEAR.lat}${more}`;
const join = (who: Ask, id: string, more: object = {}) =>
  who('POST', `/api/matters/${id}/join`, { client_id: randomUUID(), ...more });
const ids = (answer: { items: { id: string }[] }) => answer.items.map(({ id }) => id);

/** A matter of the other resident at a spot of its own, full of what concerns nobody else. */
let spots = 0;
async function lead(who: Ask = caller, more: object = {}) {
  spots += 1;
  const point = { lng: WEST.lng, lat: WEST.lat - 0.004 + spots * 0.0002 };
  return city.report(who, { text: '李四家门口的井盖没了', address: '荷花里三栋', point, ...more });
}

test('a resident who types the same is shown the open matter, and nothing of whoever called', async () => {
  const found = await city.report(caller, { text: '李四家门口的井盖没了', address: '荷花里三栋' });
  await city.program.settle();
  const body = await ok(neighbour('GET', asked()));
  const card = body.items.find((each: { id: string }) => each.id === found.id);
  assert.ok(card, JSON.stringify(body));
  assert.deepEqual([card.mine, card.callers, card.community], [false, 1, '西社区']);
  assert.ok(card.distance >= 10 && card.distance <= 30);
  for (const secret of SECRETS) assert.ok(!JSON.stringify(body).includes(secret), secret);
  assert.equal(
    ids(await ok(caller('GET', asked()))).includes(found.id),
    true,
    'the caller too, as the own one',
  );
  const own = (await ok(caller('GET', asked()))).items.find((each: { id: string }) => each.id === found.id);
  assert.equal(own.mine, true);
});

test('what is confidential, at home or of a type that is not offered is neither shown nor joined', async () => {
  const hidden = [
    await lead(caller, { confidential: true }),
    await lead(caller, { type: 'repair', answers: { where: 'home', room: '三栋二单元' } }),
    await lead(caller, { type: 'wish' }),
  ];
  for (const { id } of hidden) {
    assert.equal((await join(neighbour, id)).status, 404);
  }
  const shown = ids(await ok(neighbour('GET', asked())));
  for (const { id } of hidden) assert.ok(!shown.includes(id));
  assert.equal((await join(neighbour, randomUUID())).status, 404);
});

test('who joins leaves no work behind in the numbers of who has to do what', async () => {
  const found = await lead();
  await city.program.settle();
  const waiting = async () => (await ok(west('GET', '/api/tasks/counts'))).total;
  const before = await waiting();
  const joined = await join(neighbour, found.id);
  assert.equal(joined.status, 201);
  await city.program.settle();
  assert.equal(await waiting(), before);
  await ok(city.perform(west, joined.body.id, 'split', { reason: '不是一回事' }));
  await city.program.settle();
  assert.equal(await waiting(), before + 1, 'a call of its own again, it waits like any other');
});

test('who joins has a call of the own, is counted, told of every step and asked to rate', async () => {
  const found = await lead();
  const client_id = randomUUID();
  const joined = await join(neighbour, found.id, { client_id, text: '我骑车差点摔了', point: NEAR });
  assert.equal(joined.status, 201, JSON.stringify(joined.body));
  assert.equal(joined.body.state, 'merged');
  const again = await join(neighbour, found.id, { client_id });
  assert.deepEqual([again.status, again.body.id], [200, joined.body.id], 'sent again, it counts once');
  assert.equal((await join(neighbour, found.id)).body.code, 'joined_already');
  assert.equal((await join(caller, found.id)).body.code, 'joined_already');
  await city.program.settle();
  assert.equal((await ok(west('GET', `/api/matters/${found.id}`))).callers, 2);
  const calls = (await ok(west('GET', `/api/matters/${found.id}/merged`))).items;
  assert.deepEqual(
    calls.map(({ text }: { text: string }) => text),
    ['我骑车差点摔了'],
  );
  const story = (await ok(caller('GET', `/api/matters/${found.id}/events`))).items;
  assert.ok(story.some((event: { name: string }) => event.name === '反映人数有变'));
  assert.ok(!JSON.stringify(story).includes('居民乙'), 'who joined is not told');
  await ok(
    city.perform(west, found.id, 'dispatch', { units: [{ unit: await city.unitOf('water'), role: 'main' }] }),
  );
  await ok(city.perform(water, found.id, 'feedback', { reply: '井盖已补。' }));
  await ok(city.perform(west, found.id, 'close', { met: true }));
  await city.program.settle();
  const told = (await ok(neighbour('GET', '/api/messages'))).items.filter(
    (each: { subject: string }) => each.subject === joined.body.id,
  );
  const templates = told.map(({ template }: { template: string }) => template);
  assert.ok(
    templates.includes('dispatched-caller') && templates.includes('closed-caller'),
    templates.join(' '),
  );
  for (const secret of SECRETS) assert.ok(!JSON.stringify(told).includes(secret), secret);
  const page = await ok(neighbour('GET', `/api/matters/${joined.body.id}`));
  assert.ok(
    page.abilities.some(
      (each: { action: string; enabled: boolean }) => each.action === 'rate' && each.enabled,
    ),
  );
  assert.equal(
    (await city.perform(neighbour, joined.body.id, 'leave')).body.code,
    'not_now',
    'closed: too late',
  );
  assert.equal((await join(city.grid, found.id)).status, 403, 'staff register, they do not join');
});

test('who joined may leave again before it is closed, and joins anew; the count follows', async () => {
  const found = await lead();
  const joined = await ok(join(neighbour, found.id));
  await city.program.settle();
  assert.equal(
    (await city.perform(caller, found.id, 'leave')).body.code,
    'not_now',
    'the lead follows nothing',
  );
  const left = await ok(city.perform(neighbour, joined.id, 'leave'));
  assert.deepEqual([left.state, left.open], ['withdrawn', false]);
  await city.program.settle();
  assert.equal((await ok(west('GET', `/api/matters/${found.id}`))).callers, 1);
  assert.equal((await join(neighbour, found.id)).status, 201);
});

test('a wrong merge is taken apart by its centre: the call begins anew and its caller is told', async () => {
  const [found, wrong] = [await lead(), await lead(neighbour)];
  await ok(city.perform(west, wrong.id, 'merge', { matter: found.id }));
  await city.program.settle();
  assert.equal((await ok(west('GET', `/api/matters/${found.id}`))).callers, 2);
  assert.equal((await city.perform(west, wrong.id, 'split', {})).status, 422, 'not without a reason');
  assert.equal((await city.perform(neighbour, wrong.id, 'split', { reason: '不是一回事' })).status, 403);
  const split = await ok(city.perform(west, wrong.id, 'split', { reason: '不是同一个井盖' }));
  assert.deepEqual([split.state, split.open], ['reported', true]);
  await city.program.settle();
  const page = await ok(west('GET', `/api/matters/${wrong.id}`));
  assert.equal(page.merged_into, null);
  assert.equal(page.tasks.filter((task: { closed_at: string | null }) => !task.closed_at).length, 1);
  assert.equal((await ok(west('GET', `/api/matters/${found.id}`))).callers, 1);
  const told = (await ok(neighbour('GET', '/api/messages'))).items;
  assert.ok(told.some((each: { template: string }) => each.template === 'split-caller'));
});

test('classes that were merged pair up: the next one of that class is likelier the same', async () => {
  const { rows } = await sql<{ same: number }>`
    select same from matter_met where newer = '' and older = ''`.execute(runtime.db);
  assert.ok(rows[0]!.same >= 1);
});

test('a coordinate that a share of all calls lies on is nobody’s place: nothing is prompted there', async () => {
  const at = { lng: WEST.lng + 0.003, lat: WEST.lat + 0.003 };
  const there = `/api/likely?text=${encodeURIComponent('井盖没了')}&lng=${at.lng}&lat=${at.lat}`;
  const first = await city.report(caller, { point: at });
  await city.program.settle();
  assert.ok(ids(await ok(neighbour('GET', there))).includes(first.id));
  await sql`update matter_spot set n = 5000 where lat = round(${at.lat}::float8 * 100000)::int
    and lng = round(${at.lng}::float8 * 100000)::int`.execute(runtime.db);
  assert.deepEqual((await ok(neighbour('GET', there))).items, []);
  const beside = `/api/likely?text=${encodeURIComponent('井盖没了')}&lng=${at.lng + 0.0002}&lat=${at.lat}`;
  assert.ok(
    !ids(await ok(neighbour('GET', beside))).includes(first.id),
    'nor is what lies there near anything',
  );
});

test('looking for likely ones reads the cells around the place, however many matters there are', async () => {
  const { id } = await city.report(caller, { point: { lng: 114.402, lat: 30.408 } });
  const columns = await sql<{ name: string }>`
    select column_name as name from information_schema.columns where table_name = 'matter' and is_generated = 'NEVER'`.execute(
    runtime.db,
  );
  const own: Record<string, string> = {
    id: 'gen_random_uuid()',
    number: "'x' || i",
    client_id: 'gen_random_uuid()',
    lat: '30.3 + (i % 141) * 0.0015',
    lng: '114.3 + (i / 141) * 0.0015',
  };
  const names = columns.rows.map(({ name }) => name);
  const copied = sql.raw(names.map((name) => own[name] ?? name).join(', '));
  await sql`insert into matter (${sql.raw(names.join(', '))})
    select ${copied} from matter, generate_series(1, 20000) as i where id = ${id}::uuid`.execute(runtime.db);
  await sql`analyze matter`.execute(runtime.db);
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (analyze, timing off) ${nearPoint({ lng: 114.402, lat: 30.408 })}`.execute(runtime.db);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  assert.match(plan, /matter_open_cell/);
  assert.doesNotMatch(plan, /Seq Scan/);
});
