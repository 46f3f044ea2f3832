import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { makeVisits, markLate } from './jobs.ts';

const stage = await openStage();
const { runtime } = stage.program;
const DAY = 86_400_000;
const community = stage.grid.ancestors.at(-1).id as string;

const ITEMS = [
  {
    code: 'clear',
    label: '消防通道畅通',
    kind: 'yes_no',
    bad: 'no',
    matter_type: 'city-event',
    category: stage.category,
  },
  { code: 'photo', label: '现场照片', kind: 'photo' },
];
const plan = (more: object = {}) => ({
  client_id: randomUUID(),
  name: '老街消防',
  theme: '消防',
  areas: [community],
  starts_on: '2026-03-02',
  ends_on: '2026-03-29',
  per: 'week',
  times: 2,
  items: ITEMS,
  ...more,
});

async function started(more: object = {}): Promise<string> {
  const { id } = await stage.post('community1', '/api/patrols', plan(more));
  await makeVisits(runtime);
  return id;
}
const visitsOf = async (id: string) =>
  (
    await sql<{
      id: string;
      grid_id: string;
      period: string;
      n: number;
      state: string;
      account_id: string | null;
    }>`
      select id, grid_id, period::text as period, n, state, account_id from patrol_visit where campaign_id = ${id}::uuid`.execute(
      runtime.db,
    )
  ).rows;
const mine = async (id: string, who = 'grid1') =>
  (await stage.done(who, { url: '/api/patrol-visits?limit=200' })).items.filter(
    (each: { campaign: string }) => each.campaign === id,
  );
const submit = async (
  visit: string,
  value: boolean,
  more: { raise?: boolean; client_id?: string } = {},
  who = 'grid1',
) => {
  const files = [await stage.photo(who), await stage.photo(who)];
  const payload = {
    client_id: more.client_id ?? randomUUID(),
    answers: [
      { code: 'clear', value, note: '堆放纸箱', photos: 1, raise: more.raise },
      { code: 'photo', photos: 1 },
    ],
    point: stage.point,
    files,
  };
  return stage.ask(who, { method: 'POST', url: `/api/patrol-visits/${visit}/submit`, payload });
};

/** Days go by; sessions end with them. */
function pass(days: number): void {
  stage.program.clock.advance(days * DAY);
  stage.forget('community1', 'grid1', 'district1', 'communityB', 'grid2');
}

/** What the kept numbers must be, counted anew from the rows themselves. */
async function recountEquals(id: string): Promise<void> {
  const { rows: kept } = await sql`
    select grid_id, planned, done, late, open_late, findings, matters from patrol_count where campaign_id = ${id}::uuid order by grid_id`.execute(
    runtime.db,
  );
  const { rows: counted } = await sql`
    select v.grid_id, count(*)::int as planned, count(*) filter (where state = 'done')::int as done, count(*) filter (where late)::int as late,
      count(*) filter (where late and state <> 'done')::int as open_late,
      (select count(*)::int from patrol_finding f where f.campaign_id = ${id}::uuid and f.grid_id = v.grid_id) as findings,
      (select count(*)::int from patrol_finding f where f.campaign_id = ${id}::uuid and f.grid_id = v.grid_id and f.matter_id is not null) as matters
    from patrol_visit v where campaign_id = ${id}::uuid group by v.grid_id order by v.grid_id`.execute(
    runtime.db,
  );
  assert.deepEqual(kept, counted);
}

test('the preview says how much a campaign asks, and that much is made, period by period', async () => {
  const { client_id: _, name: _n, theme: _t, items: _i, ...planned } = plan();
  const said = await stage.post('community1', '/api/patrols/preview', planned);
  assert.deepEqual([said.periods, said.visits], [4, said.grids * 8]);
  const id = await started();
  assert.equal((await visitsOf(id)).length, said.grids * 2);
  const tasks =
    await sql`select from task where subject_kind = 'patrol' and kind = 'patrol' and closed_at is null`.execute(
      runtime.db,
    );
  assert.ok(tasks.rows.length >= said.grids * 2);
  await recountEquals(id);
});

test('several programs at once, and a restart, make each visit once', async () => {
  const { id } = await stage.post('community1', '/api/patrols', plan());
  await Promise.all([makeVisits(runtime), makeVisits(runtime), makeVisits(runtime)]);
  await makeVisits(runtime);
  const visits = await visitsOf(id);
  assert.equal(new Set(visits.map((each) => `${each.grid_id} ${each.period} ${each.n}`)).size, visits.length);
  await recountEquals(id);
});

test('the same campaign sent again is one', async () => {
  const body = plan();
  for (const _ of [1, 2])
    assert.equal((await stage.post('community1', '/api/patrols', body)).id, body.client_id);
});

test('the grid worker walks the checklist; a finding becomes a matter with its photo, linked both ways, once', async () => {
  const id = await started();
  const [visit] = await mine(id);
  assert.deepEqual([visit.times, visit.items.length], [2, 2]);
  const client_id = randomUUID();
  for (const _ of [1, 2]) {
    const answer = await submit(visit.id, false, { raise: true, client_id });
    assert.equal(answer.status, 200, answer.text);
  }
  assert.equal((await submit(visit.id, true)).body.code, 'not_now');
  const { findings } = await stage.done('grid1', { url: `/api/patrol-visits/${visit.id}` });
  assert.equal(findings.length, 1);
  assert.match(findings[0].said, /消防通道畅通：否：堆放纸箱/);
  const matter = await stage.done('grid1', { url: `/api/matters/${findings[0].matter}` });
  assert.deepEqual([matter.category, matter.source, matter.files.length], [stage.category, 'patrol', 1]);
  const { items } = await stage.done('community1', { url: `/api/patrol-findings?matter=${matter.id}` });
  assert.deepEqual(
    items.map((each: { campaign: string }) => each.campaign),
    [id],
  );
  const again = await stage.post('community1', `/api/patrol-findings/${findings[0].id}/matter`);
  assert.equal(again.matter, matter.id);
  await recountEquals(id);
});

test('a finding that was not asked for at once becomes a matter with one tap later', async () => {
  const id = await started();
  const [visit] = await mine(id);
  await submit(visit.id, false);
  const { items } = await stage.done('community1', { url: `/api/patrols/${id}/findings` });
  assert.deepEqual([items.length, items[0].matter, items[0].files.length], [1, null, 1]);
  const { matter } = await stage.post('community1', `/api/patrol-findings/${items[0].id}/matter`);
  assert.equal((await stage.done('community1', { url: `/api/matters/${matter}` })).type, 'city-event');
  await recountEquals(id);
});

test('two who raise the same finding at one moment make one matter of it', async () => {
  const id = await started();
  const [visit] = await mine(id);
  await submit(visit.id, false);
  const { items } = await stage.done('community1', { url: `/api/patrols/${id}/findings` });
  const raise = (who: string) => stage.post(who, `/api/patrol-findings/${items[0].id}/matter`);
  const answers = await Promise.all(['community1', 'grid1', 'community1'].map(raise));
  assert.equal(new Set(answers.map(({ matter }) => matter)).size, 1);
  const { rows } = await sql`select from matter where client_id = ${items[0].id}::uuid`.execute(runtime.db);
  assert.equal(rows.length, 1);
  await recountEquals(id);
});

test('answers that are missing or miscounted are refused at their item, and nothing is kept', async () => {
  const id = await started();
  const [visit] = await mine(id);
  const payload = { client_id: randomUUID(), answers: [{ code: 'clear', value: true }] };
  const answer = await stage.ask('grid1', {
    method: 'POST',
    url: `/api/patrol-visits/${visit.id}/submit`,
    payload,
  });
  assert.deepEqual([answer.status, answer.body.fields[0].path], [422, 'answers.photo']);
  assert.equal((await mine(id)).length, 2);
});

test('coverage follows what is done and what is overdue, in words, and equals a recount', async () => {
  const id = await started({ times: 1 });
  const at = async () => {
    const { items } = await stage.done('community1', { url: `/api/patrols/${id}/coverage` });
    return items.find((each: { grid: string }) => each.grid === stage.grid.id).coverage;
  };
  assert.equal(await at(), 'none');
  const [visit] = await mine(id);
  await submit(visit.id, true);
  assert.equal(await at(), 'done');
  pass(7);
  await makeVisits(runtime);
  assert.equal(await at(), 'partly');
  pass(7);
  await Promise.all([markLate(runtime), markLate(runtime)]);
  assert.equal(await at(), 'overdue');
  await recountEquals(id);
  const late = (await mine(id))[0];
  assert.ok(late.overdue);
  await submit(late.id, true);
  await recountEquals(id);
});

test('a paused campaign asks nothing new; closing withdraws what is open and tells what it came to', async () => {
  const starts_on = new Date(stage.program.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const id = await started({ starts_on, ends_on: '2026-04-30', per: 'day', times: 1 });
  const before = (await visitsOf(id)).length;
  const move = async (state: string, who = 'community1') => {
    const { version } = await stage.done(who, { url: `/api/patrols/${id}` });
    return stage.ask(who, { method: 'POST', url: `/api/patrols/${id}/state`, payload: { version, state } });
  };
  assert.equal((await move('paused')).status, 200);
  pass(2);
  await makeVisits(runtime);
  assert.equal((await visitsOf(id)).length, before);
  assert.equal((await move('running')).status, 200);
  await makeVisits(runtime);
  assert.equal((await visitsOf(id)).length, before * 2, 'the days of the pause are not made up');
  const [visit] = await mine(id);
  await submit(visit.id, false);
  assert.equal((await move('closed')).status, 200);
  assert.equal((await move('running')).body.code, 'not_now');
  const { report } = await stage.done('community1', { url: `/api/patrols/${id}` });
  assert.deepEqual(
    [report.total.planned, report.total.done, report.found[0].label],
    [before * 2, 1, '消防通道畅通'],
  );
  assert.equal((await mine(id)).length, 0);
  const open =
    await sql`select from task t join patrol_visit v on v.task_id = t.id where v.campaign_id = ${id}::uuid and t.closed_at is null`.execute(
      runtime.db,
    );
  assert.equal(open.rows.length, 0);
});

test("a neighbour community's worker sees nothing of the campaign; in a district-wide one only the own grids", async () => {
  const id = await started();
  const [visit] = await mine(id);
  await submit(visit.id, false);
  for (const other of ['grid2', 'communityB'])
    for (const url of [
      `/api/patrols/${id}`,
      `/api/patrols/${id}/findings`,
      `/api/patrols/${id}/coverage`,
      `/api/patrol-visits/${visit.id}`,
    ])
      assert.equal((await stage.ask(other, { url })).status, 404, `${other} ${url}`);
  const district = stage.grid.ancestors.find((each: { level: string }) => each.level === 'district').id;
  const wide = plan({ areas: [district] });
  await stage.post('district1', '/api/patrols', wide);
  await makeVisits(runtime);
  const [own] = await mine(wide.client_id);
  await submit(own.id, false);
  const seen = async (who: string) =>
    (await stage.done(who, { url: `/api/patrols/${wide.client_id}/findings` })).items.length;
  assert.deepEqual([await seen('community1'), await seen('district1'), await seen('communityB')], [1, 1, 0]);
  const { items } = await stage.done('communityB', { url: `/api/patrols/${wide.client_id}/coverage` });
  assert.ok(items.length > 0 && !items.some((each: { grid: string }) => each.grid === stage.grid.id));
});

test('a campaign is held only where one may: beyond the own area is refused at its field', async () => {
  const district = stage.grid.ancestors.find((each: { level: string }) => each.level === 'district').id;
  const answer = await stage.ask('community1', {
    method: 'POST',
    url: '/api/patrols',
    payload: plan({ areas: [district] }),
  });
  assert.equal(answer.body.fields[0].path, 'areas');
  const backwards = await stage.ask('community1', {
    method: 'POST',
    url: '/api/patrols',
    payload: plan({ ends_on: '2026-03-01' }),
  });
  assert.equal(backwards.body.fields[0].path, 'ends_on');
  const items = [{ ...ITEMS[0], matter_type: 'whistle', category: undefined }];
  const whistles = await stage.ask('community1', {
    ...{ method: 'POST', url: '/api/patrols', payload: plan({ items }) },
  });
  assert.equal(whistles.body.fields[0].path, 'items.0.matter_type', 'what has a page of its own');
});
