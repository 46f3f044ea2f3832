import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { forgetSessions } from '../account/index.ts';
import { type Ask, askingCity, EAST, WEST } from '../matter/asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { caller, neighbour, west, east, street, grid } = city;
const { runtime } = city.program;

async function ok(answer: ReturnType<Ask>) {
  const { status, body } = await answer;
  assert.ok(status < 300, JSON.stringify(body));
  return body;
}

const categories = await ok(caller('GET', '/api/catalog/categories?type=city-event'));
const selectable = categories.items.filter(
  (each: { selectable: boolean; parent: string | null }) => each.selectable && each.parent,
);
const [first] = selectable;
const other = selectable.find((each: { parent: string }) => each.parent !== first.parent);

let spots = 0;
/** A corner that nobody called about before, 130 m from the next. */
function corner(at = WEST) {
  spots += 1;
  return {
    lng: at.lng - 0.0045 + (spots % 5) * 0.0018,
    lat: at.lat - 0.0045 + Math.floor(spots / 5) * 0.0012,
  };
}
const report = (who: Ask, point: object, more: object = {}) =>
  city.report(who, { category: first.code, point, ...more });
async function open(who: Ask, query = '') {
  await city.program.settle();
  return (await ok(who('GET', `/api/findings${query}`))).items;
}

test('the third call of one group at a place raises a finding for the community, told once; the fourth makes it grow', async () => {
  const at = corner();
  const near = { lng: at.lng + 0.0005, lat: at.lat };
  await report(caller, at);
  await report(neighbour, near);
  assert.deepEqual(await open(west), []);
  await report(neighbour, near, { category: other.code });
  assert.deepEqual(await open(west), [], 'another group adds up to nothing');
  await report(west, at, { source: 'desk' });
  const [found] = await open(west);
  assert.deepEqual([found.kind, found.n, found.area.name, found.state], ['place', 3, '西社区', 'open']);
  await report(caller, at);
  const [grown, ...more] = await open(west);
  assert.deepEqual([grown.id, grown.n, more.length], [found.id, 4, 0]);
  const detail = await ok(west('GET', `/api/findings/${found.id}`));
  assert.deepEqual([detail.matters.length, detail.others, detail.may_handle], [4, 0, true]);
  const told = (await ok(west('GET', '/api/messages'))).items.filter(
    (each: { subject: string }) => each.subject === found.id,
  );
  assert.equal(told.length, 1);
  assert.match(told[0].body, /30 天内 3 件/);
  assert.equal(
    (await east('GET', `/api/findings/${found.id}`)).status,
    404,
    'the next community has no such row',
  );
  assert.deepEqual(await open(east), []);
  assert.equal((await open(street)).length, 1, 'the street above sees it');
  assert.equal((await grid('GET', '/api/findings')).status, 403);
});

test('closed with words it is gone from the list, and its calls count no more', async () => {
  const at = corner();
  for (const who of [caller, neighbour, caller]) await report(who, at);
  const found = (await open(west)).find(
    (each: { point: { lat: number } }) => Math.abs(each.point.lat - at.lat) < 1e-6,
  );
  assert.equal(
    (await west('POST', `/api/findings/${found.id}/close`, { version: 1, words: ' ' })).status,
    422,
  );
  assert.equal(
    (await west('POST', `/api/findings/${found.id}/close`, { version: 7, words: '已约谈' })).status,
    409,
  );
  const closed = await ok(
    west('POST', `/api/findings/${found.id}/close`, { version: 1, words: '已约谈施工方' }),
  );
  assert.deepEqual([closed.state, closed.words, closed.may_handle], ['closed', '已约谈施工方', false]);
  assert.equal(
    (await west('POST', `/api/findings/${found.id}/close`, { version: 2, words: '再来' })).body.code,
    'not_now',
  );
  await report(caller, at);
  assert.ok(!(await open(west)).some((each: { id: string }) => each.id === found.id));
  assert.ok((await open(west, '?ended=true')).some((each: { id: string }) => each.id === found.id));
  const story = await sql<{ kind: string }>`
    select kind from event where subject = ${found.id}::uuid order by seq`.execute(runtime.db);
  assert.deepEqual(
    story.rows.map(({ kind }) => kind),
    ['finding.raised', 'finding.closed'],
  );
});

test('turned into a matter of its own it ends with that matter, once however often it is sent', async () => {
  const at = corner();
  for (const who of [caller, neighbour, caller]) await report(who, at);
  const found = (await open(west)).find(
    (each: { point: { lat: number; lng: number } }) =>
      Math.abs(each.point.lat - at.lat) < 1e-6 && Math.abs(each.point.lng - at.lng) < 1e-6,
  );
  const body = { version: 1, client_id: randomUUID(), text: '沿街逐户排查，一次整治' };
  const governed = await ok(west('POST', `/api/findings/${found.id}/govern`, body));
  assert.equal(governed.state, 'governed');
  const matter = await ok(west('GET', `/api/matters/${governed.governed_by.id}`));
  assert.match(matter.title, /专项治理/);
  assert.match(matter.text, /涉及事项/);
  assert.equal((await west('POST', `/api/findings/${found.id}/govern`, body)).body.code, 'not_now');
});

test('one person who calls often is a finding for who may see contacts, without a name; anonymous and confidential calls never are', async () => {
  const kinds = async () =>
    (await open(west))
      .filter((each: { kind: string }) => each.kind === 'caller')
      .map((each: { n: number }) => each.n);
  const had = await kinds();
  const phone = '13900000066';
  const call = (more: object = {}) =>
    report(west, corner(), { source: 'desk', contact: { name: '赵某', phone }, ...more });
  for (let i = 0; i < 4; i += 1) await call();
  await call({ anonymous: true });
  await call({ confidential: true });
  assert.deepEqual(await kinds(), had, 'four that count');
  await call();
  const found = (await open(west)).filter((each: { kind: string }) => each.kind === 'caller');
  assert.equal(found.length, had.length + 1);
  const detail = await ok(west('GET', `/api/findings/${found[0].id}`));
  assert.equal(detail.n, 5);
  assert.ok(!JSON.stringify(detail).includes('赵某') && !JSON.stringify(detail).includes(phone));
  assert.equal(
    (
      await west('POST', `/api/findings/${found[0].id}/govern`, {
        version: 1,
        client_id: randomUUID(),
        text: '治理一个人',
      })
    ).body.code,
    'not_now',
  );
});

test('calls of one person in two communities are the street’s finding, and neither community’s', async () => {
  const phone = '13900000055';
  for (const [who, at] of [
    [west, WEST],
    [east, EAST],
    [west, WEST],
    [east, EAST],
    [west, WEST],
  ] as const)
    await report(who, corner(at), { source: 'desk', contact: { phone } });
  const ofStreet = (await open(street, '?kind=caller')).filter(
    (each: { area: { name: string } }) => each.area.name === '一街道',
  );
  assert.equal(ofStreet.length, 1);
  for (const who of [west, east])
    assert.equal((await who('GET', `/api/findings/${ofStreet[0].id}`)).status, 404);
});

test('a call that adds up to a finding of its place and to one of its caller is told as both', async () => {
  const at = corner();
  const contact = { phone: '13900000033' };
  for (const point of [corner(), corner(), at, at, at])
    await report(west, point, { source: 'desk', contact });
  await city.program.settle();
  const { rows } = await sql<{ id: string }>`select id from finding order by id desc limit 2`.execute(
    runtime.db,
  );
  const told = (await ok(west('GET', '/api/messages'))).items.map(
    (each: { subject: string }) => each.subject,
  );
  for (const { id } of rows) assert.equal(told.filter((subject: string) => subject === id).length, 1);
});

test('two who turn a finding into a matter at once make one', async () => {
  const at = corner();
  for (const who of [caller, neighbour, caller]) await report(who, at);
  const found = (await open(west)).find(
    (each: { point: { lat: number; lng: number } | null }) =>
      each.point && Math.abs(each.point.lat - at.lat) < 1e-6 && Math.abs(each.point.lng - at.lng) < 1e-6,
  );
  const govern = (who: Ask) =>
    who('POST', `/api/findings/${found.id}/govern`, {
      version: 1,
      client_id: randomUUID(),
      text: '一次整治',
    });
  const answers = await Promise.all([govern(west), govern(street)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from matter where title like '专项治理%' and text like '一次整治%'`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.n, 1);
});

test('many findings turned into matters at once do not wait for each other', async () => {
  const corners = Array.from({ length: 6 }, () => corner());
  for (const at of corners) for (const who of [caller, neighbour, caller]) await report(who, at);
  const all: Found[] = await open(west);
  const found = corners.map(
    (at) =>
      all.find(
        ({ point }) => point && Math.abs(point.lat - at.lat) < 1e-6 && Math.abs(point.lng - at.lng) < 1e-6,
      )!,
  );
  const answers = await Promise.all(
    found.map(({ id, n }) =>
      west('POST', `/api/findings/${id}/govern`, {
        version: 1,
        client_id: randomUUID(),
        text: `整治 ${n} 件`,
      }),
    ),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    corners.map(() => 200),
  );
});

interface Found {
  id: string;
  n: number;
  point: { lat: number; lng: number } | null;
}

test('that one person calls often is told to nobody who may not see whole contacts', async () => {
  await sql`update account_role set permissions = array_remove(permissions, 'matter:view-all-contact') where code = 'community_staff'`.execute(
    runtime.db,
  );
  forgetSessions(runtime);
  const contact = { phone: '13900000044' };
  for (let i = 0; i < 5; i += 1) await report(west, corner(), { source: 'desk', contact });
  await city.program.settle();
  const { rows } = await sql<{ id: string }>`
    select id from finding where kind = 'caller' order by id desc limit 1`.execute(runtime.db);
  const told = (await ok(west('GET', '/api/messages'))).items;
  assert.ok(!told.some((each: { subject: string }) => each.subject === rows[0]!.id));
  assert.equal((await west('GET', `/api/findings/${rows[0]!.id}`)).status, 404);
});
