import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { maskPhone } from '../../platform/crypto.ts';
import { addDays, dayOf } from '../../platform/day.ts';
import { badField, notFound } from '../../platform/errors.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { isUuid } from '../../platform/ids.ts';
import { atMost, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { dictionaries } from '../dictionary/index.ts';
import { inReach, mayAt, PERSON, type Person, personItems, reachOf } from '../resident/index.ts';
import { careLevels, type Way } from './levels.ts';
import { answersFor, CARE, type CareRow, MANAGE, readsNotes, seesAt, VISIT } from './policy.ts';
import type { CareCount, CareDetail, CareItem, CareQuery, Duty, Visit } from './schema.ts';

type Item = Static<typeof CareItem>;

/**
 * `answered`: by this actor, who must know whom to ask for at the door; for others names are shown by their right. Of what kind somebody is speaks of
 * health too.
 */
async function itemsFor(ctx: Context, rows: readonly CareRow[], answered = false): Promise<Item[]> {
  const [levels, words] = [await careLevels(ctx.runtime), await dictionaries(ctx.runtime)];
  const areas = await areaTree(ctx.runtime);
  const people = await sql<Person>`
    select ${PERSON} from resident_person p where p.id = any (${rows.map((row) => row.person_id)}::uuid[])`.execute(
    ctx.db,
  );
  const names = new Map(people.rows.map(({ id, name }) => [id, name]));
  const shown = (await personItems(ctx, people.rows)).map((item) =>
    answered ? { ...item, name: names.get(item.id) ?? item.name } : item,
  );
  const byId = new Map(shown.map((item) => [item.id, item]));
  const today = dayOf(ctx.now);
  return rows.flatMap((row) => {
    const person = byId.get(row.person_id);
    if (!person) return [];
    const notes = answered || readsNotes(ctx.actor, row.area_id, areas);
    return [
      {
        ...{
          id: row.person_id,
          person,
          level: row.level,
          kind: notes ? row.kind : null,
          next_due: row.next_due,
          visits: row.visits,
        },
        level_name: levels.get(row.level)?.name ?? row.level,
        kind_name: notes ? words.nameOf('care_kind', row.kind) : '***',
        overdue: row.ended_on === null && row.next_due < today,
        last_visit_at: row.last_visit_at?.toISOString() ?? null,
      },
    ];
  });
}

function dueBy(due: Static<typeof CareQuery>['due'], today: string): RawBuilder<unknown> {
  if (!due) return sql``;
  const until = due === 'overdue' ? addDays(today, -1) : due === 'today' ? today : addDays(today, 7);
  return sql`and c.next_due <= ${until}::date`;
}

/** People in care, the longest overdue first, then who is due next. */
export async function listCare(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof CareQuery>,
): Promise<Page<Item>> {
  const areas = await areaTree(runtime);
  const limit = query.limit ?? 50;
  const [due, person] = query.cursor?.split('|') ?? [];
  if (query.cursor && !(/^\d{4}-\d{2}-\d{2}$/.test(due ?? '') && isUuid(person ?? '')))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return run(runtime, actor, async (ctx) => {
    const after = person ? sql`and (c.next_due, c.person_id) > (${due}::date, ${person}::uuid)` : sql``;
    const level = query.level ? sql`and c.level = ${query.level}` : sql``;
    const one = query.person ? sql`and c.person_id = ${query.person}::uuid` : sql``;
    const { rows } = await sql<CareRow>`
      select ${CARE} from care_person c
      where c.ended_on is null and ${inReach(sql`c.area_id`, reachOf(actor, areas, query.area))} ${dueBy(query.due, dayOf(ctx.now))}
        ${level} ${one} ${after}
      order by c.next_due, c.person_id limit ${atMost(limit + 1)}`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => `${row.next_due}|${row.person_id}`);
    return { items: await itemsFor(ctx, page.items), next: page.next };
  });
}

/** Those an account answers for, the longest overdue first. */
export async function myCare(runtime: Runtime, actor: Actor): Promise<{ items: Item[] }> {
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<CareRow>`
      select ${CARE} from care_person c where c.ended_on is null and c.person_id in (
        select d.person_id from care_duty d where d.account_id = ${actor.id}::uuid and d.to_on is null)
      order by c.next_due, c.person_id limit ${atMost(500)}`.execute(ctx.db);
    return { items: await itemsFor(ctx, rows, true) };
  });
}

interface VisitRow {
  id: string;
  at: Date;
  received_at: Date;
  account_id: string;
  way: Way;
  result: 'well' | 'needs' | 'absent';
  sealed: Buffer;
  point_sealed: Buffer | null;
}

async function visitsOf(ctx: Context, person: string, notes: boolean): Promise<Static<typeof Visit>[]> {
  const { sealer } = ctx.runtime;
  const { rows } = await sql<VisitRow>`
    select id, at, received_at, account_id, way, result, sealed, point_sealed from care_visit
    where person_id = ${person}::uuid order by at desc, id desc limit ${atMost(100)}`.execute(ctx.db);
  const names = await accountNames(ctx.db, [...new Set(rows.map((row) => row.account_id))]);
  if (!notes) return rows.map((row) => ({ ...bare(row, names), text: '***', point: null, files: [] }));
  const files = await sql<{ id: string; subject: string }>`
    select id, subject from file where subject = any (${rows.map((row) => row.id)}::uuid[]) order by id`.execute(
    ctx.db,
  );
  const byVisit = Map.groupBy(files.rows, (file) => file.subject);
  return rows.map((row) => ({
    ...bare(row, names),
    text: sealer.open(row.sealed),
    point: row.point_sealed ? pointOf(sealer.open(row.point_sealed)) : null,
    files: (byVisit.get(row.id) ?? []).map(({ id }) => ({ id, ...fileUrls(id) })),
  }));
}

/** When, how and by whom somebody was visited, without what was found. */
const bare = ({ id, way, result, at, received_at, account_id }: VisitRow, names: Map<string, string>) => ({
  ...{ id, way, result, at: at.toISOString(), received_at: received_at.toISOString() },
  by: names.get(account_id) ?? '',
});

function pointOf(text: string): { lng: number; lat: number } {
  const { lng, lat } = JSON.parse(text) as { lng: number; lat: number };
  return { lng, lat };
}

async function dutiesOf(ctx: Context, person: string): Promise<Static<typeof Duty>[]> {
  const { rows } = await sql<{
    id: string;
    role: Static<typeof Duty>['role'];
    name: string;
    phone_sealed: Buffer | null;
    account_id: string | null;
    from_on: string;
    to_on: string | null;
  }>`
    select id, role, name, phone_sealed, account_id, from_on::text as from_on, to_on::text as to_on from care_duty
    where person_id = ${person}::uuid order by to_on is not null, id limit ${atMost(50)}`.execute(ctx.db);
  return rows.map(({ phone_sealed, account_id, ...row }) => ({
    ...row,
    phone: phone_sealed ? maskPhone(ctx.runtime.sealer.open(phone_sealed)) : null,
    account: account_id !== null,
  }));
}

/** One person in care with visits and who answers; for whoever sees the area, or answers for the person. */
export async function careDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof CareDetail>> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const { rows } =
      await sql<CareRow>`select ${CARE} from care_person c where c.person_id = ${id}::uuid`.execute(ctx.db);
    const [row] = rows;
    const answers = row ? await answersFor(ctx, id) : false;
    if (!row || !(answers || seesAt(actor, row.area_id, areas))) throw notFound('关爱对象');
    const [item] = await itemsFor(ctx, [row], answers);
    if (!item) throw notFound('关爱对象');
    const notes = answers || readsNotes(actor, row.area_id, areas);
    return {
      ...item,
      ...{ why: notes ? row.why : '***', since: row.since, ended_on: row.ended_on, version: row.version },
      duties: await dutiesOf(ctx, id),
      visits_list: await visitsOf(ctx, id, notes),
      abilities: {
        manage: mayAt(actor, MANAGE, row.area_id, areas) && row.ended_on === null,
        visit: (answers || mayAt(actor, VISIT, row.area_id, areas)) && row.ended_on === null,
      },
    };
  });
}

/** How many are cared for and how many visits are late or soon due, from kept counts. */
export async function careCounts(
  runtime: Runtime,
  actor: Actor,
  area: string | undefined,
): Promise<Static<typeof CareCount>> {
  const [areas, levels] = [await areaTree(runtime), await careLevels(runtime)];
  return run(runtime, actor, async (ctx) => {
    const today = dayOf(ctx.now);
    const { rows } = await sql<{
      level: string;
      people: number;
      overdue: number;
      today: number;
      week: number;
    }>`
      select level, sum(people)::int as people, coalesce(sum(people) filter (where due_on < ${today}::date), 0)::int as overdue,
        coalesce(sum(people) filter (where due_on = ${today}::date), 0)::int as today,
        coalesce(sum(people) filter (where due_on between ${today}::date and ${addDays(today, 7)}::date), 0)::int as week
      from care_count c where people <> 0 and ${inReach(sql`c.area_id`, reachOf(actor, areas, area))} group by level`.execute(
      ctx.db,
    );
    const sum = (key: 'people' | 'overdue' | 'today' | 'week') =>
      rows.reduce((total, row) => total + row[key], 0);
    return {
      ...{ people: sum('people'), overdue: sum('overdue'), today: sum('today'), week: sum('week') },
      levels: [...levels.values()].map(({ code, name }) => {
        const row = rows.find((each) => each.level === code);
        return { code, name, people: row?.people ?? 0, overdue: row?.overdue ?? 0 };
      }),
    };
  });
}

/** Whether an actor may see the photos of a visit: whoever reads what was found. */
export async function seesVisit(runtime: Runtime, actor: Actor, visit: string): Promise<boolean> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ person_id: string; area_id: string }>`
      select c.person_id, c.area_id from care_visit v join care_person c on c.person_id = v.person_id where v.id = ${visit}::uuid`.execute(
      ctx.db,
    );
    const [care] = rows;
    return (
      care !== undefined &&
      (readsNotes(actor, care.area_id, areas) || (await answersFor(ctx, care.person_id)))
    );
  });
}
