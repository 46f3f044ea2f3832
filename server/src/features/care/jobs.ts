import { sql } from 'kysely';
import { dayOf } from '../../platform/day.ts';
import { dropFiles } from '../../platform/files/files.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { endDuties } from './commands.ts';
import { VISIT_SUBJECT } from './commands.visit.ts';
import { type Counted, recount, recountHouses } from './counts.ts';

interface Moved extends Counted {
  person_id: string;
  house_id: string | null;
  now_area: string;
  now_house: string | null;
  state: string;
  /** The care has not ended before. */
  cared: boolean;
}

/** People in care who are not where their care says: they moved, or are here no longer. */
async function movedOf(ctx: Context, people: readonly string[]): Promise<Moved[]> {
  const { rows } = await sql<Moved>`
    select c.person_id, c.area_id, c.house_id, c.level, c.next_due::text as next_due, p.area_id as now_area, p.house_id as now_house, p.state, c.ended_on is null as cared
    from care_person c join resident_person p on p.id = c.person_id
    where c.person_id = any (${people as string[]}::uuid[])
      and (c.area_id <> p.area_id or c.house_id is distinct from p.house_id or (c.ended_on is null and p.state not in ('present', 'away')))
    order by c.person_id for update of c`.execute(ctx.db);
  return rows;
}

const isHere = ({ state, cared }: Moved): boolean => cared && (state === 'present' || state === 'away');

/** Care goes with the person: to another house, another grid; it ends when the person is here no longer. */
export const careFollower: Subscriber = {
  name: 'care.moves',
  // What a merge does to care it does itself (`careMerge`), and erasing too.
  wants: (kind) => kind === 'person.changed',
  async handle(ctx, events) {
    const moved = await movedOf(ctx, [...new Set(events.map(({ subject }) => subject))]);
    if (moved.length === 0) return;
    const rows = moved.map((each) => ({ ...each, gone: each.cared && !isHere(each) }));
    await sql`
      update care_person c set area_id = m.now_area, house_id = m.now_house, version = c.version + 1,
        ended_on = case when m.gone then ${dayOf(ctx.now)}::date else c.ended_on end,
        ended_why = case when m.gone then '已不在册' else c.ended_why end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(person_id uuid, now_area uuid, now_house uuid, gone boolean)
      where c.person_id = any (${moved.map((each) => each.person_id)}::uuid[]) and c.person_id = m.person_id`.execute(
      ctx.db,
    );
    await endDuties(
      ctx,
      rows.flatMap(({ gone, person_id }) => (gone ? [person_id] : [])),
    );
    for (const table of ['care_duty', 'care_visit'])
      await sql`
        update ${sql.table(table)} d set area_id = p.area_id from resident_person p
        where d.person_id = any (${moved.map((each) => each.person_id)}::uuid[]) and p.id = d.person_id and d.area_id <> p.area_id`.execute(
        ctx.db,
      );
    await recount(
      ctx,
      moved.filter(({ cared }) => cared),
      moved.filter(isHere).map((each) => ({ ...each, area_id: each.now_area })),
    );
    await recountHouses(
      ctx,
      moved.flatMap((each) => [each.house_id, each.now_house]),
    );
  },
};

/** Wipes the care of a person who is erased. */
export async function eraseCare(ctx: Context, person: string): Promise<Record<string, number>> {
  const { rows } = await sql<Counted & { house_id: string | null; ended_on: string | null }>`
    delete from care_person where person_id = ${person}::uuid returning area_id, level, next_due::text as next_due, house_id, ended_on`.execute(
    ctx.db,
  );
  const visits = await sql<{
    id: string;
  }>`select id from care_visit where person_id = ${person}::uuid`.execute(ctx.db);
  await dropFiles(
    ctx,
    VISIT_SUBJECT,
    visits.rows.map(({ id }) => id),
  );
  const wiped = async (table: string) =>
    Number(
      (await sql`delete from ${sql.table(table)} where person_id = ${person}::uuid`.execute(ctx.db))
        .numAffectedRows ?? 0,
    );
  const [care_visit, care_duty] = [await wiped('care_visit'), await wiped('care_duty')];
  await recount(
    ctx,
    rows.filter((row) => row.ended_on === null),
    [],
  );
  await recountHouses(
    ctx,
    rows.map((row) => row.house_id),
  );
  return { care_person: rows.length, care_visit, care_duty };
}
