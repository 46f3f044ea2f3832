import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { oneAfterTheOther } from '../../../test/held.ts';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { creditCheck } from '../dictionary/index.ts';
import { areaFollower } from './jobs.ts';

const stage = await openStage();
const { runtime } = stage.program;
let made = 0;
const creditCode = (): string => {
  made += 1;
  const start = `91429998MA${String(made).padStart(7, '0')}`;
  return start + creditCheck(start);
};
const place = (subject: string, values: object, more: object = {}) => ({
  client_id: randomUUID(),
  subject,
  values,
  point: stage.point,
  ...more,
});
const make = async (subject: string, values: object, more: object = {}, who = 'grid1'): Promise<string> =>
  (await stage.post(who, '/api/sites', place(subject, values, more))).id;
const read = (id: string, who = 'grid1') => stage.done(who, { url: `/api/sites/${id}` });
const refused = async (who: string, payload: object) => {
  const answer = await stage.ask(who, { method: 'POST', url: '/api/sites', payload });
  return { status: answer.status, fields: answer.body.fields?.map((field: { path: string }) => field.path) };
};
const listed = async (who: string, query: string): Promise<string[]> =>
  (await stage.done(who, { url: `/api/sites?${query}` })).items.map((item: { id: string }) => item.id);

test('an organisation is registered once, lies in the grid of its point and is found by a part of its name', async () => {
  const body = place('organisation', {
    name: '滨江晨光文化传媒有限公司',
    kind: '企业',
    credit_code: creditCode(),
    industry: '软件',
    state: '在业',
  });
  const { id } = await stage.post('grid1', '/api/sites', body);
  assert.equal((await stage.post('grid1', '/api/sites', body)).id, id, 'sent again it counts once');
  const row = await read(id);
  assert.deepEqual(
    [row.area_id, row.kind, row.items.industry, row.state_name],
    [stage.grid.id, '01', 'I', '存续（在营）'],
  );
  const q = encodeURIComponent('晨光文化');
  assert.deepEqual(await listed('grid1', `subject=organisation&q=${q}`), [id]);
  assert.deepEqual(await listed('city1', `subject=organisation&q=${q}`), [id]);
  assert.deepEqual(await listed('communityB', `subject=organisation&q=${q}`), []);
});

test('a wrong credit code, an unknown kind and a missing name are refused each at its field, and a code is given once', async () => {
  const code = creditCode();
  const wrong = `${code.slice(0, 17)}${code.endsWith('0') ? '1' : '0'}`;
  const bad = await refused('grid1', place('organisation', { kind: '外星企业', credit_code: wrong }));
  assert.equal(bad.status, 422);
  assert.deepEqual(bad.fields.sort(), ['values.credit_code', 'values.kind', 'values.name']);
  await make('organisation', { name: '一号店', kind: '04', credit_code: code });
  const again = await refused(
    'grid1',
    place('organisation', { name: '二号店', kind: '04', credit_code: code }),
  );
  assert.deepEqual(again, { status: 422, fields: ['values.credit_code'] });
});

test('nobody registers outside the own areas', async () => {
  assert.equal((await refused('grid2', place('organisation', { name: '越界的店', kind: '04' }))).status, 403);
  const nowhere = place('organisation', { name: '外地店', kind: '04' }, { point: { lng: 100, lat: 20 } });
  assert.deepEqual(await refused('grid1', nowhere), { status: 422, fields: ['area'] });
  const byHand = await make('organisation', nowhere.values, {
    ...nowhere,
    client_id: randomUUID(),
    area: stage.grid.id,
  });
  assert.equal((await read(byHand)).area_id, stage.grid.id);
});

test('what is about a person is masked, opened for a purpose that is kept, and no word of it stands in the open', async () => {
  const id = await make('organisation', {
    name: '有人负责的店',
    kind: '04',
    head_name: '欧阳小店',
    head_phone: '19900003131',
  });
  const row = await read(id);
  assert.deepEqual(row.masked, { head_name: '欧***', head_phone: '199****3131' });
  const { rows } = await sql<{ everything: string }>`
    select (select row_to_json(p)::text from place p where id = ${id}::uuid)
      || (select string_agg(data::text, '') from event where subject = ${id}::uuid) as everything`.execute(
    runtime.db,
  );
  assert.doesNotMatch(rows[0]!.everything, /欧阳|19900003131/);
  const look = { method: 'POST' as const, url: `/api/sites/${id}/look` };
  const payload = { items: ['head_phone'], purpose: '通知消防检查' };
  assert.deepEqual((await stage.done('grid1', { ...look, payload })).values, { head_phone: '19900003131' });
  assert.equal((await stage.ask('grid2', { ...look, payload })).status, 404);
  assert.deepEqual(
    (await read(id)).looks.map(({ purpose, items }: { purpose: string; items: string[] }) => [
      purpose,
      items,
    ]),
    [['通知消防检查', ['负责人联系方式']]],
  );
});

test('a change holds at once, is refused on a stale version, and is taken back to what held before', async () => {
  const id = await make('organisation', {
    name: '原来的名字',
    kind: '04',
    employees: 3,
    head_phone: '19900003232',
  });
  const { version } = await read(id);
  const change = (payload: object) =>
    stage.ask('community1', { method: 'PATCH', url: `/api/sites/${id}`, payload });
  const values = { name: '后来的名字', employees: '12', head_phone: '19900003333' };
  assert.equal((await change({ version, values })).status, 200);
  assert.equal((await change({ version, values })).status, 409);
  const after = await read(id);
  assert.deepEqual(
    [after.name, after.items.employees, after.masked.head_phone],
    ['后来的名字', 12, '199****3333'],
  );
  const undo = (statement: string) =>
    stage.ask('community1', {
      method: 'POST',
      url: `/api/sites/${id}/undo`,
      payload: { version: after.version, statement },
    });
  assert.equal((await undo(after.statements.at(-1).id)).body.code, 'first_statement');
  assert.equal((await undo(after.statements[0].id)).status, 200);
  const back = await read(id);
  assert.deepEqual(
    [back.name, back.items.employees, back.masked.head_phone],
    ['原来的名字', 3, '199****3232'],
  );
  assert.equal(back.statements[0].withdrawn, true);
});

test('a vehicle is found by its whole plate only, masked everywhere, and stands behind its area', async () => {
  const plate = '鄂A9K131';
  const id = await make('vehicle', { plate, kind: '01', owner_name: '钱大川', owner_phone: '19900003434' });
  const row = await read(id);
  assert.deepEqual([row.name, row.masked.owner_name], ['鄂A·**131', '钱**']);
  const q = (text: string) => `subject=vehicle&q=${encodeURIComponent(text)}`;
  assert.deepEqual(await listed('grid1', q('鄂a·9k131')), [id]);
  assert.deepEqual(await listed('grid2', q(plate)), []);
  assert.equal(
    (await stage.ask('grid1', { url: `/api/sites?${q('131')}` })).body.fields[0].code,
    'bad_plate',
  );
  const twice = await refused('grid1', place('vehicle', { plate, kind: '01' }));
  assert.deepEqual(twice, { status: 422, fields: ['values.plate'] });
});

test('what was said of a vehicle goes along when it moves: whoever has it now folds all of it', async () => {
  const id = await make('vehicle', { plate: '鄂A9K777', kind: '01', owner_name: '钱大川', colour: '白' });
  const [mine] = (await stage.done('grid2', { url: '/api/me' })).areas;
  const { center } = await stage.done('grid2', { url: `/api/areas/${mine.id}` });
  const change = async (who: string, payload: object) => {
    const { version } = await read(id, who);
    const answer = await stage.ask(who, {
      method: 'PATCH',
      url: `/api/sites/${id}`,
      payload: { version, ...payload },
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  };
  await change('city1', { point: center });
  assert.equal((await stage.ask('grid1', { url: `/api/sites/${id}` })).status, 404);
  await change('grid2', { values: { colour: '红' } });
  const { version, statements } = await read(id, 'grid2');
  assert.equal(statements.length, 3, 'every word is seen where it is now');
  await stage.post('grid2', `/api/sites/${id}/undo`, { version, statement: statements[0].id });
  const back = await read(id, 'grid2');
  assert.deepEqual([back.items.colour, back.masked.owner_name, back.name], ['白', '钱**', '鄂A·**777']);
});

test('the database itself shows the application only what lies in the actor’s area', async () => {
  const id = await make('vehicle', { plate: '鄂A7K007', kind: '01' });
  const shop = await make('organisation', { name: '围栏里的店', kind: '04', head_name: '孙小河' });
  const seen = async (who: string) => {
    const actor = await loadActor(runtime.db, await stage.idOf(who), 'program');
    return run(runtime, actor!, async (ctx) => {
      const { rows } = await sql<{ id: string }>`
        select id from place where subject = 'vehicle' union select place_id from place_sealed`.execute(
        ctx.db,
      );
      return rows.map((row) => row.id).filter((each) => each === id || each === shop);
    });
  };
  assert.deepEqual((await seen('grid1')).sort(), [id, shop].sort());
  for (const who of ['grid2', 'communityB', 'streetB', 'districtB', 'hotline', 'dept-urban', 'admin'])
    assert.deepEqual(await seen(who), [], who);
  const { rows } = await sql`select id from place where id = ${id}::uuid`.execute(runtime.db);
  assert.deepEqual(rows, [], 'without an actor there is nothing');
});

test('numbers follow what is registered, moved and retired', async () => {
  const count = async () => {
    await stage.program.settle();
    const { items } = await stage.done('grid1', { url: '/api/site-counts?subject=facility' });
    return items.find((item: { kind: string }) => item.kind === '05')?.n ?? 0;
  };
  const before = await count();
  const id = await make('facility', { name: '转角口袋公园', kind: '口袋公园' });
  assert.equal(await count(), before + 1);
  const { version } = await read(id);
  await stage.post('grid1', `/api/sites/${id}/retire`, { version, reason: '改建为停车场' });
  assert.equal(await count(), before);
  assert.deepEqual(await listed('grid1', `subject=facility&retired=true&q=${encodeURIComponent('转角')}`), [
    id,
  ]);
});

test('a place changed by hand while grids drawn anew place it keeps one chain', async () => {
  const id = await make('facility', { name: '两手公园', kind: '口袋公园' });
  await sql`
    update place set area_id = (select a.id from area a where a.level = 'grid' and a.id <> area_id and a.retired_at is null limit 1)
    where id = ${id}::uuid`.execute(runtime.db);
  const payload = { version: 1, values: { name: '两手大公园' } };
  await oneAfterTheOther(
    stage.program,
    'place',
    id,
    () => stage.done('city1', { method: 'PATCH', url: `/api/sites/${id}`, payload }),
    () => run(runtime, SYSTEM, (ctx) => areaFollower.handle(ctx, [])),
  );
  const after = await sql`select name, area_id from place where id = ${id}::uuid`.execute(runtime.db);
  assert.deepEqual(after.rows, [{ name: '两手大公园', area_id: stage.grid.id }]);
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ events: number; before: number }>`
      select count(*)::int as events, count(distinct prev_hash)::int as before from event where subject = ${id}::uuid`.execute(
      db,
    ),
  );
  assert.deepEqual(rows, [{ events: 3, before: 2 }]);
});
