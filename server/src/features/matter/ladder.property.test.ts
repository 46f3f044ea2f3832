import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import { run } from '../../platform/runtime.ts';
import { createUnit, forgetUnits, loadActor, unitRegistry } from '../account/index.ts';
import { lint, publishCalendar, publishDefinition, publishLadder } from '../workflow/index.ts';
import { act, createMatter } from './index.ts';
import { calendars, flows, histories, ladders } from './ladder.sample.ts';
import { forgetRegistry } from './registry.ts';
import { smallCity } from './sample.ts';
import { sweep } from './sweep.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, clock } = program;
const people = await smallCity(runtime);
const [caller, west] = (await Promise.all(
  [people.caller, people.west].map(async (id) => (await loadActor(runtime.db, id))!),
)) as [Actor, Actor];
const HOUR = 3_600_000;

/** Centres of district and city above the street, and a matter type that runs on the drawn flow. */
async function prepare(): Promise<void> {
  await run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<{ code: string; id: string }>`select code, id from area`.execute(ctx.db);
    const areas = new Map(rows.map(({ code, id }) => [code, id]));
    const city = await createUnit(ctx, {
      code: 'city',
      name: 'city',
      kind: 'centre',
      areaId: areas.get('4299')!,
    });
    const district = await createUnit(ctx, {
      code: 'district',
      name: 'district',
      kind: 'centre',
      areaId: areas.get('429901')!,
      parentId: city.id,
    });
    await sql`update account_unit set parent_id = ${district.id}::uuid where code = 'street'`.execute(ctx.db);
    await sql`insert into matter_type (code, name, workflow_code, position, spec)
      select 'drawn', 'drawn', 'drawn', 99, spec || '{"code": "drawn", "workflow": "drawn", "category_required": false}'
      from matter_type where code = 'city-event'`.execute(ctx.db);
  });
  forgetUnits(runtime);
  forgetRegistry(runtime);
}
await prepare();

/** Closes some of the centres between the lowest and the highest. */
async function closeCentres(missing: readonly string[]): Promise<void> {
  await sql`update account_unit set retired_at = case when code = any (${missing as string[]}::text[]) then now() end
    where code in ('street', 'district')`.execute(runtime.db);
  forgetUnits(runtime);
}

interface Row {
  state: string;
  open: boolean;
  centre_unit: string;
  owner_unit: string | null;
  version: number;
}
const matterOf = async (id: string): Promise<Row> =>
  (
    await sql<Row>`select state, open, centre_unit, owner_unit, version from matter where id = ${id}::uuid`.execute(
      runtime.db,
    )
  ).rows[0]!;

/** After a sweep nothing is left due, and what stands still or has stopped is not waited for. */
async function assertSwept(): Promise<void> {
  const { rows } = await sql`select id from workflow_clock
    where next_at is not null and (next_at <= ${clock.now()}::timestamptz or stopped_at is not null
      or (pauses -> -1 ->> 'from' is not null and pauses -> -1 ->> 'to' is null))`.execute(runtime.db);
  assert.deepEqual(rows, []);
}

async function nextMoment(id: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_at) as at from workflow_clock where subject = ${id}::uuid`.execute(runtime.db);
  return rows[0]!.at;
}

/** Goes from moment to moment, as the sweep does, until `until` or so many of them; the time is then that of the last. */
async function pass(id: string, until: Date, most: number): Promise<void> {
  for (let i = 0; i < most; i += 1) {
    const at = await nextMoment(id);
    if (!at || at > until) break;
    if (at > clock.now()) clock.set(at);
    await sweep(runtime);
    await assertSwept();
  }
}

async function perform(id: string, does: string): Promise<void> {
  const { state, version } = await matterOf(id);
  const action = does === 'go' ? `go-${state}` : does;
  const form = does === 'escalate' ? { reason: '本级解决不了' } : {};
  // A step that the flow does not offer now is refused, as it would be to anybody.
  await act(runtime, west, id, action, { version, form }).catch((error) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

interface Handled {
  clock: string;
  rung: number;
}
async function assertOnce(id: string): Promise<void> {
  const { rows } = await sql<Handled>`
    select data -> 'ladder' ->> 'clock' as clock, (data -> 'ladder' ->> 'rung')::int as rung
    from event where subject = ${id}::uuid and data ? 'ladder' order by seq`.execute(runtime.db);
  for (const rungs of Map.groupBy(rows, ({ clock: of }) => of).values())
    for (const [i, { rung }] of rungs.entries())
      assert.ok(i === 0 || rung > rungs[i - 1]!.rung, JSON.stringify(rungs));
}

test('whatever the flow, the calendar, the ladder and the history: with nobody acting every open matter comes to the top, owned', async () => {
  const units = await unitRegistry(runtime);
  const top = units.byCode('city')!.id;
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        flow: flows,
        calendar: calendars,
        ladder: ladders,
        history: histories,
        missing: fc.subarray(['street', 'district']),
      }),
      async ({ flow, calendar, ladder, history, missing }) => {
        assert.deepEqual(lint(flow, { ladder }), [], 'a drawn flow passes the linter');
        await closeCentres(missing);
        await run(runtime, SYSTEM, async (ctx) => {
          await publishCalendar(ctx, 'standard', calendar);
          await publishLadder(ctx, ladder);
          await publishDefinition(ctx, flow, []);
        });
        const { id } = await createMatter(runtime, caller, {
          client_id: randomUUID(),
          type: 'drawn',
          text: '没有人管的事',
          point: { lng: 114.405, lat: 30.405 },
        });
        for (const { does, hours } of history) {
          const until = new Date(clock.now().getTime() + hours * HOUR);
          await pass(id, until, 40);
          if (until > clock.now()) clock.set(until);
          await sweep(runtime);
          if (does !== 'nothing') await perform(id, does);
        }
        const year = new Date(clock.now().getTime() + 365 * 24 * HOUR);
        for (
          let i = 0;
          i < 60 && (await matterOf(id)).open && (await matterOf(id)).centre_unit !== top;
          i += 1
        )
          await pass(id, year, 5);
        const end = await matterOf(id);
        await assertOnce(id);
        if (!end.open) return;
        checked += 1;
        assert.equal(end.centre_unit, top, `it stands at the top, from ${end.state}`);
        assert.ok(clock.now() < year, 'within a year');
        assert.ok(end.owner_unit, 'somebody answers for it');
        assert.ok(await nextMoment(id), 'and it is not silent there');
        const { rows } =
          await sql`select from task where subject = ${id}::uuid and closed_at is null and kind <> 'reply'`.execute(
            runtime.db,
          );
        assert.ok(rows.length > 0, 'somebody has it to do');
      },
    ),
    { numRuns: 20, endOnFailure: true },
  );
  assert.ok(checked >= 10);
});
