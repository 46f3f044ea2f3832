import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { fileKey } from '../../platform/files/files.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { eraseAnswers } from './commands.erase.ts';
import { registerDutyTargets } from './index.ts';
import { markLate } from './jobs.ts';
import { FIELDS, sampleTask } from './sample.ts';

const stage = await openStage();
const { runtime } = stage.program;
const DAY = 86_400_000;
const community = stage.grid.ancestors.at(-1).id as string;
const district = stage.grid.ancestors.find((area: { level: string }) => area.level === 'district')
  .id as string;

const task = (more: object = {}) => sampleTask(community, more);
const given = async (more: object = {}, who = 'community1'): Promise<string> =>
  (await stage.post(who, '/api/duties', task(more))).id;
const mine = async (id: string, who = 'grid1') =>
  (await stage.done(who, { url: '/api/duty-pieces?limit=200' })).items.filter(
    (each: { duty: string }) => each.duty === id,
  );
const answer = async (piece: string, more: object = {}, who = 'grid1') => {
  const files = [await stage.photo(who)];
  const payload = {
    client_id: randomUUID(),
    answers: { rentals: 12, kind: 'wires', on: '2026-03-02' },
    point: stage.point,
    files,
    ...more,
  };
  return stage.ask(who, { method: 'POST', url: `/api/duty-pieces/${piece}/answer`, payload });
};
function pass(days: number): void {
  stage.program.clock.advance(days * DAY);
  stage.forget('community1', 'grid1', 'district1', 'city1', 'dept-urban', 'citizen', 'communityB', 'grid2');
}
const fields = (body: { fields?: { path: string; code: string }[] }) =>
  (body.fields ?? []).map(({ path, code }) => `${path} ${code}`);

/** What the kept numbers must be, counted anew from the rows themselves. */
async function recountEquals(id: string): Promise<void> {
  const { rows: kept } = await sql`
    select grid_id, asked, done, open_late, done_late, reworks from duty_count where duty_id = ${id}::uuid order by grid_id`.execute(
    runtime.db,
  );
  const { rows: counted } = await sql`
    select grid_id, count(*) filter (where state <> 'cancelled')::int as asked, count(*) filter (where state = 'done')::int as done,
      count(*) filter (where state = 'open' and late)::int as open_late, count(*) filter (where state = 'done' and late)::int as done_late,
      sum(reworks)::int as reworks
    from duty_piece where duty_id = ${id}::uuid group by grid_id order by grid_id`.execute(runtime.db);
  assert.deepEqual(kept, counted);
}

test('a task is asked of every grid, due by the business calendar, and waits for each grid worker with a message', async () => {
  const said = await stage.post('community1', '/api/duties/preview', { areas: [community], limit: '3wd' });
  const id = await given();
  // A Monday morning and three working days: the end of Thursday, the same hour.
  assert.equal(said.due_at.slice(0, 10), '2026-03-05');
  const { rows } = await sql<{ n: number; tasks: number }>`
    select count(*)::int as n, count(t.id)::int as tasks from duty_piece p left join task t on t.id = p.task_id and t.closed_at is null
    where duty_id = ${id}::uuid`.execute(runtime.db);
  assert.deepEqual(rows[0], { n: said.grids, tasks: said.grids });
  const [piece] = await mine(id);
  assert.equal(piece.grid, stage.grid.id);
  assert.deepEqual(piece.fields, FIELDS);
  await stage.program.settle();
  const { items } = await stage.done('grid1', { url: '/api/messages' });
  assert.ok(items.some((one: { title: string }) => one.title === '网格任务：出租房走访'));
  assert.deepEqual(await mine(id, 'grid2'), []);
  await recountEquals(id);
});

test('the same submission twice gives one task', async () => {
  const body = task();
  assert.equal((await stage.post('community1', '/api/duties', body)).id, body.client_id);
  assert.equal((await stage.post('community1', '/api/duties', body)).id, body.client_id);
  assert.equal((await mine(body.client_id)).length, 1);
});

test('an answer without what is asked is refused at each field; a whole one counts once however often it is sent', async () => {
  const id = await given();
  const [{ id: piece }] = await mine(id);
  const bad = await answer(piece, {
    answers: { rentals: -1, kind: 'other', more: 1 },
    files: [],
    point: undefined,
  });
  assert.equal(bad.status, 422);
  assert.deepEqual(fields(bad.body).sort(), [
    'answers.kind not_option',
    'answers.more unknown_field',
    'answers.rentals too_small',
    'files too_few',
    'point not_position',
  ]);
  const client_id = randomUUID();
  const files = [await stage.photo('grid1')];
  for (let i = 0; i < 2; i += 1) assert.equal((await answer(piece, { client_id, files })).status, 200);
  const other = await answer(piece);
  assert.deepEqual([other.status, other.body.code], [409, 'not_now']);
  assert.deepEqual(await mine(id), []);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from duty_answer where piece_id = ${piece}::uuid`.execute(runtime.db);
  assert.equal(rows[0]!.n, 0, 'without a scope nobody reads an answer');
  const detail = await stage.done('community1', { url: `/api/duty-pieces/${piece}` });
  assert.deepEqual(detail.rounds[0].answers, { rentals: 12, kind: 'wires', on: '2026-03-02' });
  assert.equal(detail.files.length, 1);
  assert.equal((await stage.ask('community1', { url: detail.files[0].url })).status, 200);
  assert.equal((await stage.ask('communityB', { url: detail.files[0].url })).status, 404);
  await recountEquals(id);
});

test('what is returned comes again with its reason and a working day, and its first sending no longer counts as an answer', async () => {
  const id = await given();
  const [{ id: piece }] = await mine(id);
  const client_id = randomUUID();
  await answer(piece, { client_id });
  const { version } = await stage.done('community1', { url: `/api/duty-pieces/${piece}` });
  pass(4);
  const back = { version, reason: '没有写清是哪几户' };
  await stage.post('community1', `/api/duty-pieces/${piece}/return`, back);
  const again = await stage.ask('community1', {
    method: 'POST',
    url: `/api/duty-pieces/${piece}/return`,
    payload: back,
  });
  assert.equal(again.body.code, 'changed_meanwhile');
  const [open] = await mine(id);
  assert.equal(open.rework_reason, back.reason);
  assert.ok(new Date(open.due_at) > runtime.clock.now());
  // A phone sends what it had sent: answered, and nothing changes.
  assert.equal((await answer(piece, { client_id })).status, 200);
  assert.equal((await mine(id)).length, 1);
  assert.equal((await answer(piece, { answers: { rentals: 13 } })).status, 200);
  const detail = await stage.done('community1', { url: `/api/duty-pieces/${piece}` });
  assert.deepEqual(
    detail.rounds.map((round: { answers: { rentals: number } }) => round.answers.rentals),
    [13, 12],
  );
  await recountEquals(id);
});

test('whoever is late is reminded once, may be urged twice a day, and progress says so by grid and by area', async () => {
  const id = await given();
  const [{ id: piece }] = await mine(id);
  pass(7);
  await markLate(runtime);
  assert.equal(await markLate(runtime), 0);
  await recountEquals(id);
  await stage.program.settle();
  const titles = async () =>
    (await stage.done('grid1', { url: '/api/messages?limit=100' })).items.map(
      (one: { title: string }) => one.title,
    );
  assert.ok((await titles()).includes('已逾期：出租房走访'));
  const urged = await stage.post('community1', `/api/duties/${id}/urge`, { note: '今天务必完成' });
  assert.ok(urged.pieces > 0);
  const twice = await stage.ask('community1', { method: 'POST', url: `/api/duties/${id}/urge`, payload: {} });
  assert.equal(twice.body.code, 'not_now');
  await stage.program.settle();
  assert.ok((await titles()).includes('催办：出租房走访'));
  await answer(piece);
  const { items } = await stage.done('community1', { url: `/api/duties/${id}/progress` });
  const own = items.find((row: { area: string }) => row.area === stage.grid.id);
  assert.deepEqual([own.standing, own.done_late, own.open_late], ['done', 1, 0]);
  assert.ok(items.some((row: { standing: string }) => row.standing === 'overdue'));
  const above = await stage.done('community1', { url: `/api/duties/${id}/progress?level=community` });
  assert.deepEqual(
    above.items.map((row: { grids: number; done: number }) => [row.grids, row.done]),
    [[items.length, 1]],
  );
  const late = await stage.done('community1', { url: `/api/duties/${id}/pieces?state=late` });
  assert.equal(late.items.length, items.length - 1);
  await recountEquals(id);
});

test('closing takes back what is open; what is done stays', async () => {
  const id = await given();
  const [{ id: piece }] = await mine(id);
  await answer(piece);
  const { version } = await stage.done('community1', { url: `/api/duties/${id}` });
  await stage.post('community1', `/api/duties/${id}/close`, { version, note: '本月不再需要' });
  const seen = await stage.done('community1', { url: `/api/duties/${id}` });
  assert.deepEqual([seen.state, seen.asked, seen.done], ['closed', 1, 1]);
  const { rows } = await sql`
    select from duty_piece p join task t on t.id = p.task_id where p.duty_id = ${id}::uuid and t.closed_at is null`.execute(
    runtime.db,
  );
  assert.equal(rows.length, 0);
  await recountEquals(id);
});

test('the result goes out as typed cells, for its reader and its grids', async () => {
  const id = await given();
  const [{ id: piece }] = await mine(id);
  await answer(piece, { note: '=1+1' });
  const { job } = await stage.post('community1', `/api/duties/${id}/export`);
  const made = await stage.job('community1', job);
  assert.equal(made.state, 'done', JSON.stringify(made));
  const book = new ExcelJS.Workbook();
  const bytes = await runtime.files.get(fileKey(made.result.file.split('/').pop(), 'full'));
  await book.xlsx.load(bytes as never);
  const sheet = book.worksheets[0]!;
  const head = sheet.getRow(2).values as string[];
  const rows = sheet.getRows(3, sheet.rowCount - 2)!;
  const done = rows.find((row) => row.getCell(head.indexOf('状态')).value === '已完成')!;
  assert.equal(done.getCell(head.indexOf('出租房户数')).value, 12);
  assert.equal(done.getCell(head.indexOf('隐患')).value, '飞线充电');
  assert.ok(done.getCell(head.indexOf('走访日期')).value instanceof Date);
  assert.equal(done.getCell(head.indexOf('备注')).value, '=1+1');
  assert.equal(rows.length, (await stage.done('community1', { url: `/api/duties/${id}` })).asked);
});

test('answers stay within the fence: an unfiltered read as another community shows none of them', async () => {
  const id = await given();
  const [{ id: piece }] = await mine(id);
  await answer(piece);
  const readAs = async (name: string) => {
    const actor = (await loadActor(runtime.db, await stage.idOf(name)))!;
    return run(runtime, actor, async (ctx) =>
      (await sql<{ areas: string[] }>`select areas from duty_answer`.execute(ctx.db)).rows.map(
        ({ areas }) => areas,
      ),
    );
  };
  assert.ok((await readAs('grid1')).length > 0);
  assert.ok((await readAs('grid1')).every((areas) => areas.includes(stage.grid.id)));
  assert.ok((await readAs('district1')).length > 0);
  for (const name of ['grid2', 'communityB', 'dept-urban', 'citizen'])
    assert.deepEqual(await readAs(name), [], name);
});

test('a task may be about each of some things of another feature, in the grid of each; who may not see them is not told their names', async () => {
  const [one, two] = [randomUUID(), randomUUID()];
  registerDutyTargets(runtime, {
    kind: 'sample',
    name: '样例',
    gridsOf: async (_, __, ids) => new Map(ids.filter((id) => id !== two).map((id) => [id, stage.grid.id])),
    labelsOf: async (_, actor, ids) => new Map(actor.name === '' ? [] : ids.map((id) => [id, '王**'])),
  });
  const bad = await stage.ask('community1', {
    method: 'POST',
    url: '/api/duties',
    payload: task({ targets: { kind: 'sample', ids: [one, two] } }),
  });
  assert.deepEqual(fields(bad.body), ['targets unknown_target']);
  const ids = [one, randomUUID()];
  const id = await given({ targets: { kind: 'sample', ids } });
  const pieces = await mine(id);
  assert.deepEqual(
    pieces.map((each: { target_label: string }) => each.target_label),
    ['王**', '王**'],
  );
  await answer(pieces[0].id);
  const { items } = await stage.done('community1', { url: `/api/duties/${id}/progress` });
  assert.deepEqual([items.length, items[0].standing, items[0].asked], [1, 'partly', 2]);
  await recountEquals(id);
  // Of a person who is erased the answer goes; that the piece was done stays.
  await sql`update duty set target_kind = 'person' where id = ${id}::uuid`.execute(runtime.db);
  assert.deepEqual(await run(runtime, SYSTEM, (ctx) => eraseAnswers(ctx, one)), { duty_answer: 1 });
  await recountEquals(id);
});

test('a form that cannot be filled is refused at its fields', async () => {
  const select = { name: 'a', kind: 'select', label: '一', options: [{ value: 'x', label: 'X' }] };
  const bad = await stage.ask('community1', {
    method: 'POST',
    url: '/api/duties',
    payload: task({ fields: [select, { name: 'a', kind: 'number', label: '二', min: 3, max: 1 }] }),
  });
  assert.deepEqual(fields(bad.body).sort(), [
    'fields.0.options too_few',
    'fields.1.max before',
    'fields.1.name repeated',
  ]);
  const empty = await stage.ask('community1', {
    method: 'POST',
    url: '/api/duties',
    payload: task({ fields: [], photos: 0 }),
  });
  assert.deepEqual(fields(empty.body), ['fields required']);
  const far = await stage.ask('community1', {
    method: 'POST',
    url: '/api/duties',
    payload: task({ areas: [district] }),
  });
  assert.deepEqual(fields(far.body), ['areas unknown_area']);
});
