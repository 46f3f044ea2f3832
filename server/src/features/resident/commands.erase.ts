import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { eraseStatements } from '../source/index.ts';
import { MANUAL, personFor } from './commands.change.ts';
import { SUBJECT } from './folded.ts';
import { ERASE } from './policy.ts';
import { type Batch, batchOf, count, finish } from './receive.ts';
import { idsInto, type Person, personsById } from './row.ts';
import { runPeople } from './run.ts';
import { tellHousemates } from './told.ts';

/** Wipes what a later feature keeps about a person, in the same transaction; says how many rows went, by table. */
export type Eraser = (ctx: Context, person: string) => Promise<Record<string, number>>;
// By the database, which a program keeps where it runs under another clock (the demo city's history).
const erasers = new WeakMap<Runtime['db'], Eraser[]>();

/** Lets a later feature that keeps rows about persons wipe them when one is erased. Call it where the feature adds its routes. */
export function registerEraser(runtime: Runtime, eraser: Eraser): void {
  erasers.set(runtime.db, [...(erasers.get(runtime.db) ?? []), eraser]);
}

async function wipe(ctx: Context, table: string, where: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${where}`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

async function wipeOwn({ ctx, houses }: Batch, id: string): Promise<Record<string, number>> {
  const person = sql`person_id = ${id}::uuid`;
  const homes = await sql<{ house_id: string }>`
    delete from resident_home where ${person} returning house_id`.execute(ctx.db);
  for (const { house_id } of homes.rows) houses.add(house_id);
  // That two records were one stays; where each lived and what went over does not.
  await sql`
    update resident_merge set statements = '{}', homes = '{}', before = '{}' where kept = ${id}::uuid or gone = ${id}::uuid`.execute(
    ctx.db,
  );
  return {
    resident_home: homes.rows.length,
    resident_waiting: await wipe(ctx, 'resident_waiting', person),
    resident_duplicate: await wipe(ctx, 'resident_duplicate', sql`a = ${id}::uuid or b = ${id}::uuid`),
    source_statement: await eraseStatements(ctx, id),
  };
}

/** What is left of the row: that there was somebody, so that the log and who looked can still be read. */
async function hollow(ctx: Context, person: Person, hash: Buffer): Promise<void> {
  await sql`
    update resident_person set name = '已删除', state = 'erased', house_id = null, household_id = null, kin = null, sex = null, birth = null,
      id_print = null, phone_print = null, items = '{}', sealed = null, waiting = '{}', facets = '{}', account_id = null,
      version = version + 1, changed_at = ${ctx.now}::timestamptz, event_hash = ${hash}::bytea where id = ${person.id}::uuid`.execute(
    ctx.db,
  );
  await sql`update resident_household set head_id = null where head_id = ${person.id}::uuid`.execute(ctx.db);
}

/** The records that were merged into one, locked. */
async function mergedInto(ctx: Context, id: string): Promise<Person[]> {
  const people = await personsById(ctx.db, await idsInto(ctx.db, id), true);
  return people.filter(({ state }) => state === 'merged');
}

/** Wipes one record and says so; adds to `erased` how many rows of each table went. */
async function eraseOne(
  batch: Batch,
  person: Person,
  reason: string,
  erased: Record<string, number>,
): Promise<Buffer> {
  const { ctx } = batch;
  const parts = [await wipeOwn(batch, person.id)];
  for (const eraser of erasers.get(ctx.runtime.db) ?? []) parts.push(await eraser(ctx, person.id));
  for (const [table, rows] of parts.flatMap((part) => Object.entries(part)))
    erased[table] = (erased[table] ?? 0) + rows;
  const path = (await areaTree(ctx.runtime)).get(person.area_id)?.path ?? [];
  const hash = record(ctx, {
    ...{ subjectKind: SUBJECT, subject: person.id, kind: 'person.erased', audience: 'staff' as const },
    // Everybody above the grid too: who asked for it waits for it.
    ...{ scopes: [...new Set([...path, person.area_id])], prevHash: person.event_hash },
    data: { reason, erased: { ...erased } },
  });
  await ctx.flush();
  await hollow(ctx, person, hash);
  count(batch, person, -1);
  return hash;
}

/**
 * Erases a person for good: every value, every source's word, every home, and what later features keep. What stays is who looked when, and a proof
 * of what went. Refuses without a reason. Copies in backups end with the backups' own time.
 */
export async function erasePerson(
  runtime: Runtime,
  actor: Actor,
  id: string,
  reason: string,
): Promise<string> {
  const why = reason.trim();
  if (why.length < 4)
    throw badField('reason', 'required', '请写明删除的依据，例如“本人书面申请，2026 年 3 月 2 日”。');
  const areas = await areaTree(runtime);
  return runPeople(runtime, actor, async (ctx) => {
    const person = await personFor(ctx, areas, id, { permission: ERASE });
    const batch = await batchOf(ctx, MANUAL, []);
    const erased: Record<string, number> = {};
    const hash = await eraseOne(batch, person, why, erased);
    // Records that went into this one keep a name and a birthday of their own, and what later features kept of them.
    for (const gone of await mergedInto(ctx, id)) await eraseOne(batch, gone, why, erased);
    await tellHousemates(ctx, batch.houses, MANUAL);
    const proof = uuidv7(ctx.now);
    ctx.write(sql`
      insert into resident_erasure (id, person_id, area_id, reason, erased, actor, at, event_hash)
      values (${proof}::uuid, ${id}::uuid, ${person.area_id}::uuid, ${why}, ${JSON.stringify(erased)}::jsonb, ${actor.id}::uuid,
        ${ctx.now}::timestamptz, ${hash}::bytea)`);
    await finish(batch);
    return proof;
  });
}
