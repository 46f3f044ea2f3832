-- What is counted of a matter: one row per step somebody had to take in time, and one for its report. Kept from the event log.
create table insight_fact (
  id uuid primary key,
  subject uuid not null,
  stage text not null,
  clock text,
  type_code text not null,
  area_1 uuid not null,
  area_2 uuid,
  area_3 uuid,
  area_4 uuid,
  area_5 uuid,
  area_6 uuid,
  unit_id uuid,
  account_id uuid,
  opened_at timestamptz not null,
  due_at timestamptz,
  done_at timestamptz,
  paused boolean not null,
  overdue boolean not null,
  outcome text not null check (outcome in ('open', 'done', 'dropped', 'void')),
  flags text[] not null,
  excluded text,
  counted_at timestamptz,
  measures text[] not null
);
comment on table insight_fact is 'Follows the event log; recounting the log gives the same rows. Subjects, areas, units and accounts without foreign keys, as in matter.';
comment on column insight_fact.overdue is 'Its time passed before it was done: of an open one set by the clock, so that it counts from then on.';
comment on column insight_fact.counted_at is 'The moment that puts it into a period; null as long as it counts nowhere.';
comment on column insight_fact.measures is 'What it is counted as: a number is how many rows carry the measure, its list is these rows.';
create index insight_fact_subject on insight_fact (subject);
create index insight_fact_stage on insight_fact (stage, counted_at desc, id desc) where counted_at is not null;
create index insight_fact_area_3 on insight_fact (area_3, stage, counted_at desc, id desc) where counted_at is not null;
create index insight_fact_unit on insight_fact (unit_id, stage, counted_at desc, id desc) where counted_at is not null and unit_id is not null;
create index insight_fact_account on insight_fact (account_id, stage, counted_at desc, id desc) where counted_at is not null and account_id is not null;
create index insight_fact_ripening on insight_fact (due_at) where outcome = 'open' and not overdue and not paused;

create table insight_sum (
  grain text not null check (grain in ('area', 'unit', 'person')),
  area_id uuid not null,
  bucket text not null check (bucket in ('day', 'month')),
  starts smallint not null,
  day date not null,
  unit_id uuid not null,
  account_id uuid not null,
  type_code text not null,
  n jsonb not null,
  primary key (grain, area_id, bucket, starts, day, unit_id, account_id, type_code)
);
comment on table insight_sum is 'How many facts carry each measure, per area and all above it, statistical day and month, unit and person there.';
comment on column insight_sum.starts is 'Minutes from midnight (Asia/Shanghai) to the beginning of the statistical day; negative = the day before.';
comment on column insight_sum.unit_id is 'Zeros where the row is not about one unit (or person).';

create table insight_scheme (
  code text not null,
  version integer not null,
  name text not null,
  spec jsonb not null,
  findings jsonb not null,
  published_at timestamptz not null,
  actor uuid not null,
  primary key (code, version)
);
comment on table insight_scheme is 'Indicators and scores as published; a version never changes.';

create table insight_state (
  one boolean primary key default true check (one),
  starts smallint[] not null,
  as_of timestamptz not null
);
comment on table insight_state is 'One row, locked by whoever changes facts and sums: the beginnings of the statistical days that are summed, and up to when deadlines were looked at.';
insert into insight_state (starts, as_of) values ('{0}', '2000-01-01Z');

create function insight_add(a jsonb, b jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, n) filter (where n <> 0), '{}')
  from (select key, sum(value::int) as n from (select * from jsonb_each_text(a) union all select * from jsonb_each_text(b)) as both_sides group by key) as summed
$$;
