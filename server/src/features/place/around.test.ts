import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { changeAreas, publishBoundaries } from '../area/index.ts';

const stage = await openStage();
const { runtime } = stage.program;
const { lng, lat } = stage.point;
const make = async (subject: string, values: object, more: object = {}, who = 'grid1'): Promise<string> => {
  const body = { client_id: randomUUID(), subject, values, point: stage.point, ...more };
  return (await stage.post(who, '/api/sites', body)).id;
};
const read = (id: string, who = 'grid1') => stage.done(who, { url: `/api/sites/${id}` });

async function building(): Promise<string> {
  const id = randomUUID();
  await run(runtime, SYSTEM, async (ctx) => {
    await sql`
      insert into housing_building (id, area_id, area_by, name, kind, lng, lat, created_at)
      values (${id}::uuid, ${stage.grid.id}::uuid, 'place', '滨江大厦', 'office', ${lng}::float8, ${lat}::float8, ${ctx.now}::timestamptz)`.execute(
      ctx.db,
    );
  });
  return id;
}

test('companies of an office building are counted while they sit there, by whom they are seen', async () => {
  const tower = await building();
  const [first, second] = [
    await make('organisation', { name: '大厦一号公司', kind: '01' }),
    await make('organisation', { name: '大厦二号公司', kind: '01' }),
  ];
  const sit = (id: string, more: object = {}) =>
    stage.ask('grid1', {
      method: 'POST',
      url: `/api/sites/${id}/links`,
      payload: { client_id: randomUUID(), kind: 'operates', building: tower, from_on: '2026-01-05', ...more },
    });
  const link = (await sit(first)).body.id;
  assert.equal((await sit(second)).status, 201);
  assert.equal((await sit(second)).body.code, 'linked');
  assert.equal((await sit(second, { kind: 'owns', from_on: '2027-01-01' })).body.fields[0].path, 'from_on');
  const n = async (who = 'grid1') => {
    const { items } = await stage.done(who, { url: '/api/site-buildings' });
    return items.find((item: { id: string }) => item.id === tower)?.organisations;
  };
  assert.deepEqual([await n(), await n('city1'), await n('grid2')], [2, 2, undefined]);
  const inside = async () =>
    (await stage.done('grid1', { url: `/api/sites?subject=organisation&building=${tower}` })).items.length;
  assert.equal(await inside(), 2);
  await stage.post('grid1', `/api/sites/${first}/links/${link}/end`, { to_on: '2026-02-01' });
  assert.deepEqual([await n(), await inside()], [1, 1]);
  const [past] = (await read(first)).links;
  assert.deepEqual([past.building.name, past.from_on, past.to_on], ['滨江大厦', '2026-01-05', '2026-02-01']);
  const { version } = await read(second);
  await stage.post('grid1', `/api/sites/${second}/retire`, { version, reason: '已注销' });
  assert.deepEqual([await n(), await inside()], [undefined, 0]);
});

test('residents see the open facilities around them, the nearest first, and nothing that is not told to them', async () => {
  const at = (east: number) => ({ point: { lng: lng + east, lat }, public: true });
  const near = await make('facility', { name: '幸福食堂甲', kind: '01', phone: '027-87654321' }, at(0.00005));
  const far = await make('facility', { name: '幸福食堂乙', kind: '01' }, at(0.0002));
  const hidden = await make('facility', { name: '内部食堂', kind: '01' }, { point: { lng, lat } });
  const url = `/api/nearby-places?lng=${lng}&lat=${lat}&kind=01`;
  const { body } = await stage.ask(null, { url });
  const ids = body.items.map((item: { id: string }) => item.id);
  assert.ok(ids.indexOf(near) >= 0 && ids.indexOf(near) < ids.indexOf(far));
  assert.equal(ids.indexOf(hidden), -1);
  const first = body.items.find((item: { id: string }) => item.id === near);
  assert.deepEqual([first.phone, first.kind_name], ['027-87654321', '幸福食堂']);
  assert.ok(first.metres > 2 && first.metres < 7, String(first.metres));
  const { version } = await read(near);
  await stage.post('grid1', `/api/sites/${near}/retire`, { version, reason: '已关闭' });
  const after = await stage.ask(null, { url });
  assert.equal(after.text.includes(near), false);
});

test('what is told to everybody must stand on the map, and only facilities are', async () => {
  const ask = async (subject: string, more: object) => {
    const payload = {
      client_id: randomUUID(),
      subject,
      values: { name: '某处地方', kind: '01' },
      public: true,
      ...more,
    };
    return (await stage.ask('grid1', { method: 'POST', url: '/api/sites', payload })).body.fields[0].path;
  };
  assert.equal(await ask('facility', { area: stage.grid.id }), 'point');
  assert.equal(await ask('organisation', { point: stage.point }), 'public');
});

test('a component gets the next number of its county and class, and is known to whoever reads its plate', async () => {
  const kind = 'gbt-c-01-37';
  const [one, two] = [await make('component', { kind }), await make('component', { kind, state: '破损' })];
  const [first, second] = [await read(one), await read(two)];
  assert.match(first.code, /^4299980137\d{6}$/);
  assert.equal(Number(second.code), Number(first.code) + 1);
  assert.deepEqual([second.name, second.state_name], ['路灯', '破损']);
  const { body } = await stage.ask(null, { url: `/api/components/${first.code}` });
  assert.deepEqual([body.kind, body.kind_name], [kind, '路灯']);
  assert.equal((await stage.ask(null, { url: '/api/components/4299980137999999' })).status, 404);
  const given = `${first.code.slice(0, 10)}000777`;
  await make('component', { kind, component_code: given });
  assert.equal(Number((await read(await make('component', { kind }))).code), Number(given) + 1);
});

test('the map shows what stands in its stretch to whom it belongs, never a vehicle', async () => {
  const shop = await make('organisation', { name: '地图上的店', kind: '04' });
  const [west, south, east, north] = [lng - 0.001, lat - 0.001, lng + 0.001, lat + 0.001];
  const box = (from: number) => `west=${from}&south=${south}&east=${east}&north=${north}`;
  const shows = async (who: string, query: string) =>
    (await stage.ask(who, { url: `/api/site-points?subject=organisation&${query}` })).text.includes(shop);
  assert.equal(await shows('grid1', box(west)), true);
  assert.equal(await shows('grid1', box(lng + 0.0005)), false);
  assert.equal(await shows('grid2', box(west)), false);
  const { rows } =
    await sql`select from place_point t join place p on p.id = t.place_id where p.subject = 'vehicle'`.execute(
      runtime.db,
    );
  assert.equal(rows.length, 0);
});

test('when grids are drawn anew, what stands on the map goes along and what was placed by hand stays', async () => {
  const [moving, byHand] = [
    await make('organisation', { name: '跟着网格走的店', kind: '04', head_name: '周小山' }),
    await make('organisation', { name: '手工归网格的店', kind: '04' }, { point: null, area: stage.grid.id }),
  ];
  const { rows: before } = await sql<{ geometry: unknown }>`
    select geometry from area_boundary where area_id = ${stage.grid.id}::uuid order by version desc limit 1`.execute(
    runtime.db,
  );
  const away = {
    type: 'Polygon',
    coordinates: [
      [
        [113, 29],
        [113.001, 29],
        [113.001, 29.001],
        [113, 29.001],
        [113, 29],
      ],
    ],
  };
  const draw = async (geometry: unknown) => {
    await changeAreas(runtime, SYSTEM, (ctx) =>
      publishBoundaries(ctx, {
        note: '重画',
        boundaries: [{ code: stage.grid.code, geometry: geometry as never }],
      }),
    );
    await stage.program.settle();
  };
  await draw(away);
  assert.equal((await stage.ask('grid1', { url: `/api/sites/${moving}` })).status, 404);
  assert.equal((await read(moving, 'city1')).area_id, null);
  assert.equal((await read(byHand)).area_id, stage.grid.id);
  const { items } = await stage.done('grid1', { url: '/api/site-counts?subject=organisation' });
  assert.equal(items.find((item: { kind: string }) => item.kind === '04').n, 1);
  await draw(before[0]!.geometry);
  const back = await read(moving);
  assert.deepEqual([back.area_id, back.masked.head_name], [stage.grid.id, '周**']);
});
