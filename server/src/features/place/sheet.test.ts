import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { counted } from '../../../test/counted.ts';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { type Context, run } from '../../platform/runtime.ts';
import type { SheetRow, SheetValues } from '../../platform/sheet/target.ts';
import { loadActor } from '../account/index.ts';
import { creditCheck } from '../dictionary/index.ts';
import { placeSheets } from './sheet.ts';

const stage = await openStage();
const { runtime } = stage.program;
const community = (await loadActor(runtime.db, await stage.idOf('community1'), 'program'))!;
const { lng, lat } = stage.point;
const code = (n: number): string => {
  const start = `91429995MA${String(n).padStart(7, '0')}`;
  return start + creditCheck(start);
};

/** What becomes of rows: their outcome, or the code of what is wrong. */
async function handed(
  subject: string,
  all: SheetValues[],
  how: 'write' | 'foresee',
  constants: SheetValues = {},
) {
  const target = placeSheets.find((each) => each.subject === subject)!;
  const session = await target.open(runtime, community, constants);
  const rows = all.map((values, i): SheetRow => ({ row: i + 2, values, hash: JSON.stringify(values) }));
  const judged = await target.prepare(session, rows);
  const plans = judged.flatMap((each) => ('plan' in each ? [each.plan] : []));
  const verdicts = await run(runtime, SYSTEM, (ctx: Context) =>
    target[how]({ ...ctx, actor: community }, session, plans),
  );
  return judged.map((each) => ('plan' in each ? verdicts.shift()!.outcome : each.faults[0]!.code));
}
const both = async (subject: string, row: SheetValues, expected: string, constants: SheetValues = {}) => {
  for (const how of ['foresee', 'write'] as const)
    assert.deepEqual(await handed(subject, [row], how, constants), [expected], how);
};
const found = async (query: string) => (await stage.done('grid1', { url: `/api/sites?${query}` })).items;

test('a row becomes an organisation; the same again is the same, another source that differs waits, a code stays one', async () => {
  const row = { name: '表格里的公司', kind: '01', credit_code: code(1), head_phone: '19900004141', lng, lat };
  await both('organisation', row, 'new', { said_on: '2026-01-05' });
  await both('organisation', row, 'same');
  await both('organisation', { ...row, employees: 9 }, 'changed', { said_on: '2026-01-06' });
  await both('organisation', { ...row, name: '表格里的另一个名字' }, 'waiting', {
    source: 'market',
    said_on: '2026-02-10',
  });
  const { rows } = await sql<{ version: number }>`select version from place where code = ${code(1)}`.execute(
    runtime.db,
  );
  assert.equal(rows[0]!.version, 2, 'what waits writes nothing to the row');
  const [item, ...more] = await found(`subject=organisation&q=${code(1)}`);
  assert.deepEqual([item.name, item.items.employees, more.length], ['表格里的公司', 9, 0]);
  assert.equal(item.masked.head_phone, '199****4141');
  const { values } = await stage.done('grid1', { url: `/api/sites/${item.id}` });
  const name = values.find((value: { code: string }) => value.code === 'name');
  assert.deepEqual(
    name.others.map((other: { text: string; source: string }) => [other.text, other.source]),
    [['表格里的另一个名字', '市场监管']],
  );
});

test('rows in no grid, outside the reach or with an unknown class are refused by cell', async () => {
  const shop = { name: '表格小店', kind: '04' };
  assert.deepEqual(
    await handed(
      'organisation',
      [
        shop,
        { ...shop, lng: 100, lat: 20 },
        { ...shop, grid: '429999001001001' },
        { ...shop, grid: stage.grid.code },
      ],
      'foresee',
    ),
    ['required', 'required', 'outside_reach', 'new'],
  );
  assert.deepEqual(await handed('component', [{ kind: '外星灯', lng, lat }], 'foresee'), ['unknown_kind']);
});

test('components come by the name of their class, vehicles by their plate', async () => {
  await both('component', { kind: '路灯', component_code: '4299980137900001', lng, lat }, 'new');
  await both('component', { kind: '路灯', component_code: '4299980137900001', lng, lat }, 'same');
  const [lamp] = await found('subject=component&q=4299980137900001');
  assert.deepEqual([lamp.kind, lamp.name], ['gbt-c-01-37', '路灯']);
  const car = { plate: '鄂Z8K888', kind: '01', owner_name: '孙小河', lng, lat };
  await both('vehicle', car, 'new');
  await both('vehicle', { ...car, colour: '白' }, 'changed');
  const [vehicle] = await found(`subject=vehicle&q=${encodeURIComponent('鄂Z8K888')}`);
  assert.deepEqual([vehicle.name, vehicle.items.colour], ['鄂Z·**888', '白']);
});

test('a row is what its own source calls it, a component without a code is what it says, and both stay so on the next day', async () => {
  const shop = { name: '同号小店', kind: '04', source_key: '1', lng, lat };
  await both('organisation', shop, 'new', { source: 'market' });
  await both('organisation', { ...shop, name: '别家的一号' }, 'new', { source: 'civil' });
  await both('organisation', { ...shop, phone: '027-1' }, 'changed', { source: 'market' });
  const lamp = { kind: '路灯', address: '路口东', lng, lat };
  await both('component', lamp, 'new');
  await both('component', lamp, 'same');
  await both('component', { ...lamp, address: '路口西' }, 'new');
});

test('components without a point and a number are one in each grid', async () => {
  const { rows } = await sql<{ code: string }>`
    select g.code from area g join area mine on mine.parent_id = g.parent_id and mine.code = ${stage.grid.code}
    where g.level = 'grid' and g.retired_at is null order by g.code limit 2`.execute(runtime.db);
  const lamps = rows.map(({ code: grid }) => ({ kind: '路灯', grid }));
  for (const expected of ['new', 'same'])
    assert.deepEqual(await handed('component', lamps, 'write'), [expected, expected]);
});

test('what was imported before keys carried their source is found again after the upgrade', async () => {
  const shop = { name: '升级小店', kind: '04', source_key: 'U1', lng, lat };
  await both('organisation', shop, 'new', { source: 'market' });
  const file = new URL('../../../migrations/20261123T0001_place_source_key.sql', import.meta.url);
  const [upgrade] = (await readFile(file, 'utf8')).split(';');
  await run(runtime, SYSTEM, async ({ db }) => {
    await sql`update place set source_key = 'U1' where source_key = 'market:U1'`.execute(db);
    await sql.raw(upgrade!).execute(db);
  });
  await both('organisation', { ...shop, name: '升级大店' }, 'changed', { source: 'market' });
  const { rows } = await sql<{ key: string }>`
    select source_key as key from place where source_key like '%U1'`.execute(runtime.db);
  assert.deepEqual(
    rows.map(({ key }) => key),
    ['market:U1'],
  );
});

test('rows that speak of one thing are heard one after the other; what somebody else has registered elsewhere stays', async () => {
  const one = { name: '前后公司', kind: '01', credit_code: code(20), source_key: 'Q20', lng, lat };
  const { credit_code: _, ...byKey } = one;
  assert.deepEqual(await handed('organisation', [one, { ...byKey, employees: 5 }, byKey], 'write'), [
    'new',
    'changed',
    'same',
  ]);
  await both('organisation', { ...byKey, credit_code: code(1) }, 'refused');
  const { rows } = await sql<{ id: string }>`
    select a.id from area a where a.level = 'grid' and a.code = '429999001001001'`.execute(runtime.db);
  await sql`update place set area_id = ${rows[0]!.id}::uuid where code = ${code(20)}`.execute(runtime.db);
  await both('organisation', { ...one, name: '拉过来' }, 'refused');
});

test('five hundred rows of each kind take no more statements than five, new or changed', async () => {
  const of: Record<string, (count: number, more: SheetValues) => SheetValues[]> = {
    organisation: (count, more) =>
      Array.from({ length: count }, (_, i) => ({
        ...{
          name: `多${count}之${i}`,
          kind: '01',
          credit_code: code(10_000 + count + i),
          head_phone: '19900004141',
        },
        ...{ lng, lat, ...more },
      })),
    place: (count, more) =>
      Array.from({ length: count }, (_, i) => ({
        name: `场${count}之${i}`,
        kind: '01',
        address: '一号',
        lng,
        lat,
        ...more,
      })),
    component: (count, more) =>
      Array.from({ length: count }, (_, i) => ({
        kind: '路灯',
        source_key: `L${count}-${i}`,
        lng,
        lat,
        ...more,
      })),
    vehicle: (count, more) =>
      Array.from({ length: count }, (_, i) => ({
        ...{ plate: `鄂Y${10_000 + count + i}`, kind: '01', owner_name: '孙小河', lng, lat },
        ...(more.remark ? { colour: '白' } : {}),
      })),
  };
  for (const [subject, rowsOf] of Object.entries(of)) {
    const target = placeSheets.find((each) => each.subject === subject)!;
    for (const [more, outcome] of [
      [{}, 'new'],
      [{ remark: '改' }, 'changed'],
    ] as const) {
      const taken: number[] = [];
      for (const count of [5, 500]) {
        const session = await target.open(runtime, community, {});
        const rows = rowsOf(count, more).map((values, i): SheetRow => ({ row: i, values, hash: `${i}` }));
        const plans = (await target.prepare(session, rows)).map((each) =>
          'plan' in each ? each.plan : assert.fail(JSON.stringify(each)),
        );
        const { statements, result } = await counted(runtime, (ctx) =>
          target.write({ ...ctx, actor: community }, session, plans),
        );
        assert.deepEqual([...new Set(result.map((each) => each.outcome))], [outcome], subject);
        taken.push(statements);
      }
      assert.equal(taken[1], taken[0], `${subject} ${outcome}: ${taken.join(' beside ')}`);
    }
  }
});
