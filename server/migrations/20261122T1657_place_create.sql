-- Organisations, facilities and key places, components of the city, vehicles: what is somewhere and is no home.

-- Whose data somebody may read: of the grids within the areas of the right; what lies in no grid, whoever sees a whole city.
create function place_seen(grid uuid) returns boolean language sql stable parallel safe
  return actor_is_system()
    or exists (select from area a where a.id = grid and a.path && actor_areas('place'))
    or (grid is null and exists (select from area t where t.id = any (actor_areas('place')) and cardinality(t.path) <= 1));

create table place (
  id uuid primary key,
  subject text not null check (subject in ('organisation', 'facility', 'component', 'vehicle')),
  kind text not null,
  name text not null,
  code text,
  print bytea,
  state text,
  address text not null default '',
  address_code text,
  area_id uuid references area,
  area_by text not null check (area_by in ('place', 'hand')),
  lng double precision,
  lat double precision,
  public boolean not null default false,
  unit_id uuid references account_unit,
  holder_kind text check (holder_kind in ('person', 'organisation')),
  holder_id uuid,
  parking_id uuid references place,
  items jsonb not null default '{}',
  source_key text,
  created_by uuid not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1,
  event_hash bytea not null,
  check ((lng is null) = (lat is null)),
  check ((holder_kind is null) = (holder_id is null)),
  check (subject = 'facility' or not public)
);
comment on table place is 'The folded values of each, open ones only; retired, never deleted. A vehicle stands behind its area, whose it is being a person''s affair.';
comment on column place.name is 'Of a vehicle its masked plate.';
comment on column place.code is 'Of an organisation the unified social credit code (GB 32100), of a component its 16 digits; each once.';
comment on column place.print is 'Of a vehicle the keyed print of its plate, by which it is found whole.';
comment on column place.area_id is 'The grid it lies in; null in none.';
comment on column place.area_by is 'place: found by its point, and found again when grids are drawn anew; hand: somebody said so, and it stays.';
comment on column place.public is 'Told to everybody: a facility open to residents.';
comment on column place.holder_id is 'Who owns or runs it: an organisation of this table, or a person of the registry.';
comment on column place.items is 'All open values by the codes of the registry, those of the columns among them.';
comment on column place.source_key is 'What an imported file calls it.';
create unique index place_code on place (subject, code) where code is not null and retired_at is null;
create unique index place_print on place (print) where print is not null and retired_at is null;
create index place_newest on place (subject, id desc);
create index place_area on place (subject, area_id, id desc);
create index place_kind on place (subject, kind, id desc);
create index place_holder on place (holder_id) where holder_id is not null;
create index place_source on place (subject, source_key) where source_key is not null;
alter table place enable row level security;
create policy place_fence on place using (subject <> 'vehicle' or place_seen(area_id));

create table place_sealed (
  place_id uuid primary key references place,
  masked jsonb not null,
  sealed bytea not null
);
comment on table place_sealed is 'What is about persons: names, phones, plates. Masked by item for lists; whole as sealed JSON, opened for a purpose.';
alter table place_sealed enable row level security;
create policy place_sealed_fence on place_sealed using (
  exists (select from place p where p.id = place_id and place_seen(p.area_id)));

create policy source_statement_place on source_statement for select using (
  subject_kind in ('organisation', 'place', 'component', 'vehicle') and place_seen(area_id));

create table place_point (
  place_id uuid primary key references place,
  subject text not null,
  kind text not null,
  public boolean not null,
  area_id uuid,
  at point not null
);
comment on table place_point is 'Where what is in use stands, but for vehicles. Apart from the table with a fence: its index could not be asked there.';
create index place_point_at on place_point using gist (at);
create index place_point_public on place_point using gist (at) where public;

create table place_search (
  place_id uuid primary key references place,
  doc tsvector not null
);
comment on table place_search is 'Pairs of Chinese characters and words of name, address and code; of vehicles none.';
create index place_search_doc on place_search using gin (doc);

create table place_link (
  id uuid primary key,
  place_id uuid not null references place,
  kind text not null check (kind in ('operates', 'registered', 'owns')),
  building_id uuid not null references housing_building,
  house_id uuid references housing_house,
  from_on date not null,
  to_on date,
  check (to_on is null or to_on >= from_on)
);
comment on table place_link is 'Where an organisation sits, over time: a house, or a whole building.';
create index place_link_place on place_link (place_id, from_on desc);
create index place_link_building on place_link (building_id) where to_on is null;
create index place_link_house on place_link (house_id) where to_on is null and house_id is not null;

create table place_building (
  building_id uuid primary key references housing_building,
  n int not null
);
comment on table place_building is 'How many organisations sit in a building today, kept in the transaction of each change.';
create index place_building_most on place_building (n desc, building_id desc) where n > 0;

create table place_look (
  id uuid primary key,
  place_id uuid not null references place,
  items text[] not null,
  account_id uuid not null,
  purpose text not null,
  at timestamptz not null
);
comment on table place_look is 'Each unmasking, with its purpose.';
create index place_look_place on place_look (place_id, id desc);

create table place_count (
  area_id uuid,
  subject text not null,
  kind text not null,
  n int not null,
  constraint place_count_once unique nulls not distinct (area_id, subject, kind)
);
comment on table place_count is 'How many of each kind a grid holds, retired ones left out; folded from the event log.';

create table place_number (
  prefix text primary key,
  next int not null
);
comment on table place_number is 'The next running number of component codes, per county and class.';

revoke delete on place, place_link, place_look from huying_app;
