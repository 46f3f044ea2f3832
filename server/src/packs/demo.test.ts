import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { demoTemplate, signIn } from '../../test/demo.ts';
import { testProgram } from '../../test/harness.ts';
import { loadActor, unitRegistry } from '../features/account/index.ts';
import { areaTree, gridAt } from '../features/area/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { run } from '../platform/runtime.ts';
import { loadDefaultPack, loadDemoCity } from './index.ts';

const ACCOUNTS =
  'citizen citizen2 grid1 grid2 community1 street1 district1 city1 dept-urban dept-water property1 hotline admin security auditor';

const program = await testProgram(await demoTemplate());

async function one<T>(query: ReturnType<typeof sql<T>>): Promise<T> {
  return (await query.execute(program.runtime.db)).rows[0]!;
}

test('the city has its two districts, six streets, 24 communities and some 300 grids with boundaries', async () => {
  const levels = Object.groupBy((await areaTree(program.runtime)).all(), (area) => area.level);
  assert.deepEqual(
    ['city', 'district', 'street', 'community'].map((level) => levels[level]?.length),
    [1, 2, 6, 24],
  );
  assert.ok(levels.grid!.length > 290);
  const drawn = await one(sql<{ n: number }>`select count(distinct area_id) as n from area_boundary`);
  assert.equal(drawn.n, (await areaTree(program.runtime)).all().length - 1);
  const { report } = await one(sql<{ report: { counts: Record<string, number> } }>`
    select report from area_boundary_version where version = 1`);
  assert.equal(report.counts.gaps, 0);
  assert.equal(report.counts.overlaps, 0);
});

test('every demo account signs in and stands where it should', async () => {
  const { rows } = await sql<{ username: string }>`
    select username from account where demo_order > 0 order by demo_order`.execute(program.runtime.db);
  assert.deepEqual(
    rows.map((row) => row.username),
    ACCOUNTS.split(' '),
  );
  for (const username of ACCOUNTS.split(' ')) {
    const reply = await program.http.inject({ url: '/api/me', headers: await signIn(program, username) });
    assert.equal(reply.statusCode, 200, username);
  }
});

test('the chain of centres leads from each community to the city, and each community has its property company', async () => {
  const units = await unitRegistry(program.runtime);
  const areas = await areaTree(program.runtime);
  for (const area of areas.all().filter(({ level }) => level === 'community')) {
    const centres = [];
    for (let unit = units.of(area.id, 'centre')[0]; unit; unit = units.get(unit.parentId ?? ''))
      centres.push(unit);
    assert.deepEqual(
      centres.map((unit) => areas.get(unit.areaId)!.level),
      ['community', 'street', 'district', 'city'],
    );
    assert.equal(units.of(area.id, 'property').length, 1);
  }
});

test('each grid has a grid worker whose rights are in that grid', async () => {
  const { rows } = await sql<{ grids: number; workers: number }>`
    select count(distinct a.id) as grids, count(distinct l.area_id) filter (where l.role_code = 'grid_worker') as workers
    from area a left join account_relation l on l.area_id = a.id where a.level = 'grid'`.execute(
    program.runtime.db,
  );
  assert.equal(rows[0]!.grids, rows[0]!.workers);
  const { id } = await one(sql<{ id: string }>`select id from account where username = 'grid1'`);
  const actor = await loadActor(program.runtime.db, id);
  const view = actor!.grants.filter((grant) => grant.permission === 'matter:view-area');
  assert.deepEqual(
    view.map((grant) => (grant.area ? '网格' : '无')),
    ['网格'],
  );
});

test('in the grid of grid1 some are cared for, answered for by that worker, and one visit is late', async () => {
  const headers = await signIn(program, 'grid1');
  const list = async (url: string) => (await program.http.inject({ url, headers })).json().items;
  const cared: { overdue: boolean }[] = await list('/api/care/mine');
  assert.deepEqual([cared.length, cared.filter(({ overdue }) => overdue).length], [3, 1]);
  assert.ok((await list('/api/care?due=overdue')).length >= 1);
  const { rows } = await run(program.runtime, SYSTEM, ({ db }) =>
    sql<{ visits: number; named: number; early: number; late: number }>`
    select count(*)::int as visits, count(a.id)::int as named, count(*) filter (where v.at < c.since)::int as early,
      count(*) filter (where v.received_at > v.at)::int as late
    from care_visit v join care_person c using (person_id) left join account a on a.id = v.account_id`.execute(
      db,
    ),
  );
  const told = rows[0]!;
  assert.ok(told.visits > 10);
  assert.deepEqual(
    [told.named, told.early, told.late],
    [told.visits, 0, 0],
    'somebody came, after the first day',
  );
});

test('points of places lie in the grid the place is said to be in', async () => {
  const { rows } = await sql<{ area_id: string; lng: number; lat: number }>`
    select area_id, lng, lat from area_place where lng is not null order by id limit 300`.execute(
    program.runtime.db,
  );
  let inside = 0;
  for (const { area_id, lng, lat } of rows) {
    const at = await gridAt(program.runtime, lng, lat);
    if (at.grid === area_id) inside += 1;
  }
  // Special grids lie over ordinary ones and win.
  assert.ok(inside >= rows.length - 20, `${inside} of ${rows.length}`);
});

test('loading again changes nothing', async () => {
  const count = () => one(sql<{ n: number }>`select count(*) as n from event`);
  const before = await count();
  assert.equal(await loadDefaultPack(program.runtime), false);
  assert.equal(await loadDemoCity(program), false);
  assert.deepEqual(await count(), before);
});
