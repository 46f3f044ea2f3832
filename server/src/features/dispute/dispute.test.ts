import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { remind } from './jobs.ts';

const stage = await openStage();
const DAY = 86_400_000;
const NAME = '赵大江';

/** A dispute that the community itself mediates, with two parties. */
async function mediated(reporter = 'citizen') {
  const call = {
    ...{ type: 'dispute', category: 'gbt31000-17', text: '楼上漏水，两家为赔偿争执。', files: [] },
    answers: { parties: '楼上楼下两户', people: 4 },
  };
  const { id } = await stage.report(call, reporter);
  const unit = await stage.unitOf('community1');
  await stage.act('community1', id, 'dispatch', { units: [{ unit, role: 'main' }] });
  await stage.act('community1', id, 'sign');
  const party = (role: string, name: string, phone?: string) =>
    stage.post('community1', `/api/disputes/${id}/parties`, { client_id: randomUUID(), role, name, phone });
  await party('applicant', '林小溪', '19900000002');
  await party('respondent', NAME);
  return id as string;
}
const detail = (who: string, id: string) => stage.ask(who, { url: `/api/disputes/${id}` });
const send = (who: string, id: string, after: string, payload: object) =>
  stage.ask(who, { method: 'POST', url: `/api/disputes/${id}/${after}`, payload });
const mediator = (id: string, account: string) =>
  send('community1', id, 'mediators', { client_id: randomUUID(), kind: 'people', account });

async function signed(id: string, promises: object[] = [], version = 1) {
  const body = (await send('community1', id, 'agreements/draft', { promises })).body.body;
  assert.ok(body.includes(NAME));
  const saved = await send('community1', id, 'agreements', { client_id: randomUUID(), body, promises });
  assert.equal(saved.status, 200, saved.text);
  const files = [await stage.photo('community1')];
  const done = await send('community1', id, 'agreements/sign', {
    agreement: version,
    signed_on: '2026-03-02',
    files,
  });
  assert.equal(done.status, 200, done.text);
}

test('a dispute is in the list as soon as it is reported, classed as its matter is', async () => {
  const id = await mediated();
  await stage.program.settle();
  const { items } = await stage.done('community1', { url: '/api/disputes?kind=17' });
  const row = items.find((each: { id: string }) => each.id === id);
  assert.deepEqual([row.kind_name, row.people, row.state], ['邻里关系', 4, 'mediating']);
  assert.ok(!JSON.stringify(items).includes(NAME));
});

test('names are masked for those inside, opened only with a purpose that is kept, and lie sealed', async () => {
  const id = await mediated();
  const { body } = await detail('community1', id);
  assert.deepEqual(
    body.parties.map((each: { name: string; phone: string | null }) => [each.name, each.phone]).sort(),
    [
      ['林**', '199****0002'],
      ['赵**', null],
    ],
  );
  assert.equal((await send('community1', id, 'open', { purpose: '' })).status, 422);
  const opened = await send('community1', id, 'open', { purpose: '联系当事人约时间' });
  assert.ok(opened.body.parties.some((each: { name: string }) => each.name === NAME));
  const { rows } = await sql<{
    purpose: string;
  }>`select purpose from dispute_look where matter_id = ${id}::uuid`.execute(stage.program.runtime.db);
  assert.deepEqual(rows, [{ purpose: '联系当事人约时间' }]);
  const stored = await run(stage.program.runtime, SYSTEM, ({ db }) =>
    sql`select name_sealed, phone_sealed from dispute_party where matter_id = ${id}::uuid`.execute(db),
  );
  assert.equal(stored.rows.length, 2);
  assert.ok(
    !JSON.stringify(stored.rows.map((row) => Object.values(row as object).map(String))).includes(NAME),
  );
  const events = await sql<{ data: unknown }>`
    select data from event where subject_kind = 'dispute' and data ->> 'matter' = ${id}`.execute(
    stage.program.runtime.db,
  );
  assert.ok(events.rows.length >= 3 && !JSON.stringify(events.rows).includes(NAME));
});

test('only its own mediators and its centre are inside: a superior sees the class and no names, neighbours find nothing', async () => {
  const id = await mediated();
  const street = await detail('street1', id);
  assert.deepEqual([street.status, street.body.inside, street.body.parties], [200, false, []]);
  assert.equal((await send('street1', id, 'open', { purpose: '了解情况' })).status, 403);
  for (const other of ['grid1', 'grid2', 'communityB', 'dept-water', 'property1'])
    assert.equal((await detail(other, id)).status, 404, other);
  assert.equal((await mediator(id, 'grid1')).status, 200);
  const mine = await detail('grid1', id);
  assert.deepEqual([mine.status, mine.body.inside], [200, true]);
  const mediators = mine.body.mediators as { id: string; account: boolean }[];
  const url = `/api/disputes/${id}/mediators/${mediators.find((each) => each.account)!.id}`;
  assert.equal((await stage.ask('community1', { method: 'DELETE', url })).status, 200);
  assert.equal((await detail('grid1', id)).status, 404);
});

test('a mediator who is removed sees the matter no more, in no list either; that they looked stays on record', async () => {
  const id = await mediated();
  await mediator(id, 'grid1');
  assert.equal((await send('grid1', id, 'open', { purpose: '约当事人' })).status, 200);
  const [named] = (await detail('grid1', id)).body.mediators;
  const url = `/api/disputes/${id}/mediators/${named.id}`;
  assert.equal((await stage.ask('community1', { method: 'DELETE', url })).status, 200);
  for (const seen of [`/api/disputes/${id}`, `/api/matters/${id}`, `/api/matters/${id}/events`])
    assert.equal((await stage.ask('grid1', { url: seen })).status, 404, seen);
  for (const list of ['/api/disputes', '/api/matters', '/api/matters?q=%E6%BC%8F%E6%B0%B4'])
    assert.ok(!(await stage.ask('grid1', { url: list })).text.includes(id), list);
  const { rows } =
    await sql`select from dispute_look where matter_id = ${id}::uuid and account_id = ${await stage.idOf('grid1')}::uuid`.execute(
      stage.program.runtime.db,
    );
  assert.equal(rows.length, 1);
});

test('who reported the dispute and mediated it sees it still when the mediation ends, and no names', async () => {
  const id = await mediated('grid1');
  await mediator(id, 'grid1');
  const [named] = (await detail('grid1', id)).body.mediators;
  const url = `/api/disputes/${id}/mediators/${named.id}`;
  assert.equal((await stage.ask('community1', { method: 'DELETE', url })).status, 200);
  const { status, body } = await detail('grid1', id);
  assert.deepEqual([status, body.inside, body.parties], [200, false, []]);
});

test('row-level security alone keeps the parties from whoever is not inside', async () => {
  const id = await mediated();
  const { loadActor } = await import('../account/index.ts');
  const count = async (name: string) => {
    const actor = (await loadActor(stage.program.runtime.db, await stage.idOf(name)))!;
    const { rows } = await run(stage.program.runtime, actor, ({ db }) =>
      sql`select from dispute_party where matter_id = ${id}::uuid`.execute(db),
    );
    return rows.length;
  };
  assert.deepEqual(
    await Promise.all(['community1', 'street1', 'communityB', 'grid1', 'citizen2'].map(count)),
    [2, 0, 0, 0, 0],
  );
});

test('the same session, sent again, is one; what was said lies sealed; the next date reminds the mediators once', async () => {
  const id = await mediated();
  await mediator(id, 'grid1');
  const next = new Date(stage.program.clock.now().getTime() + DAY / 2).toISOString();
  const session = {
    client_id: randomUUID(),
    at: stage.program.clock.now().toISOString(),
    place: '社区调解室',
    present: '双方到场',
    record: '楼上愿意赔偿，数额未定。',
    next_at: next,
  };
  for (const _ of [1, 2]) assert.equal((await send('grid1', id, 'sessions', session)).status, 200);
  assert.equal((await detail('grid1', id)).body.sessions.length, 1);
  const early = { ...session, client_id: randomUUID(), at: next, next_at: undefined };
  assert.equal((await send('grid1', id, 'sessions', early)).body.fields[0].path, 'at');
  await remind(stage.program.runtime);
  await remind(stage.program.runtime);
  const { items } = await stage.done('grid1', { url: '/api/messages' });
  const told = items.filter(
    (each: { template: string; subject: string }) =>
      each.template === 'dispute-session-due' && each.subject === id,
  );
  assert.equal(told.length, 1);
});

test('a signed agreement keeps its versions, is signed once, and a broken one brings the matter back to the mediators', async () => {
  const id = await mediated();
  await signed(id, [{ what: '赔偿维修费 800 元', due_on: '2026-03-15' }]);
  const again = await send('community1', id, 'agreements/sign', {
    agreement: 1,
    signed_on: '2026-03-02',
    files: [await stage.photo('community1')],
  });
  assert.equal(again.body.code, 'signed_already');
  await stage.act('community1', id, 'feedback', {
    result: 'agreed',
    agreement: '赔偿维修费',
    reply: '双方已经和好了',
  });
  const { body } = await detail('community1', id);
  assert.equal(body.visit_due_on, '2026-04-01');
  const [visit] = body.visits;
  const found = { fulfilled: false, note: '楼上一直没有付钱' };
  for (const _ of [1, 2]) {
    const answer = await send('community1', id, `visits/${visit.id}`, found);
    assert.equal(answer.status, 200, answer.text);
  }
  assert.equal((await stage.done('community1', { url: `/api/matters/${id}` })).state, 'mediating');
  const other = await send('community1', id, `visits/${visit.id}`, { ...found, fulfilled: true });
  assert.equal(other.body.code, 'visited_already');
  const opened = await send('community1', id, 'open', { purpose: '核对签字页' });
  const photo = opened.body.files[0].url;
  assert.ok(
    !JSON.stringify((await detail('community1', id)).body).includes(photo),
    'not before it is opened',
  );
  assert.equal((await stage.ask('community1', { url: photo })).status, 200);
  assert.equal((await stage.ask('street1', { url: photo })).status, 404);
});

test('of two who tell a visit differently at one moment one counts, and the matter goes as that one says', async () => {
  for (const first of [true, false]) {
    const id = await mediated();
    await signed(id);
    await stage.act('community1', id, 'feedback', {
      ...{ result: 'agreed', agreement: '赔偿维修费', reply: '双方已经和好了' },
    });
    await mediator(id, 'grid1');
    const [visit] = (await detail('community1', id)).body.visits;
    const tell = (who: string, fulfilled: boolean) =>
      send(who, id, `visits/${visit.id}`, { fulfilled, note: '已到现场看过' });
    const answers = await Promise.all([tell('community1', first), tell('grid1', !first)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const { fulfilled } = (await detail('community1', id)).body.visits[0];
    const { state } = await stage.done('community1', { url: `/api/matters/${id}` });
    assert.equal(state, fulfilled ? 'agreed' : 'mediating');
  }
});

test('what an earlier agreement left open is not asked for beside what the new one promises', async () => {
  const id = await mediated();
  await signed(id, [{ what: '赔偿维修费 800 元', due_on: '2026-03-15' }]);
  await signed(id, [{ what: '赔偿维修费 500 元', due_on: '2026-03-20' }], 2);
  const { body } = await detail('community1', id);
  assert.deepEqual(
    body.promises.map((each: { what: string }) => each.what),
    ['赔偿维修费 500 元'],
  );
  assert.deepEqual([body.visits.length, body.agreements.length], [1, 2]);
});

test('who is named a mediator twice is one; of a date that a later session replaced nobody is reminded', async () => {
  const id = await mediated();
  for (const _ of [1, 2]) assert.equal((await mediator(id, 'grid1')).status, 200);
  assert.equal((await detail('community1', id)).body.mediators.length, 1);
  const now = stage.program.clock.now().getTime();
  const said = { place: '社区调解室', present: '双方到场', record: '双方愿意再谈一次。' };
  const session = (at: number, next?: number) =>
    send('grid1', id, 'sessions', {
      ...{ ...said, client_id: randomUUID(), at: new Date(at).toISOString() },
      ...(next ? { next_at: new Date(next).toISOString() } : {}),
    });
  assert.equal((await session(now - DAY / 4, now + DAY / 2)).status, 200);
  assert.equal((await session(now)).status, 200);
  await remind(stage.program.runtime);
  const { items } = await stage.done('grid1', { url: '/api/messages' });
  const told = items.filter((each: { template: string; subject: string }) => each.subject === id);
  assert.ok(!told.some((each: { template: string }) => each.template === 'dispute-session-due'));
});

test('codes come from the standard: an unknown one is refused at its field, a stale version with what is', async () => {
  const id = await mediated();
  const put = (payload: object) =>
    stage.ask('community1', { method: 'PUT', url: `/api/disputes/${id}`, payload });
  const { version } = (await detail('community1', id)).body;
  assert.equal((await put({ version, scale: '77' })).body.fields[0].path, 'scale');
  assert.equal((await put({ version, scale: '02', warning: '02', people: 12 })).status, 200);
  assert.equal((await put({ version, scale: '01' })).body.code, 'changed_meanwhile');
  const { items } = await stage.done('community1', { url: '/api/disputes/codes' });
  assert.equal(
    items.find((each: { list: string; code: string }) => each.list === 'scale' && each.code === '02')
      .standard,
    'GB/T 31000-2015',
  );
});
