import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart, samplePhoto } from '../../platform/files/sample.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { type Ask, askingCity } from '../matter/asking.sample.ts';
import { FAR, SPOT, sampleWhistle } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const city = await askingCity(program);
const { grid, street, west, east, water, power, property, caller } = city;
const MINUTE = 60_000;

type Name = keyof typeof city.people;

async function photo(name: Name): Promise<string> {
  const { payload, headers } = multipart(await samplePhoto());
  const token = bearer(await tokenFor(program.runtime, city.people[name], 'staff'));
  const answer = await program.http.inject({
    method: 'POST',
    url: '/api/files',
    payload,
    headers: { ...headers, ...token },
  });
  return answer.json().id;
}

async function read(who: Ask, id: string) {
  const { status, body } = await who('GET', `/api/whistles/${id}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
const partOf = (whistle: { parties: { unit: { name: string } }[] }, name: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: read as the interface gives it.
  whistle.parties.find(({ unit }) => unit.name === name) as any;

async function sign(name: Name, id: string, form: object = {}) {
  return city.perform(city[name], id, 'sign', { place: SPOT, files: [await photo(name)], ...form });
}

async function ok(answer: Promise<{ status: number; body: unknown }>) {
  const { status, body } = await answer;
  assert.equal(status, 200, JSON.stringify(body));
}

test('from the whistle to its joint closing: each department arrives, answers, and the lead closes', async () => {
  const { status, body: whistle } = await sampleWhistle(city, grid);
  assert.equal(status, 201, JSON.stringify(whistle));
  for (const [name, role] of [
    ['water', 'main'],
    ['power', 'co'],
    ['property', 'co'],
  ] as const) {
    const part = partOf(whistle, name);
    assert.deepEqual([part.role, part.state], [role, 'called']);
  }
  const { id } = whistle;
  for (const name of ['water', 'power', 'property'] as const) await ok(sign(name, id));
  assert.equal((await read(power, id)).arrived, 3);
  assert.equal((await city.perform(water, id, 'close', { summary: '联合整治完成' })).status, 409);
  for (const who of [power, water, property])
    await ok(city.perform(who, id, 'feedback', { result: '已清理占道物品' }));
  assert.equal((await read(water, id)).state, 'answered');
  await ok(city.perform(water, id, 'close', { summary: '联合整治完成，通道已畅通' }));
  const done = await read(grid, id);
  assert.equal(done.state, 'closed');
  assert.deepEqual(
    done.parties.map((each: { state: string }) => each.state),
    ['answered', 'answered', 'answered'],
  );
});

test('a sign-in keeps the distance the server computed, and from afar it needs a reason', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const form = { place: { ...FAR, accuracy: 20 }, files: [await photo('water')] };
  const refused = await city.perform(water, whistle.id, 'sign', form);
  assert.equal(refused.status, 422);
  assert.equal(refused.body.fields[0].path, 'far_reason');
  await ok(city.perform(water, whistle.id, 'sign', { ...form, far_reason: '桥上管制，车辆无法靠近' }));
  const [arrival] = partOf(await read(grid, whistle.id), 'water').arrivals;
  assert.equal(arrival.distance_m, 2002);
  assert.equal(arrival.far, true);
  assert.equal(arrival.late_seconds, 0);
  assert.equal((await sign('water', whistle.id)).status, 409, 'twice');
});

test('what was done on the spot without signal counts by the time of the act, and a late one is marked', async () => {
  const { body: whistle } = await sampleWhistle(city, grid, { arrive_within: '30m' });
  const calledAt = Date.parse(whistle.created_at);
  program.clock.advance(50 * MINUTE);
  const at = new Date(calledAt + 20 * MINUTE).toISOString();
  await ok(sign('water', whistle.id, { place: { ...SPOT, at } }));
  await ok(sign('power', whistle.id));
  const now = await read(grid, whistle.id);
  const [early] = partOf(now, 'water').arrivals;
  assert.equal(early.acted_at, at);
  assert.ok(Date.parse(early.received_at) > Date.parse(at) + 29 * MINUTE);
  assert.equal(early.late_seconds, 0);
  const [late] = partOf(now, 'power').arrivals;
  assert.ok(late.late_seconds >= 20 * 60 && late.late_seconds < 21 * 60);
  assert.deepEqual([now.arrived, now.awaited, now.late], [2, 3, 1]);
});

test('two departments that sign in on the same version both succeed', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const { body: seen } = await water('GET', `/api/matters/${whistle.id}`);
  for (const name of ['water', 'power'] as const) {
    const files = [await photo(name)];
    const { status } = await city[name]('POST', `/api/matters/${whistle.id}/actions/sign`, {
      version: seen.version,
      place: SPOT,
      files,
    });
    assert.equal(status, 200, name);
  }
});

test('a department that is no party, another community and residents see nothing of a whistle', async () => {
  const unit = await city.unitOf('water');
  const { body: whistle } = await sampleWhistle(city, grid, { departments: [{ unit, role: 'main' }] });
  for (const who of [power, east, caller]) {
    const { status } = await who('GET', `/api/whistles/${whistle.id}`);
    assert.ok(status === 404 || (who === caller && status === 403), String(status));
    const list = await who('GET', '/api/whistles');
    assert.ok(!JSON.stringify(list.body).includes(whistle.id));
  }
  for (const who of [grid, west, street, water]) {
    assert.equal((await who('GET', `/api/whistles/${whistle.id}`)).status, 200);
    const list = await who('GET', '/api/whistles');
    assert.ok(JSON.stringify(list.body).includes(whistle.id));
  }
});

test('the centre adds, replaces and releases departments with a reason; who is released sees it no more', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const [powerUnit, propertyUnit] = [await city.unitOf('power'), await city.unitOf('property')];
  await ok(city.perform(street, whistle.id, 'release', { leaving: propertyUnit, reason: '物业不涉及此事' }));
  assert.equal((await property('GET', `/api/whistles/${whistle.id}`)).status, 404);
  assert.equal(
    (await city.perform(street, whistle.id, 'add', { unit: powerUnit, role: 'co', reason: '重复增派' }))
      .status,
    422,
  );
  await ok(
    city.perform(street, whistle.id, 'replace', {
      leaving: powerUnit,
      unit: propertyUnit,
      reason: '改由物业到场',
    }),
  );
  const now = await read(street, whistle.id);
  assert.deepEqual(
    now.parties
      .map((each: { unit: { name: string }; state: string }) => `${each.unit.name} ${each.state}`)
      .sort(),
    ['power replaced', 'property called', 'property released', 'water called'],
  );
  await ok(sign('property', whistle.id));
  assert.equal(
    (await city.perform(water, whistle.id, 'release', { leaving: powerUnit, reason: '自行解除' })).status,
    403,
  );
});

test('the centre decides about those who never answered, the whistler rates every department, and none may be left out', async () => {
  const { body: whistle } = await sampleWhistle(city, grid);
  const { id } = whistle;
  await ok(sign('water', id));
  await ok(city.perform(water, id, 'feedback', { result: '已处置完毕' }));
  await ok(city.perform(street, id, 'excuse', { reason: '其余部门已电话确认不再到场' }));
  await ok(city.perform(water, id, 'close', { summary: '主办部门已处置' }));
  const closed = await read(grid, id);
  const scores = { timely: 5, cooperation: 4, effect: 3 };
  const units = closed.parties.map((each: { unit: { id: string } }) => each.unit.id);
  const rate = (list: string[]) =>
    city.perform(grid, id, 'rate', { ratings: list.map((unit) => ({ unit, scores, words: '可以' })) });
  const refused = await rate(units.slice(1));
  assert.equal(refused.status, 422);
  assert.match(refused.body.fields[0].message, /water/);
  await ok(rate(units));
  const rated = await read(water, id);
  assert.equal(rated.state, 'rated');
  assert.deepEqual(
    rated.parties.map((each: { rating: { effect: number } }) => each.rating.effect),
    [3, 3, 3],
  );
});

test('the dossier holds the whole chain, verified; a changed event is named; a download is recorded', async () => {
  const { body: whistle } = await sampleWhistle(city, grid, { text: '占道<script>alert(1)</script>经营' });
  await ok(sign('water', whistle.id, { place: { ...FAR }, far_reason: '道路封闭' }));
  const { status, body: dossier } = await water('GET', `/api/whistles/${whistle.id}/dossier`);
  assert.equal(status, 200, JSON.stringify(dossier));
  assert.equal(dossier.chain.broken, null);
  assert.match(dossier.chain.last, /^[0-9a-f]{64}$/);
  assert.ok(dossier.story.length >= 3);
  assert.ok(dossier.clocks.some((clock: { name: string }) => clock.name === '报到时限'));
  const who = bearer(await tokenFor(program.runtime, city.people.water, 'staff'));
  const url = `/api/whistles/${whistle.id}/dossier`;
  const file = await program.http.inject({ method: 'POST', url, headers: who });
  assert.equal(file.statusCode, 200);
  assert.match(String(file.headers['content-disposition']), /^attachment/);
  assert.ok(file.body.includes(dossier.chain.last) && file.body.includes('data:image/jpeg;base64,'));
  assert.ok(!file.body.includes('<script>'));
  const after = (await water('GET', url)).body;
  assert.ok(after.story.at(-1).words.includes(dossier.chain.last));
  const forged = after.story[1].seq;
  await run(program.runtime, SYSTEM, async (ctx) => {
    await sql`set local role none`.execute(ctx.db);
    await sql`update event set data = data || '{"form": {"note": "改过"}}' where seq = ${forged}`.execute(
      ctx.db,
    );
  });
  assert.equal((await water('GET', url)).body.chain.broken, forged);
});
