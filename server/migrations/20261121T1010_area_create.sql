-- Areas: the tree of divisions down to the grid, its boundaries by version, places to find by name.
create table area (
  id uuid primary key,
  parent_id uuid references area,
  code text not null,
  name text not null,
  level text not null,
  kind text not null default 'ordinary' check (kind in ('ordinary', 'special')),
  path uuid[] not null,
  cluster_id uuid,
  retired_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1,
  constraint area_code_unique unique (code)
);
comment on table area is 'Province, city, district, street, community, grid …: the level is a label, the parent is free.';
comment on column area.code is '12-digit national division code, or 15 characters for a grid (community + 3).';
comment on column area.path is 'Ancestors from the city down, itself last; what lies above the city is left out, so that path[1] is the city.';
comment on column area.kind is 'special = 专属网格: a polygon inside others that wins.';
create index area_parent on area (parent_id, code);
create index area_path on area using gin (path);

create table area_boundary_version (
  version int primary key,
  note text not null,
  actor uuid not null,
  at timestamptz not null,
  report jsonb not null default '{}'
);
create table area_boundary (
  area_id uuid not null references area,
  version int not null references area_boundary_version,
  geometry jsonb,
  primary key (area_id, version)
);
comment on table area_boundary is 'The boundary of an area from this version on; null = it has none any more. WGS-84 GeoJSON.';

create table area_cluster (
  id uuid primary key,
  name text not null,
  parent_id uuid not null references area
);
comment on table area_cluster is '网格服务片: several grids whose staff serve as one.';
alter table area add constraint area_cluster_fk foreign key (cluster_id) references area_cluster;

create table area_place (
  id uuid primary key,
  name text not null,
  address text not null default '',
  kind text not null,
  area_id uuid not null references area,
  lng double precision,
  lat double precision,
  constraint area_place_unique unique (area_id, name, address)
);
comment on table area_place is 'Buildings, compounds and known places: where an address or a building name is.';

create table area_place_key (
  place_id uuid not null references area_place on delete cascade,
  key text not null,
  primary key (place_id, key)
);
comment on table area_place_key is 'What a place is called, one row for each way of writing it: without spaces and marks, 3号楼 as 3栋, with and without the gate.';
create index area_place_key_key on area_place_key (key text_pattern_ops);

create table area_base_layer (
  kind text primary key check (kind in ('road', 'water', 'park', 'building')),
  version int not null default 1
);
comment on table area_base_layer is 'The layers of the base map; the version counts the imports, for what is kept in memory.';
create table area_base (
  id bigint generated always as identity primary key,
  kind text not null references area_base_layer,
  class text not null default '',
  name text not null default '',
  geometry jsonb not null
);
comment on table area_base is 'What our own map shows below the areas: roads, water, parks, buildings. WGS-84 GeoJSON.';
create index area_base_kind on area_base (kind, id);

create table area_import (
  id uuid primary key,
  kind text not null check (kind in ('codes', 'boundaries')),
  file_name text not null,
  options jsonb not null default '{}',
  content text,
  state text not null check (state in ('checking', 'checked', 'applying', 'applied', 'failed')),
  report jsonb not null default '{}',
  boundary_version int references area_boundary_version,
  account_id uuid not null,
  job_id uuid,
  created_at timestamptz not null,
  applied_at timestamptz
);
comment on table area_import is 'An uploaded file of division codes or boundaries: checked first, applied when somebody confirms the report.';
comment on column area_import.content is 'The text of the file until it is applied; then null.';
