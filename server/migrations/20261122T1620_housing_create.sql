-- Estates, buildings, units and houses (楼盘表): what stands where. Nothing here is about persons, so there is no row-level security.
create table housing_estate (
  id uuid primary key,
  name text not null,
  area_id uuid not null references area,
  address text not null default '',
  address_code text not null default '',
  property_unit_id uuid references account_unit,
  committee jsonb not null default '{}',
  buildings int not null default 0,
  houses int not null default 0,
  created_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1,
  event_hash bytea
);
comment on table housing_estate is '小区: between community and building; its property company handles the matters of its addresses.';
comment on column housing_estate.area_id is 'The community.';
comment on column housing_estate.address_code is '统一标准地址编码; empty when not known.';
comment on column housing_estate.committee is '业主委员会: {stand: none | preparing | elected, name, until}.';
comment on column housing_estate.buildings is 'Its buildings and houses that are not retired, kept in the transaction of each change.';
create index housing_estate_area on housing_estate (area_id, name, id);
create index housing_estate_property on housing_estate (property_unit_id) where property_unit_id is not null;

create table housing_building (
  id uuid primary key,
  estate_id uuid references housing_estate,
  area_id uuid references area,
  area_by text not null check (area_by in ('place', 'hand')),
  name text not null,
  address text not null default '',
  address_code text not null default '',
  kind text not null,
  outline jsonb,
  lng double precision,
  lat double precision,
  floors int not null default 1 check (floors between 0 and 200),
  basement int not null default 0 check (basement between 0 and 20),
  units int not null default 0,
  houses int not null default 0,
  states jsonb not null default '{}',
  source_key text,
  created_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1,
  event_hash bytea,
  check ((lng is null) = (lat is null))
);
comment on column housing_building.area_id is 'The grid; null when the building lies in none (未落格) until somebody places it or a grid is drawn there.';
comment on column housing_building.area_by is 'place: found by its point, and found again when grids are drawn anew; hand: somebody said so, and it stays.';
comment on column housing_building.outline is 'GeoJSON Polygon or MultiPolygon, WGS-84; null when only the point is known.';
comment on column housing_building.units is 'Its units and houses that are not retired, kept in the transaction of each change.';
comment on column housing_building.states is 'How many of its houses are in each state {own, let, empty, care …}: told by whoever knows the people, for the map.';
comment on column housing_building.source_key is 'What the imported file calls it, so that the same file again changes it and makes no second one.';
create index housing_building_area on housing_building (area_id, id);
create index housing_building_estate on housing_building (estate_id, id) where estate_id is not null;
create index housing_building_unplaced on housing_building (id) where area_id is null and retired_at is null;
create unique index housing_building_source on housing_building (source_key) where source_key is not null;

create table housing_unit (
  id uuid primary key,
  building_id uuid not null references housing_building,
  name text not null,
  position int not null,
  unique (building_id, name)
);
comment on column housing_unit.position is 'From the left, as one stands before the building: 1, 2, 3.';

create table housing_house (
  id uuid primary key,
  building_id uuid not null references housing_building,
  unit_id uuid references housing_unit,
  area_id uuid references area,
  floor int not null,
  position int not null,
  number text not null,
  address text not null,
  address_code text not null default '',
  use text not null,
  area_m2 numeric(10, 2) check (area_m2 > 0),
  items jsonb not null default '{}',
  became uuid[] not null default '{}',
  created_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1,
  event_hash bytea
);
comment on column housing_house.area_id is 'The grid of its building, copied in the transaction that changes it there.';
comment on column housing_house.floor is 'Basements are negative: -1, -2.';
comment on column housing_house.number is 'What stands on the door: 502, 1-3, A05.';
comment on column housing_house.became is 'The houses that it was merged or split into, when it was.';
create unique index housing_house_door on housing_house (building_id, unit_id, number) nulls not distinct where retired_at is null;
create index housing_house_area on housing_house (area_id, id);
create index housing_house_number on housing_house (number, building_id) where retired_at is null;

create table housing_search (
  building_id uuid primary key references housing_building,
  doc tsvector not null
);
comment on table housing_search is 'Pairs of Chinese characters and numbers of a building''s name, address and estate; its rooms are found among its houses.';
create index housing_search_doc on housing_search using gin (doc);

create table housing_cell (
  key bigint not null,
  building_id uuid not null references housing_building,
  primary key (key, building_id)
);
comment on table housing_cell is 'Which cells (tiles of zoom 15, x and y interleaved, so that a tile above is one stretch of keys) a building''s outline touches.';
create index housing_cell_building on housing_cell (building_id);

create table housing_cell_version (
  key bigint primary key,
  version int not null
);
comment on table housing_cell_version is 'Counts the changes of a cell: a tile is drawn anew when the sum of its cells has moved.';
