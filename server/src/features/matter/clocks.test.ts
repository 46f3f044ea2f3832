import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { publishCalendar } from '../workflow/index.ts';
import { type Ask, askingCity, EAST } from './asking.sample.ts';
import { recountJob } from './jobs.recount.ts';
import { verifyClocks } from './queries.clocks.ts';

const program = await testProgram(await emptyTemplate());
const { clock, runtime } = program;
// A Monday morning.
clock.advance(Date.parse('2026-11-23T09:30:00+08:00') - clock.now().getTime());
const city = await askingCity(program);
/** Sessions do not last as long as these matters. */
const as =
  (name: 'caller' | 'neighbour' | 'west' | 'east'): Ask =>
  async (...call) =>
    (await city.again(name))(...call);
const [caller, neighbour, west, east] = [as('caller'), as('neighbour'), as('west'), as('east')];

const week = Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, ['09:00-12:00', '13:30-17:30']]));
const definition = { name: '标准工作日历', timezone: 'Asia/Shanghai', week };
const publish = (more: object) =>
  run(runtime, SYSTEM, (ctx) => publishCalendar(ctx, 'standard', { ...definition, ...more }));
interface Kept {
  kind: string;
  stopped_at: string | null;
  same: boolean | null;
  why: string;
  moves: { why: string }[];
  pauses: object[];
  calendar: { version: number };
  provisional: boolean;
}
const clocks = async (id: string): Promise<Kept[]> =>
  (await west('GET', `/api/matters/${id}/clocks`)).body.items;

async function suspended(): Promise<string> {
  const { id } = await city.report(caller);
  await city.perform(west, id, 'accept');
  await city.perform(west, id, 'register');
  await city.perform(west, id, 'suspend', { reason: '等待供应商到货', until: '2026-12-10' });
  return id;
}

test('every limit of a matter, those that are over too, is told with its inputs and found again from them', async () => {
  const id = await suspended();
  clock.advance(26 * 3_600_000);
  await city.perform(west, id, 'resume');
  const all = await clocks(id);
  assert.ok(
    all.every(({ same }) => same === true),
    JSON.stringify(all.filter(({ same }) => !same)),
  );
  assert.ok(all.some(({ stopped_at }) => stopped_at !== null));
  const resolve = all.find(({ kind }) => kind === 'resolve')!;
  assert.equal(resolve.pauses.length, 1);
  assert.deepEqual(
    resolve.moves.map(({ why }) => why),
    ['恢复计时，顺延暂停的时间'],
  );
  assert.equal((await caller('GET', `/api/matters/${id}/clocks`)).status, 403);
  assert.equal((await east('GET', `/api/matters/${id}/clocks`)).status, 404);
});

test('a new version of the calendar moves what runs, says so, and leaves what is over as it was', async () => {
  const id = await suspended();
  const closed = (await clocks(id)).filter(({ stopped_at }) => stopped_at);
  const version = await publish({ days: [{ date: '2026-11-25', working: false, name: '停电' }] });
  await program.settle();
  const input = { code: 'standard' };
  await recountJob.work(runtime, { id: '', accountId: '', input, progress: null, report: async () => {} });
  const after = await clocks(id);
  assert.deepEqual(
    after.filter(({ stopped_at }) => stopped_at),
    closed,
  );
  const resolve = after.find(({ kind }) => kind === 'resolve')!;
  assert.equal(resolve.calendar.version, version);
  assert.ok(resolve.moves.some(({ why }) => why.startsWith('工作日历有了新版本')));
  assert.equal(resolve.pauses.length, 1, 'what it stood still stays');
  const { different, checked } = await verifyClocks(runtime);
  assert.ok(checked > 5);
  assert.equal(different, 0);
});

test('what is due beyond the days whose holidays are known is provisional, on the page and in the list', async () => {
  await publish({ horizon: '2026-11-24' });
  const { id } = await city.report(neighbour);
  await city.perform(west, id, 'accept');
  const matter = (await west('GET', `/api/matters/${id}`)).body;
  const resolve = matter.clocks.find(({ kind }: { kind: string }) => kind === 'resolve');
  assert.equal(resolve.provisional, true);
  assert.match(resolve.why, /暂定/);
  assert.equal(matter.due_provisional, Date.parse(matter.due_at) >= Date.parse('2026-11-25T00:00:00+08:00'));
  assert.ok((await clocks(id)).find(({ kind }) => kind === 'resolve')!.provisional);
});

test('a calendar in which nobody works is refused in words, and every limit stays as it was', async () => {
  const before = await sql<{ due_at: Date }>`select due_at from workflow_clock order by id`.execute(
    runtime.db,
  );
  await assert.rejects(publish({ week: {} }), (error: { fields?: { message: string }[] }) => {
    assert.match(JSON.stringify(error.fields), /没有一天上班/);
    return true;
  });
  await program.settle();
  const after = await sql<{ due_at: Date }>`select due_at from workflow_clock order by id`.execute(
    runtime.db,
  );
  assert.deepEqual(after.rows, before.rows);
});

test('a place in another area, and another urgency, keep the start and what was paused', async () => {
  const id = await suspended();
  clock.advance(3_600_000);
  await city.perform(west, id, 'resume');
  const start = (await clocks(id)).find(({ kind }) => kind === 'resolve') as Kept & {
    started_at: string;
    due_at: string;
  };
  const moved = await city.perform(west, id, 'amend', {
    point: EAST,
    priority: 'urgent',
    reason: '地点写错了，且有危险',
  });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  const after = (await east('GET', `/api/matters/${id}/clocks`)).body.items;
  const resolve = after.find(({ kind }: Kept) => kind === 'resolve');
  assert.equal(resolve.started_at, start.started_at);
  assert.equal(resolve.pauses.length, 1);
  assert.match(resolve.why, /应急件减半/);
  assert.ok(resolve.due_at < start.due_at);
  assert.equal(resolve.same, true);
});

test('a due time that nobody can derive from what is kept is found', async () => {
  await sql`update workflow_clock set due_at = due_at + interval '1 day'
    where id = (select id from workflow_clock order by id limit 1)`.execute(runtime.db);
  const { different, first } = await verifyClocks(runtime);
  assert.equal(different, 1);
  assert.equal(first[0]!.due.getTime() - first[0]!.computed.getTime(), 86_400_000);
});
