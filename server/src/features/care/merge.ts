import { type RawBuilder, sql } from 'kysely';
import type { Json } from '../../platform/database/tables.ts';
import { dayOf } from '../../platform/day.ts';
import type { Context } from '../../platform/runtime.ts';
import type { MergeHook, Pair } from '../resident/index.ts';
import { endDuties, tell } from './commands.ts';
import { recount, recountHouses } from './counts.ts';
import { CARE, type CareRow } from './policy.ts';

type Row = Omit<CareRow, 'event_hash'> & { ended_why: string | null };
type Locked = Row & Pick<CareRow, 'event_hash'>;

/** What a merge did to care. */
interface Went {
  visits: string[];
  duties: string[];
  /** Who answers no more: for the record that stays they did already, or nobody is cared for. */
  ended: string[];
  /** The record that went was cared for until then. */
  open: boolean;
  /** The record that stays has the care of the one that went, or none any more. */
  replaced: boolean;
  /** What the record that stays had of its own; null for none. */
  had: Row | null;
}

interface Place {
  person_id: string;
  area_id: string;
  house_id: string | null;
}

async function rowsOf(ctx: Context, pair: readonly string[]): Promise<Map<string, Locked>> {
  const { rows } = await sql<Locked>`
    select ${CARE}, c.ended_why from care_person c where c.person_id = any (${pair as string[]}::uuid[]) order by c.person_id for update`.execute(
    ctx.db,
  );
  return new Map(rows.map((row) => [row.person_id, row]));
}

/** Where a person is, and whether here at all. */
async function placeOf(ctx: Context, id: string): Promise<{ place: Place; here: boolean }> {
  const { rows } = await sql<Place & { state: string }>`
    select id as person_id, area_id, house_id, state from resident_person where id = ${id}::uuid`.execute(
    ctx.db,
  );
  const { state, ...place } = rows[0]!;
  return { place, here: state === 'present' || state === 'away' };
}

/** Visits, or who answers, become another's: all there are, or those that `only` tells of a row `t`. */
async function move(
  ctx: Context,
  table: 'care_visit' | 'care_duty',
  [from, to]: readonly [string, string],
  only: RawBuilder<unknown> = sql`true`,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update ${sql.table(table)} t set person_id = p.id, area_id = p.area_id from resident_person p
    where t.person_id = ${from}::uuid and p.id = ${to}::uuid and ${only} returning t.id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

const among = (ids: readonly string[]): RawBuilder<unknown> => sql`t.id = any (${ids as string[]}::uuid[])`;

/** Who answers for the one answers for the other, nobody twice; for neither when that one is not cared for. */
async function moveDuties(ctx: Context, { kept, gone }: Pair, cared: boolean) {
  const notTwice = sql`not (t.to_on is null and t.account_id is not null and exists (
    select from care_duty o where o.person_id = ${kept}::uuid and o.account_id = t.account_id and o.role = t.role and o.to_on is null))`;
  const before = cared ? [] : await endDuties(ctx, [gone, kept]);
  const duties = await move(ctx, 'care_duty', [gone, kept], notTwice);
  return { duties, ended: [...before, ...(await endDuties(ctx, [gone]))] };
}

async function write(ctx: Context, row: Row, kind: string, before: Buffer | null): Promise<void> {
  const { person_id: person, area_id: area, level, next_due: due } = row;
  const hash = await tell(ctx, person, kind, { area, data: { level, due }, before });
  await ctx.flush();
  await sql`
    insert into care_person as c (person_id, area_id, house_id, level, kind, why, since, next_due, last_visit_at, visits, ended_on, ended_why, event_hash)
    values (${person}::uuid, ${area}::uuid, ${row.house_id}::uuid, ${level}, ${row.kind}, ${row.why}, ${row.since}::date, ${due}::date,
      ${row.last_visit_at}::timestamptz, (select count(*)::int from care_visit v where v.person_id = ${person}::uuid), ${row.ended_on}::date,
      ${row.ended_why}, ${hash}::bytea)
    on conflict (person_id) do update set area_id = excluded.area_id, house_id = excluded.house_id, level = excluded.level,
      kind = excluded.kind, why = excluded.why, since = excluded.since, next_due = excluded.next_due, last_visit_at = excluded.last_visit_at,
      visits = excluded.visits, ended_on = excluded.ended_on, ended_why = excluded.ended_why, version = c.version + 1,
      event_hash = excluded.event_hash`.execute(ctx.db);
}

/** Writes both anew, null for what is no care at all, and counts what became of them. */
async function settle(
  ctx: Context,
  kind: string,
  before: ReadonlyMap<string, Locked>,
  now: ReadonlyMap<string, Row | null>,
): Promise<void> {
  for (const [person, row] of now)
    if (row) await write(ctx, row, kind, before.get(person)?.event_hash ?? null);
    else await sql`delete from care_person where person_id = ${person}::uuid`.execute(ctx.db);
  const rows = [...now.values()].filter((row) => row !== null);
  await recount(ctx, [...before.values()].filter(isOpen), rows.filter(isOpen));
  await recountHouses(
    ctx,
    [...before.values(), ...rows].map(({ house_id }) => house_id),
  );
}

const isOpen = (row: Row | null): boolean => row?.ended_on === null;
const later = (a: Date | null, b: Date | null): Date | null => (a && (!b || a > b) ? a : b);
const bare = ({ event_hash: _, ...row }: Locked): Row => row;

/** What the record that stays is cared for as: what went over, or its own, as long as somebody is here; null for not at all. */
function caredAs(
  mine: Row | undefined,
  own: Row | undefined,
  { place, here, today }: { place: Place; here: boolean; today: string },
): { row: Row | null; replaced: boolean } {
  const over = own !== undefined && (!mine || (!isOpen(mine) && isOpen(own) && here));
  const from = over ? own : mine;
  if (!from) return { row: null, replaced: false };
  const last_visit_at = later(mine?.last_visit_at ?? null, own?.last_visit_at ?? null);
  const ends = isOpen(from) && !here;
  const row = { ...from, ...place, last_visit_at, ...(ends && { ended_on: today, ended_why: '已不在册' }) };
  return { row, replaced: over || ends };
}

/** The care of a record that goes becomes the other's, unless that one is cared for already: nobody is forgotten by it. */
async function merge(ctx: Context, { kept, gone }: Pair): Promise<Json> {
  const before = await rowsOf(ctx, [kept, gone]);
  const [mine, own, today] = [before.get(kept), before.get(gone), dayOf(ctx.now)];
  const { row, replaced } = caredAs(mine, own, { ...(await placeOf(ctx, kept)), today });
  if (!row || !(own || replaced)) return null;
  const visits = await move(ctx, 'care_visit', [gone, kept]);
  const duties = await moveDuties(ctx, { kept, gone }, isOpen(row));
  const now = new Map<string, Row>([[kept, row]]);
  const ended = { ended_on: today, ended_why: '已并入另一条记录' };
  if (own) now.set(gone, { ...own, house_id: null, ...(isOpen(own) && ended) });
  await settle(ctx, 'care.merged', before, now);
  const had = mine ? bare(mine) : null;
  const went: Went = { visits, ...duties, open: isOpen(own ?? null), replaced, had };
  return went as Json;
}

/** What the record that stayed is cared for once the other's care is its own again. */
async function remaining(
  ctx: Context,
  mine: Locked,
  own: Row | undefined,
  { replaced, had }: Went,
): Promise<Row | null> {
  const { place } = await placeOf(ctx, mine.person_id);
  if (had && replaced) return { ...had, ...place };
  const lent = mine.last_visit_at?.getTime() === own?.last_visit_at?.getTime();
  if (had) return { ...mine, ...place, ...(lent && { last_visit_at: had.last_visit_at }) };
  const { rows } =
    await sql`select from care_visit where person_id = ${mine.person_id}::uuid limit 1`.execute(ctx.db);
  if (rows.length === 0) return null;
  return { ...mine, ...place, ended_on: mine.ended_on ?? dayOf(ctx.now), ended_why: '合并已撤销' };
}

/** Visits, who answered, and the care itself go back to whom they came from; visits made since stay with the record that was visited. */
async function undo(ctx: Context, { kept, gone }: Pair, went: Went): Promise<void> {
  const before = await rowsOf(ctx, [kept, gone]);
  const [mine, own] = [before.get(kept), before.get(gone)];
  await move(ctx, 'care_visit', [kept, gone], among(went.visits));
  await move(ctx, 'care_duty', [kept, gone], among(went.duties));
  const now = new Map<string, Row | null>();
  if (mine) now.set(kept, await remaining(ctx, mine, own, went));
  if (own) {
    const { place, here } = await placeOf(ctx, gone);
    now.set(gone, { ...own, ...place, ...(went.open && here && { ended_on: null, ended_why: null }) });
  }
  if (!isOpen(now.get(kept) ?? null)) await endDuties(ctx, [kept]);
  await settle(ctx, 'care.parted', before, now);
  await sql`
    update care_duty t set to_on = null from care_person c
    where ${among(went.ended)} and t.person_id in (${kept}::uuid, ${gone}::uuid) and c.person_id = t.person_id and c.ended_on is null`.execute(
    ctx.db,
  );
}

export const careMerge: MergeHook = { name: 'care', merge, undo };
