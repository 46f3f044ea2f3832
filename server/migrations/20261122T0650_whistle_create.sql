-- 吹哨报到: what a whistle is beside the matter that it is.

create table whistle (
  matter_id uuid primary key,
  parent_id uuid,
  kind text not null,
  whistler_id uuid not null,
  radius_m int not null,
  created_at timestamptz not null
);
comment on table whistle is 'A whistle: a matter by which somebody calls departments to a place.';
create index whistle_parent on whistle (parent_id, matter_id desc) where parent_id is not null;

create table whistle_scope (
  ref uuid not null,
  matter_id uuid not null,
  side text not null check (side in ('area', 'unit', 'whistler')),
  primary key (ref, matter_id)
);
comment on table whistle_scope is 'In whose lists a whistle stands: the areas around its place, the units called, who blew it.';

create table whistle_party (
  id uuid primary key,
  matter_id uuid not null,
  unit_id uuid not null,
  role text not null check (role in ('main', 'co', 'inform')),
  officer_id uuid,
  state text not null check (state in ('called', 'arrived', 'answered', 'released', 'replaced', 'excused', 'withdrawn', 'informed')),
  called_at timestamptz not null,
  arrive_by timestamptz,
  arrived_at timestamptz,
  result text,
  result_files uuid[] not null default '{}',
  result_by uuid,
  result_at timestamptz,
  left_at timestamptz,
  left_reason text
);
comment on table whistle_party is 'A department in a whistle: called when and as what, arrived, its result, or how its part ended.';
create index whistle_party_matter on whistle_party (matter_id, id);
create unique index whistle_party_once on whistle_party (matter_id, unit_id) where state not in ('released', 'replaced');

create table whistle_arrival (
  id uuid primary key,
  matter_id uuid not null,
  party_id uuid not null,
  unit_id uuid not null,
  account_id uuid not null,
  lng double precision not null,
  lat double precision not null,
  accuracy_m int,
  distance_m int not null,
  far boolean not null,
  far_reason text,
  people int,
  note text,
  files uuid[] not null,
  due_at timestamptz,
  acted_at timestamptz not null,
  received_at timestamptz not null,
  late_seconds int not null
);
comment on table whistle_arrival is 'Each signing in on the spot (报到): where, how far, when done and when received; late_seconds 0 is in time.';
create index whistle_arrival_matter on whistle_arrival (matter_id, id);
create index whistle_arrival_unit on whistle_arrival (unit_id, acted_at);

create table whistle_rating (
  id uuid primary key,
  matter_id uuid not null,
  party_id uuid not null,
  unit_id uuid not null,
  rated_by uuid not null,
  timely int not null check (timely between 1 and 5),
  cooperation int not null check (cooperation between 1 and 5),
  effect int not null check (effect between 1 and 5),
  words text,
  at timestamptz not null
);
comment on table whistle_rating is 'What the whistler thinks of a department; after a rework the newest counts.';
create index whistle_rating_matter on whistle_rating (matter_id, id);
create index whistle_rating_unit on whistle_rating (unit_id, at);

create table whistle_member (
  id uuid primary key,
  matter_id uuid not null,
  kind text not null,
  unit_id uuid,
  name_sealed bytea,
  phone_sealed bytea,
  people int not null check (people > 0),
  added_by uuid not null,
  added_at timestamptz not null,
  arrived_at timestamptz,
  noted_by uuid
);
comment on table whistle_member is 'Response team (力量编组): people called beside the departments; names and phones sealed.';
create index whistle_member_matter on whistle_member (matter_id, id);

create table whistle_on_call (
  id uuid primary key,
  unit_id uuid not null,
  account_id uuid not null,
  area_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  created_by uuid not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  check (to_at > from_at)
);
comment on table whistle_on_call is 'Who of a department is on call for a street or community, from when to when.';
create index whistle_on_call_unit on whistle_on_call (unit_id, to_at desc, id desc);

alter table whistle_member enable row level security;
create policy whistle_member_see on whistle_member for select using (
  actor_is_system()
  or exists (
    select from matter m where m.id = matter_id and not m.confidential
      and array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6] && actor_refs())
  or exists (select from matter_party p where p.matter_id = whistle_member.matter_id and p.ref = any (actor_refs()))
);
create policy whistle_member_add on whistle_member for insert with check (true);
create policy whistle_member_note on whistle_member for update using (true) with check (true);

alter table whistle_arrival enable row level security;
create policy whistle_arrival_see on whistle_arrival for select using (
  actor_is_system()
  or exists (
    select from matter m where m.id = matter_id and not m.confidential
      and array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6] && actor_refs())
  or exists (select from matter_party p where p.matter_id = whistle_arrival.matter_id and p.ref = any (actor_refs()))
);
create policy whistle_arrival_add on whistle_arrival for insert with check (true);
