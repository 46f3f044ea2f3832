-- Findings (研判预警): calls that add up, by place and class or by caller.
create table finding_policy (
  version integer primary key,
  spec jsonb not null,
  published_at timestamptz not null,
  actor uuid not null
);

create table finding_point (
  matter_id uuid primary key,
  group_code text,
  y integer,
  x integer,
  lng double precision,
  lat double precision,
  caller bytea,
  at timestamptz not null
);
comment on table finding_point is 'Each call as what may add up: cell (1/500 of a degree) and group of its class, and whose it is as a keyed fingerprint.';
create index finding_point_place on finding_point (group_code, y, x, at desc) where group_code is not null and y is not null;
create index finding_point_caller on finding_point (caller, at desc) where caller is not null;
alter table finding_point enable row level security;
create policy finding_point_all on finding_point using (actor_is_system()) with check (actor_is_system());

create table finding (
  id uuid primary key,
  kind text not null check (kind in ('place', 'caller')),
  rule text not null,
  rule_name text not null,
  days integer not null,
  radius integer,
  group_code text,
  state text not null default 'open' check (state in ('open', 'closed', 'governed')),
  area_id uuid not null,
  areas uuid[] not null,
  centre_unit uuid,
  lng double precision,
  lat double precision,
  n integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  opened_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  words text,
  matter_id uuid references matter (id),
  version integer not null default 1,
  event_hash bytea not null,
  check ((state = 'open') = (ended_at is null))
);
comment on column finding.area_id is 'The smallest area that holds every call of it, a community at least; areas are its ancestors and itself.';
comment on column finding.group_code is 'The class above those of its calls; null for a caller.';

create table finding_area (
  area_id uuid not null,
  finding_id uuid not null references finding (id),
  kind text not null,
  open boolean not null,
  primary key (area_id, finding_id)
);
comment on table finding_area is 'A finding under each area that holds it: a list is one keyset per area of a reader.';
create index finding_area_list on finding_area (area_id, open, kind, finding_id desc);

create table finding_matter (
  finding_id uuid not null references finding (id),
  matter_id uuid not null references matter (id),
  at timestamptz not null,
  primary key (finding_id, matter_id)
);
create index finding_matter_matter on finding_matter (matter_id);
