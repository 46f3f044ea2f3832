import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Json } from '../../platform/database/tables.ts';
import { dayOf } from '../../platform/day.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { moveFence, readdress, returnTo, type Statement, statementsOf } from '../source/index.ts';
import { MANUAL, personFor, refold } from './commands.change.ts';
import { HOME, SUBJECT } from './folded.ts';
import { hookMerge, hookUndo } from './merge.hooks.ts';
import { DECIDE, mayAt, VIEW } from './policy.ts';
import { type Batch, batchOf, count, finish } from './receive.ts';
import { type Person, personsById } from './row.ts';
import { runPeople } from './run.ts';

const housesIn = (statements: readonly Statement[], people: readonly Person[]): string[] =>
  [...statements.map(({ values }) => values[HOME]), ...people.map(({ house_id }) => house_id)].filter(
    (house) => typeof house === 'string',
  );

/** Homes of the one become the other's; not those that the other has too, and not where the one lives: a person lives where the words say. */
async function moveHomes(
  ctx: Context,
  from: string,
  to: string,
  only?: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update resident_home m set person_id = ${to}::uuid
    where m.person_id = ${from}::uuid ${only ? sql`and m.id = any (${only as string[]}::uuid[])` : sql``}
      and (m.kind <> 'lives' or m.to_on is not null)
      and not exists (select from resident_home o where o.person_id = ${to}::uuid and o.house_id = m.house_id and o.kind = m.kind
        and o.to_on is null and m.to_on is null)
    returning m.id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** What the record that goes still has to do with houses ends: nobody is counted twice. */
async function endRest(ctx: Context, gone: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update resident_home set to_on = greatest(${dayOf(ctx.now)}::date, from_on)
    where person_id = ${gone}::uuid and to_on is null returning id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

async function reopen(ctx: Context, homes: readonly string[], more = sql`true`): Promise<void> {
  await sql`
    update resident_home m set to_on = null where m.id = any (${homes as string[]}::uuid[]) and ${more}
      and not exists (select from resident_home o where o.person_id = m.person_id and o.house_id = m.house_id and o.kind = m.kind
        and o.to_on is null)`.execute(ctx.db);
}

interface Open {
  id: string;
  house_id: string;
}

/** What these persons have to do with houses now. */
async function openHomes(ctx: Context, people: readonly string[]): Promise<Open[]> {
  const { rows } = await sql<Open>`
    select id, house_id from resident_home where person_id = any (${people as string[]}::uuid[]) and to_on is null`.execute(
    ctx.db,
  );
  return rows;
}

/** The record that goes keeps nothing but where it went. */
async function empty(batch: Batch, gone: Person, kept: string): Promise<void> {
  const { ctx } = batch;
  const hash = record(ctx, {
    ...{ subjectKind: SUBJECT, subject: gone.id, kind: 'person.merged', audience: 'staff' as const },
    ...{ scopes: [gone.area_id], data: { kept }, prevHash: gone.event_hash },
  });
  await ctx.flush();
  await sql`
    update resident_person set state = 'merged', merged_into = ${kept}::uuid, house_id = null, household_id = null, items = '{}', sealed = null,
      id_print = null, phone_print = null, waiting = '{}', facets = '{}', account_id = null, version = version + 1,
      changed_at = ${ctx.now}::timestamptz, event_hash = ${hash}::bytea where id = ${gone.id}::uuid`.execute(
    ctx.db,
  );
  await sql`delete from resident_waiting where person_id = ${gone.id}::uuid`.execute(ctx.db);
  count(batch, gone, -1);
  if (gone.house_id) batch.houses.add(gone.house_id);
}

async function decided(ctx: Context, a: string, b: string, as: 'same' | 'different' | null): Promise<void> {
  const [first, second] = [a, b].sort() as [string, string];
  await sql`
    update resident_duplicate set decided = ${as}, decided_by = ${ctx.actor.id}::uuid, decided_at = ${ctx.now}::timestamptz
    where a = ${first}::uuid and b = ${second}::uuid`.execute(ctx.db);
}

/** The account that signs in as a person goes with the record that stays. */
async function moveAccount(ctx: Context, account: string | null, to: string): Promise<void> {
  if (account)
    await sql`update resident_person set account_id = ${account}::uuid where id = ${to}::uuid and account_id is null`.execute(
      ctx.db,
    );
}

async function pairFor(ctx: Context, keep: string, gone: string): Promise<[Person, Person]> {
  if (keep === gone) throw badField('gone', 'same_record', '请选择两条不同的记录。');
  const areas = await areaTree(ctx.runtime);
  // Locked in one order, so that two merges of the same records wait for each other.
  await personsById(ctx.db, [keep, gone], true);
  const kept = await personFor(ctx, areas, keep, { permission: DECIDE });
  return [kept, await personFor(ctx, areas, gone, { permission: DECIDE })];
}

/**
 * Makes two records one: all that was said of the one is said of the other, and what holds is folded anew; where the two differ, items wait to be decided.
 * Refuses whoever may not decide for both. Returns the merge, by which it can be undone.
 */
export async function mergePeople(
  runtime: Runtime,
  actor: Actor,
  { keep, gone }: { keep: string; gone: string },
): Promise<string> {
  return runPeople(runtime, actor, async (ctx) => {
    const [kept, other] = await pairFor(ctx, keep, gone);
    const said = await statementsOf(ctx, [keep, gone]);
    const batch = await batchOf(ctx, MANUAL, housesIn(said, [kept, other]));
    const open = await openHomes(ctx, [keep, gone]);
    for (const { house_id } of open) batch.houses.add(house_id);
    const statements = await readdress(ctx, gone, keep);
    moveFence(ctx, [keep], kept.area_id);
    const homes = await moveHomes(ctx, gone, keep);
    const ended = await endRest(ctx, gone);
    await empty(batch, other, keep);
    await moveAccount(ctx, kept.account_id ? null : other.account_id, keep);
    await decided(ctx, keep, gone, 'same');
    await refold(batch, [kept], { homes: true });
    await ctx.flush();
    const went = await hookMerge(ctx, { kept: keep, gone });
    await finish(batch);
    const still = new Set((await openHomes(ctx, [keep])).map((home) => home.id));
    const left = open.flatMap((home) => (still.has(home.id) || ended.includes(home.id) ? [] : [home.id]));
    const before: MergeRow['before'] = {
      ...{ account: other.account_id, area: other.area_id, house: other.house_id },
      ...{ household: other.household_id, ended, left, went },
    };
    const id = uuidv7(ctx.now);
    ctx.write(sql`
      insert into resident_merge (id, kept, gone, area_id, statements, homes, before, actor, at)
      select ${id}::uuid, p.id, ${gone}::uuid, p.area_id, ${statements}::uuid[], ${homes}::uuid[], ${JSON.stringify(before)}::jsonb,
        ${actor.id}::uuid, ${ctx.now}::timestamptz from resident_person p where p.id = ${keep}::uuid`);
    return id;
  });
}

/** Says that two records are two persons: nobody is asked again. */
export async function keepApart(runtime: Runtime, actor: Actor, a: string, b: string): Promise<void> {
  await runPeople(runtime, actor, async (ctx) => {
    await pairFor(ctx, a, b);
    await decided(ctx, a, b, 'different');
  });
}

interface MergeRow {
  id: string;
  kept: string;
  gone: string;
  statements: string[];
  homes: string[];
  /** Of the record that went, and which homes of it, and of the one that stayed, the merge ended. */
  before: {
    account: string | null;
    area: string;
    house: string | null;
    household: string | null;
    ended: string[];
    left: string[];
    /** What later features must know to give back what went over; none for merges of before they were asked. */
    went?: Record<string, Json>;
  };
}

async function lockMerge(ctx: Context, id: string): Promise<MergeRow & { undone_at: Date | null }> {
  const { rows } = await sql<MergeRow & { undone_at: Date | null }>`
    select id, kept, gone, statements, homes, before, undone_at from resident_merge where id = ${id}::uuid for update`.execute(
    ctx.db,
  );
  if (!rows[0]) throw notFound('合并记录');
  return rows[0];
}

async function revive(ctx: Context, { gone, kept, before }: MergeRow): Promise<void> {
  await sql`update resident_person set merged_into = null, state = 'left' where id = ${gone}::uuid`.execute(
    ctx.db,
  );
  if (!before.account) return;
  await sql`update resident_person set account_id = null where id = ${kept}::uuid and account_id = ${before.account}::uuid`.execute(
    ctx.db,
  );
  await moveAccount(ctx, before.account, gone);
}

/** Takes a merge back: what was said of the record that went is said of it again, and both are folded anew. */
export async function undoMerge(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const areas = await areaTree(runtime);
  await runPeople(runtime, actor, async (ctx) => {
    const merge = await lockMerge(ctx, id);
    const [kept, gone] = await bothOf(ctx, merge);
    for (const { area_id } of [kept, gone])
      if (!mayAt(actor, VIEW, area_id, areas) || !mayAt(actor, DECIDE, area_id, areas))
        throw notFound('合并记录');
    if (merge.undone_at) throw conflict('undone', '这次合并已经撤销过了。');
    standsFor(merge, kept, gone);
    const said = await statementsOf(ctx, [kept.id]);
    const { ended, left, house, household } = merge.before;
    const batch = await batchOf(ctx, MANUAL, housesIn(said, [kept, gone]));
    await returnTo(ctx, kept.id, gone.id, merge.statements);
    moveFence(ctx, [gone.id], gone.area_id);
    await moveHomes(ctx, kept.id, gone.id, merge.homes);
    await reopen(ctx, ended);
    await revive(ctx, merge);
    await decided(ctx, kept.id, gone.id, null);
    // The one that was kept first, and written: an ID number that came with the other must be free again.
    await refold(batch, [kept], { homes: true });
    await ctx.flush();
    await reopen(
      ctx,
      left,
      sql`m.kind <> 'lives' and exists (select from resident_person p where p.id = m.person_id and p.house_id = m.house_id)`,
    );
    const back = { state: 'left' as const, merged_into: null, house_id: house, household_id: household };
    await refold(batch, [{ ...gone, ...back }], { homes: true });
    await ctx.flush();
    await hookUndo(ctx, { kept: kept.id, gone: gone.id }, merge.before.went ?? {});
    for (const { house_id } of await openHomes(ctx, [kept.id, gone.id])) batch.houses.add(house_id);
    ctx.write(sql`
      update resident_merge set undone_at = ${ctx.now}::timestamptz, undone_by = ${actor.id}::uuid where id = ${id}::uuid`);
    await finish(batch);
  });
}

/** Only what stands can be taken back: not after the record that stayed was itself merged, or erased with all that was said. */
function standsFor({ gone: went }: MergeRow, kept: Person, gone: Person): void {
  if (kept.state === 'erased' || gone.state === 'erased')
    throw conflict('erased', '这个人员的信息已按规定删除，合并不能再撤销。');
  if (kept.state === 'merged' || gone.merged_into !== kept.id)
    throw conflict('merged', '合并后的记录后来又并入了另一条，请先撤销后一次合并。', {
      person: kept.merged_into ?? went,
    });
}

async function bothOf(ctx: Context, { kept, gone }: MergeRow): Promise<[Person, Person]> {
  const people = await personsById(ctx.db, [kept, gone], true);
  const byId = new Map(people.map((person) => [person.id, person]));
  return [byId.get(kept)!, byId.get(gone)!];
}
