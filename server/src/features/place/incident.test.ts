import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { type Context, run } from '../../platform/runtime.ts';
import type { SheetValues } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { seen } from './policy.ts';
import { placeSheets } from './sheet.ts';

const stage = await openStage();
const { runtime } = stage.program;
const { lng, lat } = stage.point;
/** Holds the right on the street of the point; the others hold every other right on it, or this one elsewhere. */
const KEEPER = 'street1';
const OTHERS = ['grid1', 'community1', 'district1', 'city1', 'keeperB'];
const incident = (values: object, more: object = {}) => ({
  client_id: randomUUID(),
  subject: 'incident',
  values: { kind: '盗窃', name: '电动车被盗案', ...values },
  point: stage.point,
  ...more,
});
const make = async (values: object, more: object = {}): Promise<string> =>
  (await stage.post(KEEPER, '/api/sites', incident(values, more))).id;
const read = (id: string) => stage.done(KEEPER, { url: `/api/sites/${id}` });
const refused = async (who: string, payload: object) => {
  const { status, body } = await stage.ask(who, { method: 'POST', url: '/api/sites', payload });
  return { status, fields: body.fields?.map(({ path, code }: Record<string, string>) => `${path} ${code}`) };
};
const actorOf = async (who: string) => (await loadActor(runtime.db, await stage.idOf(who), 'program'))!;

test('an incident is registered by its codes or their words, lies in the grid of its point and is found by a part of its name', async () => {
  const id = await make({
    ...{ name: '滨河夜市伤人案', case_code: 'A4299980012026', level: '较大', state: '否', nature: '刑事' },
    ...{ happened_on: '20260102', address: '滨河路夜市', brief: '因占道发生争执。' },
  });
  const row = await read(id);
  assert.deepEqual(
    [row.area_id, row.kind_name, row.items.level, row.state_name, row.items.happened_on, row.code],
    [stage.grid.id, '盗窃', '03', '未破案（未办结）', '2026-01-02', 'A4299980012026'],
  );
  for (const q of ['夜市伤人', '滨河路', 'A4299980012026']) {
    const url = `/api/sites?subject=incident&q=${encodeURIComponent(q)}`;
    assert.deepEqual(
      (await stage.done(KEEPER, { url })).items.map((item: { id: string }) => item.id),
      [id],
    );
  }
});

test('it is there for whoever holds the right on its area, and for nobody else who sees places there', async () => {
  const id = await make({ name: '只有专管员看得到的案件', case_code: 'A-FENCE-1' });
  await stage.program.settle();
  const box = `west=${lng - 0.001}&south=${lat - 0.001}&east=${lng + 0.001}&north=${lat + 0.001}`;
  const urls = [
    '/api/sites?subject=incident&limit=200',
    `/api/site-points?subject=incident&${box}`,
    `/api/sites?subject=incident&q=${encodeURIComponent('专管员看得到')}`,
  ];
  for (const url of urls) {
    assert.ok((await stage.ask(KEEPER, { url })).text.includes(id), url);
    for (const who of OTHERS) assert.ok(!(await stage.ask(who, { url })).text.includes(id), `${who} ${url}`);
  }
  const version = { version: 1 };
  for (const who of OTHERS) {
    assert.equal((await stage.ask(who, { url: `/api/sites/${id}` })).status, 404, who);
    const change = { method: 'PATCH' as const, url: `/api/sites/${id}`, payload: { ...version, values: {} } };
    assert.equal((await stage.ask(who, change)).status, 404, who);
    assert.equal((await refused(who, incident({ name: '越界登记' }))).status, 403, who);
    const counts = await stage.done(who, { url: '/api/site-counts' });
    if (who !== 'keeperB')
      assert.ok(!counts.items.some(({ subject }: { subject: string }) => subject === 'incident'), who);
  }
  const ledger = '/api/ledger/rows?subject=incident&columns=name';
  assert.ok((await stage.ask(KEEPER, { url: ledger })).text.includes(id));
  assert.equal((await stage.ask('city1', { url: ledger })).status, 403);
});

test('numbers of an area are looked up by the area', async () => {
  const [actor, areas] = [await actorOf(KEEPER), await areaTree(runtime)];
  const mine = seen(actor, areas, { subject: sql`c.subject`, area: sql`c.area_id` }, stage.grid.id);
  const plan = await run(runtime, SYSTEM, async ({ db }) => {
    await sql`set local enable_seqscan = off`.execute(db);
    return sql`explain select from place_count c where ${mine}`.execute(db);
  });
  assert.match(JSON.stringify(plan.rows), /Index Cond: \(area_id/);
});

test('the database itself shows nobody else an incident, nor a word of what was said of it', async () => {
  const id = await make({ name: '围栏里的案件' });
  const seen = async (who: string) =>
    run(runtime, await actorOf(who), async (ctx) => {
      const { rows } = await sql<{ n: number }>`
        select ((select count(*) from place where id = ${id}::uuid)
          + (select count(*) from source_statement where subject = ${id}::uuid))::int as n`.execute(ctx.db);
      return rows[0]!.n;
    });
  assert.equal(await seen(KEEPER), 2);
  for (const who of [...OTHERS, 'hotline', 'dept-urban', 'admin', 'security'])
    assert.equal(await seen(who), 0, who);
  const { rows } = await sql<{ n: number; told: boolean }>`
    select ((select count(*) from place_point where place_id = ${id}::uuid)
      + (select count(*) from place_search where place_id = ${id}::uuid))::int as n,
      (select bool_and(scopes = array[actor]) from event where subject = ${id}::uuid) as told`.execute(
    runtime.db,
  );
  assert.deepEqual(rows[0], { n: 0, told: true }, 'no word, no point and no news of it outside the fence');
});

test('an incident keeps no person: no holder, no ID number, no mobile number', async () => {
  const holder = { kind: 'person', id: randomUUID() };
  assert.deepEqual(await refused(KEEPER, incident({}, { holder })), {
    ...{ status: 422, fields: ['holder not_here'] },
  });
  for (const brief of ['嫌疑人 42010119900307663X 已到案', '失主电话13971234567'])
    assert.deepEqual(await refused(KEEPER, incident({ brief })), {
      ...{ status: 422, fields: ['values.brief names_person'] },
    });
  await make({ brief: '涉案 1397 元，案卷 420101199003076631234 号', case_code: '420101199003076632' });
});

test('a code is given once, also where somebody else registered it out of sight', async () => {
  const [, theirs] = [await make({ case_code: 'A-ONCE-1' }), await stage.done('keeperB', { url: '/api/me' })];
  const { center } = await stage.done('keeperB', { url: `/api/areas/${theirs.areas[0].id}` });
  const again = { status: 422, fields: ['values.case_code taken'] };
  assert.deepEqual(await refused(KEEPER, incident({ case_code: 'A-ONCE-1' })), again);
  const far = (case_code: string) => incident({ case_code }, { point: center });
  assert.deepEqual(await refused('keeperB', far('A-ONCE-1')), again);
  const { id } = await stage.post('keeperB', '/api/sites', far('A-ONCE-2'));
  const payload = { version: 1, values: { case_code: 'A-ONCE-1' } };
  const change = await stage.ask('keeperB', { method: 'PATCH', url: `/api/sites/${id}`, payload });
  assert.deepEqual([change.status, change.body.fields?.[0].path], [422, 'values.case_code']);
});

test('a code that somebody else registered out of sight meanwhile does not come back by taking a change back', async () => {
  const theirs = await stage.done('keeperB', { url: '/api/me' });
  const { center } = await stage.done('keeperB', { url: `/api/areas/${theirs.areas[0].id}` });
  const { id } = await stage.post(
    'keeperB',
    '/api/sites',
    incident({ case_code: 'A-BACK-1' }, { point: center }),
  );
  const change = { version: 1, values: { case_code: 'A-BACK-2' } };
  await stage.done('keeperB', { method: 'PATCH', url: `/api/sites/${id}`, payload: change });
  await make({ case_code: 'A-BACK-1' });
  const { version, statements } = await stage.done('keeperB', { url: `/api/sites/${id}` });
  const undo = { version, statement: statements[0].id };
  const back = await stage.ask('keeperB', { method: 'POST', url: `/api/sites/${id}/undo`, payload: undo });
  assert.deepEqual([back.status, back.body.fields?.[0].path], [422, 'values.case_code']);
});

test('whoever draws grids anew is not told whether there are incidents in them', async () => {
  const drawn = async () => {
    await stage.program.settle();
    const url = `/api/areas/${stage.grid.id}/merge-preview`;
    return (await stage.post('admin', url, { with: ['429998001001002'] })).grids[0];
  };
  const before = await drawn();
  assert.equal(before.id, stage.grid.id);
  await make({});
  assert.deepEqual(await drawn(), before);
});

test('it is about a school, a line or an organisation, and found from there', async () => {
  const place = async (subject: string, values: object) =>
    (
      await stage.post('grid1', '/api/sites', {
        client_id: randomUUID(),
        subject,
        values,
        point: stage.point,
      })
    ).id;
  const school = await place('facility', { name: '滨河小学', kind: '11' });
  const car = await place('vehicle', { plate: '鄂A7K707', kind: '01' });
  const id = await make({ name: '校门口纠纷' }, { related: school });
  assert.deepEqual((await read(id)).related, { id: school, name: '滨河小学' });
  const found = await stage.done(KEEPER, { url: `/api/sites?subject=incident&related=${school}` });
  assert.deepEqual(
    found.items.map((item: { id: string }) => item.id),
    [id],
  );
  assert.deepEqual(await refused(KEEPER, incident({}, { related: car })), {
    ...{ status: 422, fields: ['related unknown'] },
  });
  const shop = {
    ...incident({}, { related: school }),
    subject: 'facility',
    values: { name: '店', kind: '11' },
  };
  assert.deepEqual(await refused(KEEPER, shop), { status: 422, fields: ['related not_here'] });
});

test('a change is taken back, and an incident entered wrongly is put out of use', async () => {
  const id = await make({ state: '0' });
  const { version } = await read(id);
  const payload = { version, values: { state: '1' } };
  await stage.done(KEEPER, { method: 'PATCH', url: `/api/sites/${id}`, payload });
  const after = await read(id);
  assert.equal(after.state_name, '已破案（办结）');
  const [last] = after.statements;
  await stage.post(KEEPER, `/api/sites/${id}/undo`, { version: after.version, statement: last.id });
  const back = await read(id);
  assert.deepEqual([back.state, back.statements[0].withdrawn], ['0', true]);
  await stage.post(KEEPER, `/api/sites/${id}/retire`, { version: back.version, reason: '重复登记' });
  assert.ok((await read(id)).retired_at);
});

test('whoever keeps incidents and nothing else still takes back what was said of them', async () => {
  const id = await make({ state: '0' });
  const all = await actorOf(KEEPER);
  const alone = {
    ...all,
    grants: all.grants.filter(({ permission }) => permission.startsWith('incident:')),
  };
  await run(runtime, alone, async (ctx) => {
    const { numAffectedRows } = await sql`
      update source_statement set withdrawn_at = ${ctx.now}::timestamptz where subject = ${id}::uuid`.execute(
      ctx.db,
    );
    assert.equal(Number(numAffectedRows), 1);
  });
});

test('incidents are handed in as a table: known again by number, or by name, place and day; persons are refused', async () => {
  const target = placeSheets.find(({ subject }) => subject === 'incident')!;
  const keeper = await actorOf(KEEPER);
  const handed = async (all: SheetValues[]) => {
    const session = await target.open(runtime, keeper, {});
    const rows = all.map((values, i) => ({ row: i + 2, values, hash: JSON.stringify(values) }));
    const judged = await target.prepare(session, rows);
    const plans = judged.flatMap((each) => ('plan' in each ? [each.plan] : []));
    const verdicts = await run(runtime, SYSTEM, (ctx: Context) =>
      target.write({ ...ctx, actor: keeper }, session, plans),
    );
    return judged.map((each) => ('plan' in each ? verdicts.shift()!.outcome : each.faults[0]!.code));
  };
  const theft = { kind: '盗窃', name: '表格盗窃案', address: '河边', lng, lat };
  const days = ['2026-01-01', '2026-01-02'].map((happened_on) => ({ ...theft, happened_on }));
  assert.deepEqual(await handed(days), ['new', 'new']);
  assert.deepEqual(await handed(days), ['same', 'same']);
  const numbered = { ...theft, case_code: 'A-SHEET-1' };
  assert.deepEqual(await handed([numbered, { ...numbered, state: '1' }]), ['new', 'changed']);
  assert.deepEqual(await handed([{ ...theft, brief: '嫌疑人 42010119900307663X' }]), ['names_person']);
  const targets = async (who: string) =>
    (await stage.done(who, { url: '/api/sheets/targets' })).items.map(
      (item: { subject: string }) => item.subject,
    );
  assert.ok((await targets(KEEPER)).includes('incident'));
  assert.ok(!(await targets('community1')).includes('incident'));
});

test('incidents are a ledger: grouped by grade, changed in the cell', async () => {
  const id = await make({ name: '台账里的案件', level: '01', state: '0' });
  const groups = await stage.done(KEEPER, { url: '/api/ledger/groups?subject=incident&by=level' });
  assert.equal(groups.items.find(({ value }: { value: string }) => value === '01')?.name, '特别重大');
  const payload = { subject: 'incident', version: 1, columns: 'state', values: { state: '1' } };
  const cell = await stage.done(KEEPER, { method: 'PATCH', url: `/api/ledger/rows/${id}`, payload });
  assert.deepEqual(cell.cells, ['已破案（办结）']);
});
