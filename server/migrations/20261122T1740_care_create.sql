-- Care (关爱对象): who is visited how often, by whom, and what was found.
create table care_level (
  code text primary key,
  name text not null,
  every_days int not null check (every_days between 1 and 366),
  ways text[] not null,
  note text not null default '',
  position int not null,
  retired_at timestamptz
);
comment on table care_level is 'How often somebody of this level is visited, and which ways count as a visit: home, phone, video.';

create table care_person (
  person_id uuid primary key references resident_person,
  area_id uuid not null references area,
  house_id uuid,
  level text not null references care_level,
  kind text not null,
  why text not null default '',
  since date not null,
  next_due date not null,
  last_visit_at timestamptz,
  visits int not null default 0,
  ended_on date,
  ended_why text,
  version int not null default 1,
  event_hash bytea not null
);
comment on table care_person is 'A person who is cared for; the area is the person''s and moves with it.';
create index care_person_due on care_person (area_id, next_due, person_id) where ended_on is null;
create index care_person_day on care_person (next_due) where ended_on is null;
create index care_person_house on care_person (house_id) where ended_on is null;

create table care_count (
  area_id uuid not null references area,
  level text not null references care_level,
  due_on date not null,
  people int not null,
  primary key (area_id, level, due_on)
);
comment on table care_count is 'How many of an area are to be visited by which day, kept with each change; overdue is the sum before today.';

create table care_duty (
  id uuid primary key,
  person_id uuid not null references resident_person,
  area_id uuid not null references area,
  role text not null check (role in ('grid_worker', 'doctor', 'police', 'pair', 'family')),
  account_id uuid references account,
  name text not null,
  phone_sealed bytea,
  from_on date not null,
  to_on date
);
comment on table care_duty is 'Who answers for a person: grid worker, doctor, police, the pair (结对), family; with an account where there is one.';
create index care_duty_person on care_duty (person_id, id);
create unique index care_duty_account on care_duty (account_id, person_id, role) where account_id is not null and to_on is null;

create table care_visit (
  id uuid primary key,
  person_id uuid not null references resident_person,
  area_id uuid not null references area,
  account_id uuid not null,
  at timestamptz not null,
  received_at timestamptz not null,
  way text not null check (way in ('home', 'phone', 'video')),
  result text not null check (result in ('well', 'needs', 'absent')),
  sealed bytea not null,
  point_sealed bytea
);
comment on column care_visit.at is 'When the visit was, by the phone''s clock but never later than it reached us; without signal it comes hours later.';
comment on column care_visit.sealed is 'What was found, in words: sealed, since it speaks of health.';
create index care_visit_person on care_visit (person_id, at desc, id desc);

create table care_reminder (
  day date primary key,
  at timestamptz not null
);
comment on table care_reminder is 'The days on which everybody has been reminded.';

do $$
declare
  fenced text;
  inside constant text := '(actor_is_system() or area_id in (select a.id from area a where a.path && actor_areas(''resident'')))';
begin
  foreach fenced in array array['care_person', 'care_duty', 'care_visit'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('create policy %I on %I using %s with check %s', fenced || '_inside', fenced, inside, inside);
  end loop;
end $$;
-- Who answers for somebody sees that person, wherever it lives, as long as the duty lasts.
create policy care_duty_own on care_duty for select using (account_id = actor_id());
create policy care_person_duty on care_person for select
  using (person_id in (select d.person_id from care_duty d where d.account_id = actor_id() and d.to_on is null));
create policy care_visit_duty on care_visit for select
  using (person_id in (select d.person_id from care_duty d where d.account_id = actor_id() and d.to_on is null));
create policy resident_person_duty on resident_person for select
  using (id in (select d.person_id from care_duty d where d.account_id = actor_id() and d.to_on is null));
