import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { openDatabase } from '../../platform/database/open.ts';
import type { EventRow } from '../../platform/events.ts';
import { run } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import { askingCity, EAST, WEST } from '../matter/asking.sample.ts';
import { createMatter } from '../matter/index.ts';
import { closeFinding } from './commands.end.ts';
import { findingFollower } from './jobs.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { runtime, clock } = city.program;
const actorOf = async (name: 'caller' | 'neighbour' | 'west' | 'east' | 'street') =>
  (await loadActor(runtime.db, city.people[name])) as Actor;
const [caller, neighbour, west, street] = await Promise.all(
  (['caller', 'neighbour', 'west', 'street'] as const).map(actorOf),
);

const { body: catalog } = await city.caller('GET', '/api/catalog/categories?type=city-event');
const classes: { code: string; parent: string }[] = catalog.items.filter(
  (each: { selectable: boolean; parent: string | null }) => each.selectable && each.parent,
);
const other = classes.find(({ parent }) => parent !== classes[0]!.parent)!;
const codes = [classes[0]!.code, classes[0]!.code, other.code, undefined];

/** Calls about two corners of each community, by some people, in the course of two months. */
const drawn = fc.record({
  at: fc.constantFrom(WEST, WEST, EAST),
  corner: fc.integer({ min: 0, max: 1 }),
  off: fc.integer({ min: 0, max: 16 }),
  category: fc.constantFrom(...codes),
  who: fc.constantFrom<string>('caller', 'neighbour', '13900000071', '13900000072', '13900000072'),
  kept: fc.constantFrom<string>('open', 'open', 'open', 'anonymous', 'confidential'),
  hours: fc.integer({ min: 0, max: 16 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

const placeOf = ({ at, corner, off }: Pick<Drawn, 'at' | 'corner' | 'off'>) => ({
  lng: at.lng + corner * 0.003,
  lat: at.lat + off * 0.0001,
});

async function open(call: Drawn): Promise<string> {
  clock.advance(call.hours * 3_600_000 + 1000);
  const byPhone = call.who.startsWith('1');
  const { id } = await createMatter(runtime, byPhone ? west! : call.who === 'caller' ? caller! : neighbour!, {
    client_id: randomUUID(),
    type: 'city-event',
    text: '路口的井盖没了',
    point: placeOf(call),
    ...(call.category && { category: call.category }),
    ...(byPhone && { source: 'desk', contact: { phone: call.who } }),
    ...(call.kept === 'anonymous' && { anonymous: true }),
    ...(call.kept === 'confidential' && { confidential: true }),
  });
  return id;
}

const openedSince = async (seq: number): Promise<EventRow[]> =>
  (
    await sql<EventRow>`select * from event where kind = 'matter.opened' and seq > ${seq}::bigint order by seq`.execute(
      runtime.db,
    )
  ).rows;

/** What taking the events so many at a time comes to. Leaves nothing behind. */
const outcome = (events: readonly EventRow[], size: number) =>
  run(runtime, SYSTEM, async (ctx) => {
    for (let i = 0; i < events.length; i += size) {
      await findingFollower.handle(ctx, events.slice(i, i + size));
      await ctx.flush();
    }
    const { rows: findings } = await sql<{ kind: string; state: string; n: number; matters: string[] }>`
      select f.kind, f.rule, f.state, f.area_id, f.areas, f.centre_unit, f.n, f.first_at, f.last_at, f.lng, f.lat,
        (select array_agg(a.area_id order by a.area_id) from finding_area a where a.finding_id = f.id) as seen_in,
        array(select k.matter_id from finding_matter k where k.finding_id = f.id order by k.matter_id) as matters
      from finding f order by f.kind, f.group_code, f.first_at, matters`.execute(ctx.db);
    const { rows: points } = await sql`select * from finding_point order by matter_id`.execute(ctx.db);
    const { rows: grown } = await sql<{ n: number }>`
      select count(*)::int as n from event where kind = 'finding.grown' and xid = pg_current_xact_id()`.execute(
      ctx.db,
    );
    return ctx.undo({ same: { findings, points }, grown: grown[0]!.n });
  }) as Promise<{
    same: {
      findings: { kind: string; state: string; n: number; matters: string[] }[];
      points: { matter_id: string; caller: Buffer | null }[];
    };
    grown: number;
  }>;

test('calls taken together come to the findings of the same calls taken one by one', async () => {
  const seed = Date.now();
  const calls = fc.sample(drawn, { seed, numRuns: 150 });
  // Whatever chance draws: somebody else calls often of a third corner.
  const often = {
    at: WEST,
    corner: -1,
    off: 0,
    category: codes[0],
    who: '13900000079',
    kept: 'open',
    hours: 1,
  } as const;
  calls.splice(100, 0, ...Array<Drawn>(8).fill(often));
  const early: string[] = [];
  for (const call of calls.slice(0, 60)) early.push(await open(call));
  await city.program.settle();
  const { rows: raised } = await sql<{ id: string }>`select id from finding order by id`.execute(runtime.db);
  for (const { id } of raised.filter((_, i) => i % 2 === 0))
    await closeFinding(runtime, street!, id, { version: 1, words: '已经办妥' });
  const [first] = await openedSince(0);
  const { rows: last } = await sql<{ seq: number }>`select max(seq) as seq from event`.execute(runtime.db);
  for (const call of calls.slice(60)) await open(call);
  // Some are corrected meanwhile: now they lie elsewhere.
  const corrected = early.filter((_, i) => i % 4 === 0);
  for (const [i, id] of corrected.entries()) {
    const { lng, lat } = placeOf(calls[i + 60]!);
    await sql`update matter set lng = ${lng}::float8, lat = ${lat}::float8 where id = ${id}::uuid`.execute(
      runtime.db,
    );
  }
  const events = (await openedSince(last[0]!.seq)).flatMap((event, i) =>
    corrected[i] ? [event, { ...first!, kind: 'matter.amend', subject: corrected[i] }] : [event],
  );
  const alone = await outcome(events, 1);
  const before = await outcome([], 1);
  const { findings } = alone.same;
  for (const kind of ['place', 'caller'])
    assert.ok(
      findings.filter((each) => each.kind === kind).length >
        before.same.findings.filter((each) => each.kind === kind).length,
      `some are raised: ${seed}`,
    );
  for (const size of [2, 7, 40, events.length]) {
    const together = await outcome(events, size);
    assert.deepEqual(together.same, alone.same, `${size} at a time, seed ${seed}`);
    assert.ok(together.grown < alone.grown, 'a finding that takes in several tells of it once');
  }
  const members = findings.flatMap(({ kind, matters }) => matters.map((id) => `${kind} ${id}`));
  assert.equal(new Set(members).size, members.length, 'a call counts for one finding of a kind');
});

test('a call whose number no key opens any more is nobody’s, and holds up no other', async () => {
  const { rows } = await sql<{ seq: number }>`select max(seq) as seq from event`.execute(runtime.db);
  const one = { at: EAST, corner: 1, off: 0, category: codes[0], kept: 'open', hours: 1 } as const;
  const [lost, whole] = [
    await open({ ...one, who: '13900000071' }),
    await open({ ...one, who: '13900000072' }),
  ];
  const owner = openDatabase(city.program.ownerUrl, { poolSize: 1 });
  await sql`update matter_contact set phone_sealed = '\\x01630102' where matter_id = ${lost}::uuid`.execute(
    owner,
  );
  await owner.destroy();
  const { points } = (await outcome(await openedSince(rows[0]!.seq), 2)).same;
  const known = (id: string) => points.find(({ matter_id }) => matter_id === id)!.caller !== null;
  assert.deepEqual([known(lost), known(whole)], [false, true]);
});
