import pg from 'pg';
import { type Fact, type Flag, measuresOf } from '../server/src/features/insight/facts.ts';
import type { Stage } from '../server/src/features/insight/vocabulary.ts';
import { fillMillion } from './million.ts';

/** What a closed matter leaves behind, each with the hours from the call to its beginning; an open one has the first three. */
const STAGES: readonly (readonly [Stage, string | null])[] = [
  ['report', null],
  ['accept', 'accept'],
  ['dispatch', 'dispatch'],
  ['sign', 'sign'],
  ['handle', 'handle'],
  ['verify', 'verify'],
  ['resolve', 'resolve'],
  ['visit', null],
];
export const FACTS_OF_A_MATTER = STAGES.length;
const DAYS = 365;
const STEPS = ['draw', 'matter', 'matter_party', 'followers'];

/** Of a hundred facts of a stage so many are of each kind. */
const KINDS: readonly (readonly [share: number, late: boolean, flags: Flag[], excluded: boolean])[] = [
  [80, false, ['valid', 'registered', 'main', 'contacted', 'solved', 'satisfied'], false],
  [12, true, ['valid', 'registered', 'main', 'contacted', 'basically'], false],
  [5, true, ['valid', 'registered', 'main', 'extended', 'contacted'], false],
  [1, false, ['valid', 'raised', 'returned', 'reworked', 'reopened'], false],
  [2, true, ['valid'], true],
];

/** Each stage and kind with the measures that the program gives such a fact. */
function variants(): object[] {
  const opened_at = new Date(0);
  const due_at = new Date(24 * 3_600_000);
  let from = 0;
  return KINDS.flatMap(([share, late, flags, excluded], kind) => {
    const [low, high] = [from, from + share];
    from = high;
    return STAGES.map(([stage, clock], k) => {
      const done_at = new Date((late ? 40 : 3) * 3_600_000);
      const fact = {
        stage,
        opened_at,
        due_at,
        done_at,
        outcome: 'done',
        flags,
        excluded: excluded ? 'x' : null,
      };
      const measures = measuresOf(fact as Fact);
      return { k, stage, clock, kind, low, high, late, flags, excluded, measures };
    });
  });
}

/** As the program writes them: done by somebody of the unit, late ones after their day, each with the moment it counts at. */
const FACTS = `
  create unlogged table bench_staff as
    select unit_id, array_agg(account_id order by account_id) as people from account_relation
    where ended_at is null and unit_id is not null group by 1;
  insert into insight_fact (id, subject, stage, clock, type_code, area_1, area_2, area_3, area_4, area_5, area_6, unit_id, account_id,
    opened_at, due_at, done_at, paused, overdue, outcome, flags, excluded, counted_at, measures)
  select case when k = 0 then id else bench_id(created_at, stage || id) end, id, stage, clock, type_code, area_1, area_2, area_3, area_4, area_5, area_6,
    unit, people[1 + bench_pick(h, 21, cardinality(people))], opened, due, done, false, false, 'done', flags, case when excluded then id::text end,
    case when k = 0 then created_at when due < done then due else done end, measures
  from (
    select m.*, v.*, u.unit, s.people, hashtext(m.id::text) as h, created_at + interval '1 hour' * v.k as opened,
      case when v.clock is not null then created_at + interval '1 hour' * (v.k + 24) end as due,
      created_at + interval '1 hour' * (v.k + case when v.k = 0 then 0 when v.late then 40 else 3 end) as done
    from (select *, hashtext('f' || id) as lot from matter) m
    join bench_variant v on bench_pick(m.lot, v.k, 100) >= v.low and bench_pick(m.lot, v.k, 100) < v.high and (not m.open or v.k < 3)
    cross join lateral (select case when v.stage in ('sign', 'handle', 'visit') then m.main_unit when v.k > 0 then m.centre_unit end as unit) u
    left join bench_staff s on s.unit_id = coalesce(u.unit, m.centre_unit)
  ) f`;

const ZERO = `'00000000-0000-0000-0000-000000000000'::uuid`;
/** The sums of the statistical days of a month, as `sums.ts` keeps them one change after the other. */
const SUMS = `
  insert into insight_sum (grain, area_id, bucket, book, day, unit_id, account_id, type_code, n)
  select grain, area, bucket, book, day, unit, account, type_code, jsonb_object_agg(measure, n) from (
    select h.grain, a.area, b.bucket, k.id as book, case b.bucket when 'month' then $1::date else d.day end as day, h.unit, h.account, f.type_code,
      measure, count(*) as n
    from insight_fact f cross join insight_book k
      cross join lateral (select ((f.counted_at at time zone 'Asia/Shanghai') - interval '1 minute' * k.starts)::date as day) d
      cross join lateral unnest(array[f.area_1, f.area_2, f.area_3, f.area_4, f.area_5, f.area_6]) a(area)
      cross join lateral (values ('area', ${ZERO}, ${ZERO}), ('unit', f.unit_id, ${ZERO}), ('person', coalesce(f.unit_id, ${ZERO}), f.account_id)) h(grain, unit, account)
      cross join (values ('day'), ('month')) b(bucket)
      cross join lateral unnest(f.measures) measure
    where f.counted_at > $1::date - interval '2 days' and f.counted_at < $2::date + interval '2 days' and d.day >= $1::date and d.day < $2::date
      and a.area is not null and h.unit is not null and h.account is not null
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9) each
  group by 1, 2, 3, 4, 5, 6, 7, 8`;

async function fillSums(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`
    select to_char(month, 'YYYY-MM-DD') as first, to_char(month + interval '1 month', 'YYYY-MM-DD') as next
    from generate_series(date_trunc('month', now() - interval '${DAYS + 31} days'), now() + interval '31 days', interval '1 month') month`);
  for (const { first, next } of rows) await client.query(SUMS, [first, next]);
}

/** Fills a migrated, empty database with the demo city and about so many facts of the matters of a year, with their sums. */
export async function fillFacts(url: string, facts: number, say: (line: string) => void): Promise<void> {
  const matters = Math.ceil(facts / FACTS_OF_A_MATTER / 1000) * 1000;
  await fillMillion(url, { matters, days: DAYS, only: STEPS, say });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `set maintenance_work_mem = '512MB'; set work_mem = '512MB'; set synchronous_commit = off; set jit = off`,
  );
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    say(`${what}: ${Math.round(performance.now() - begun)} ms`);
  };
  const columns =
    'k int, stage text, clock text, kind int, low int, high int, late boolean, flags text[], excluded boolean, measures text[]';
  await client.query(`create unlogged table bench_variant (${columns})`);
  await client.query(
    `insert into bench_variant select * from jsonb_to_recordset($1::jsonb) as r(${columns})`,
    [JSON.stringify(variants())],
  );
  await timed('insight_fact', () => client.query(FACTS));
  await timed('insight_sum', () => fillSums(client));
  await client.query('drop table bench_variant, bench_staff');
  await timed('vacuum', () => client.query('vacuum analyze'));
  await client.end();
}
