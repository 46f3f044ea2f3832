import { sql } from 'kysely';
import { SYSTEM } from '../src/platform/access.ts';
import { type Runtime, run } from '../src/platform/runtime.ts';

/** Every kept count of the registry as it stands beside the same counted from the rows themselves; empty when they agree. */
const CHECKS: Record<string, string> = {
  'resident_count.people': `select area_id::text as key, people as kept,
      (select count(*)::int from resident_person p where p.area_id = c.area_id and p.state in ('present', 'away')) as real from resident_count c`,
  'resident_count.waiting': `select area_id::text as key, waiting as kept,
      (select coalesce(sum(cardinality(waiting)), 0)::int from resident_person p where p.area_id = c.area_id) as real from resident_count c`,
  resident_waiting: `select area_id::text as key, waiting as kept,
      (select count(*)::int from resident_waiting w where w.area_id = c.area_id) as real from resident_count c`,
  'resident_count.households': `select area_id::text as key, households as kept,
      (select count(*)::int from resident_household h where h.area_id = c.area_id and exists (
        select from resident_person p where p.household_id = h.id and p.state in ('present', 'away'))) as real from resident_count c`,
  'resident_household.people': `select id::text as key, people as kept,
      (select count(*)::int from resident_person p where p.household_id = h.id and p.state in ('present', 'away')) as real
      from resident_household h`,
  'household of people': `select p.id::text as key, 1 as kept,
      (select count(*)::int from resident_household h where h.id = p.household_id and h.house_id = p.house_id) as real
      from resident_person p where p.household_id is not null`,
  'resident_house_state.living': `select house_id::text as key, living as kept,
      (select count(*)::int from resident_person p where p.house_id = s.house_id) as real from resident_house_state s`,
  'resident_home.lives': `select p.id::text as key, (p.house_id is not null)::int as kept,
      (select count(*)::int from resident_home m where m.person_id = p.id and m.kind = 'lives' and m.to_on is null) as real from resident_person p`,
  ...Object.fromEntries(
    ['owner', 'tenant', 'registered'].map((kind) => [
      `resident_house_state.${kind}`,
      `select house_id::text as key, ${kind === 'registered' ? kind : `${kind}s`} as kept, (select count(*)::int from resident_home m
        where m.house_id = s.house_id and m.kind = '${kind}' and m.to_on is null) as real from resident_house_state s`,
    ]),
  ),
  'resident_house_state.care': `select house_id::text as key, care as kept, (select count(*)::int from care_person c
      join resident_person p on p.id = c.person_id where p.house_id = s.house_id and c.ended_on is null) as real from resident_house_state s`,
  care_count: `select area_id::text || level || due_on as key, people as kept, (select count(*)::int from care_person p
      where p.area_id = c.area_id and p.level = c.level and p.next_due = c.due_on and p.ended_on is null) as real from care_count c`,
  care_person: `select level as key, sum(people)::int as kept,
      (select count(*)::int from care_person p where p.level = c.level and p.ended_on is null) as real from care_count c group by level`,
  ledger_count: `select segment_id::text || area_id as key, people as kept, (select count(*)::int from ledger_member m
      where m.segment_id = c.segment_id and m.area_id = c.area_id) as real from ledger_count c`,
  'fence of homes': `select m.id::text as key, 1 as kept, (m.area_id = h.area_id)::int as real
      from resident_home m join housing_house h on h.id = m.house_id where m.to_on is null and h.area_id is not null`,
  'fence of statements': `select s.id::text as key, 1 as kept, (s.area_id = p.area_id)::int as real
      from source_statement s join resident_person p on p.id = s.subject where p.state not in ('merged', 'erased')`,
  'fence of what follows': `select f.id::text as key, 1 as kept, (f.area_id = p.area_id)::int as real from (
      select person_id as id, area_id from ledger_member union all select person_id, area_id from ledger_tagged
      union all select person_id, area_id from care_person union all select person_id, area_id from care_visit
      union all select person_id, area_id from care_duty) f
      join resident_person p on p.id = f.id where p.state not in ('merged', 'erased')`,
};

export interface Drift {
  what: string;
  key: string;
  kept: number;
  real: number;
}

/** Where a kept count, or the area a row stands behind, is not what the people themselves come to. */
export async function drifts(runtime: Runtime): Promise<Drift[]> {
  return run(runtime, SYSTEM, async ({ db }) => {
    const found: Drift[] = [];
    for (const [what, query] of Object.entries(CHECKS)) {
      const { rows } = await sql
        .raw<Omit<Drift, 'what'>>(`select key, kept, real from (${query}) q where kept is distinct from real`)
        .execute(db);
      found.push(...rows.map((row) => ({ what, ...row })));
    }
    return found;
  });
}
