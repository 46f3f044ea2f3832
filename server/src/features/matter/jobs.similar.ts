import { type RawBuilder, sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { EventRow } from '../../platform/events.ts';
import { Heaps, inStretches } from '../../platform/heaps.ts';
import { NIL } from '../../platform/ids.ts';
import { openedOr } from '../../platform/keys/printed.ts';
import { atMost } from '../../platform/page.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { areaTree } from '../area/index.ts';
import { tell } from './commands.tell.ts';
import { lockMatter } from './row.ts';
import { MEETING_METRES } from './rules.likely.ts';
import { cellsAround, metres } from './rules.similar.ts';

const PER_CELL = 10;

interface Opened {
  id: string;
  category: string;
  lng: number;
  lat: number;
}

/** With whether calls were on its spot already: only `on conflict` could tell too, at one more record of the log of changes for each. */
interface Followed extends Opened {
  spotted: boolean;
}

interface Count {
  newer: string;
  older: string;
  met: number;
  same: number;
}

/** The newest open matters of each cell that calls asked for, up to each of them. */
async function openInCells(ctx: Context, opened: readonly Opened[]): Promise<Heaps<Opened>> {
  const questions = opened.flatMap((each) =>
    cellsAround(each, MEETING_METRES).map(({ y, x }) => ({ heap: `${y} ${x}`, upTo: each.id, y, x })),
  );
  const { rows } = await sql<Opened & { heap: string }>`
    select c.heap, n.id, n.category, n.lng, n.lat
    from jsonb_to_recordset(${JSON.stringify(inStretches(questions, NIL))}::jsonb) as c(heap text, y int, x int, after uuid, "upTo" uuid)
    cross join lateral (select o.id, coalesce(o.category_code, '') as category, o.lng, o.lat from matter o
      where o.open and o.lat is not null and floor(o.lat * 500)::int = c.y and floor(o.lng * 500)::int = c.x
        and o.id >= c.after and o.id < c."upTo"
      order by o.id desc limit ${atMost(PER_CELL)}) n`.execute(ctx.db);
  const heaps = new Heaps<Opened>(({ id }) => id);
  for (const { heap, ...each } of rows) heaps.add(heap, each);
  return heaps;
}

/** For each of some calls the classes of the open matters within 60 m that were there before, each class once. */
async function classesMet(ctx: Context, opened: readonly Opened[]): Promise<Count[]> {
  if (opened.length === 0) return [];
  const heaps = await openInCells(ctx, opened);
  return opened.flatMap((each) => {
    const met = cellsAround(each, MEETING_METRES)
      .flatMap(({ y, x }) => heaps.newest(`${y} ${x}`, each.id, PER_CELL, ({ id }) => id !== each.id))
      .filter((other) => metres(each, other)! <= MEETING_METRES);
    return [...new Set(met.map(({ category }) => category))].map((older) => ({
      newer: each.category,
      older,
      met: 1,
      same: 0,
    }));
  });
}

function writeMet(ctx: Context, counts: readonly Count[]): void {
  if (counts.length === 0) return;
  ctx.write(sql`
    insert into matter_met (newer, older, met, same)
    select newer, older, sum(met)::int, sum(same)::int
    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as c(newer text, older text, met int, same int)
    group by newer, older order by newer, older
    on conflict (newer, older) do update set met = matter_met.met + excluded.met, same = greatest(0, matter_met.same + excluded.same)`);
}

const spotsOf = (calls: readonly Opened[]): RawBuilder<unknown> => sql`
  (select round(lat * 100000)::int as lat, round(lng * 100000)::int as lng, count(*)::int as n
    from jsonb_to_recordset(${JSON.stringify(calls.map(({ lat, lng }) => ({ lat, lng })))}::jsonb) as o(lat float8, lng float8) group by 1, 2)`;

function writeSpots(ctx: Context, opened: readonly Followed[]): void {
  const [fresh, known] = [opened.filter(({ spotted }) => !spotted), opened.filter(({ spotted }) => spotted)];
  if (fresh.length > 0) ctx.write(sql`insert into matter_spot (lat, lng, n) ${spotsOf(fresh)}`);
  if (known.length === 0) return;
  // The rows are found by these; which of two neighbours it is, the database's own rounding says.
  const lats = known.flatMap(({ lat }) => [Math.floor(lat * 100_000), Math.ceil(lat * 100_000)]);
  ctx.write(
    sql`update matter_spot m set n = m.n + s.n from ${spotsOf(known)} s
      where m.lat = s.lat and m.lng = s.lng and m.lat = any (${lats}::int[])`,
  );
}

interface Together {
  newer: string;
  older: string;
  lead: string;
}

/** The two classes that a merge said were the same thing, or a split said were not. */
async function together(ctx: Context, event: EventRow): Promise<Together | null> {
  const { merged_from: from } = (event.data.form ?? {}) as { merged_from?: string };
  const { rows } = await sql<Together>`
    select coalesce(m.category_code, '') as newer, coalesce(t.category_code, '') as older, t.id as lead
    from matter m, matter t where m.id = ${event.subject}::uuid
      and ${from === undefined ? sql`t.id = m.merged_into` : sql`t.number = ${from}`}`.execute(ctx.db);
  return rows[0] ?? null;
}

/** People who called about a matter or one merged into it, whoever called twice counted once. */
async function countCallers(ctx: Context, lead: string): Promise<number> {
  const { rows } = await sql<{ id: string; caller: string | null; phone: Buffer | null }>`
    with recursive merged as (
      select id, caller_id from matter where id = ${lead}::uuid
      union select m.id, m.caller_id from merged f join matter m on m.merged_into = f.id)
    select f.id, f.caller_id as caller, case when c.phone_index is not null then c.phone_sealed end as phone
    from merged f left join matter_contact c on c.matter_id = f.id`.execute(ctx.db);
  const { sealer } = ctx.runtime;
  return new Set(rows.map(({ id, caller, phone }) => caller ?? (phone && openedOr(sealer, phone)) ?? id))
    .size;
}

/** Writes how many called, and says so in the matter's own story, where nobody is named. */
async function recount(ctx: Context, lead: string): Promise<void> {
  const matter = await lockMatter(ctx.db, SYSTEM, await areaTree(ctx.runtime), lead);
  const callers = await countCallers(ctx, lead);
  if (callers === matter.callers) return;
  tell(ctx, matter, [{ kind: 'joined', audience: 'caller', form: { callers } }]);
  await ctx.flush();
  await sql`update matter set callers = ${callers}::int where id = ${lead}::uuid`.execute(ctx.db);
}

async function follow(ctx: Context, events: EventRow[]): Promise<void> {
  const ids = events.filter(({ kind }) => kind === 'matter.opened').map(({ subject }) => subject);
  const { rows: opened } = await sql<Followed>`
    select m.id, coalesce(m.category_code, '') as category, m.lng, m.lat, s.n is not null as spotted
    from matter m left join matter_spot s on s.lat = round(m.lat * 100000)::int and s.lng = round(m.lng * 100000)::int
    where m.id = any (${ids}::uuid[]) and m.lat is not null and m.lng is not null`.execute(ctx.db);
  const counts = await classesMet(ctx, opened);
  const leads = new Set<string>();
  for (const event of events) {
    if (event.kind === 'matter.opened') continue;
    const pair = await together(ctx, event);
    if (!pair) continue;
    counts.push({
      newer: pair.newer,
      older: pair.older,
      met: 0,
      same: event.kind === 'matter.merge' ? 1 : -1,
    });
    leads.add(pair.lead);
  }
  writeMet(ctx, counts);
  writeSpots(ctx, opened);
  for (const lead of leads) await recount(ctx, lead);
}

const FOLLOWED = new Set(['matter.opened', 'matter.merge', 'matter.split', 'matter.leave']);

/** Keeps what telling duplicates needs: spots that many calls lie on, how classes pair up, and how many people called about a matter. */
export const similarFollower: Subscriber = {
  name: 'matter.similar',
  wants: (kind) => FOLLOWED.has(kind),
  handle: follow,
};
