-- Matters: a call and its answer.
create table matter_type (
  code text primary key,
  name text not null,
  workflow_code text not null,
  position int not null,
  spec jsonb not null,
  retired_at timestamptz
);

create table matter_category (
  code text primary key,
  scheme text not null,
  name text not null,
  parent_code text references matter_category,
  kind text not null,
  type_code text,
  offered boolean not null default true,
  specialty text,
  keywords text[] not null default '{}',
  conditions jsonb not null default '[]',
  default_condition text,
  position int not null,
  retired_at timestamptz
);
comment on column matter_category.conditions is 'Registration condition, closing condition and limit: limits belong to the condition, not to the category.';

create table matter_responsibility (
  id uuid primary key,
  type_code text references matter_type,
  category_code text references matter_category,
  area_id uuid not null references area,
  unit_id uuid not null references account_unit,
  role text not null check (role in ('main', 'co', 'inform')),
  priority int not null default 0,
  created_at timestamptz not null
);
create index matter_responsibility_category on matter_responsibility (category_code);
create index matter_responsibility_unit on matter_responsibility (unit_id);

create table matter (
  id uuid primary key,
  number text not null constraint matter_number_unique unique,
  type_code text not null,
  workflow_code text not null,
  workflow_version int not null,
  state text not null,
  open boolean not null,
  level text,
  priority text not null default 'ordinary' check (priority in ('ordinary', 'urgent', 'assigned')),
  channel text not null,
  title text not null,
  text text not null,
  category_code text,
  condition_code text,
  lng double precision,
  lat double precision,
  address text not null default '',
  placed_by text not null,
  area_id uuid not null,
  area_1 uuid not null, area_2 uuid, area_3 uuid, area_4 uuid, area_5 uuid, area_6 uuid,
  boundary_version int not null,
  anonymous boolean not null default false,
  confidential boolean not null default false,
  answers jsonb not null default '{}',
  caller_id uuid,
  centre_unit uuid not null,
  property_unit uuid,
  owner_unit uuid,
  main_unit uuid,
  public_reply text,
  memory jsonb not null default '{}',
  merged_into uuid references matter,
  parent_id uuid references matter,
  created_by uuid not null,
  client_id uuid not null,
  version int not null default 1,
  event_hash bytea not null,
  cover_file uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  due_at timestamptz,
  constraint matter_client_unique unique (created_by, client_id)
);
comment on column matter.due_at is 'When the nearest of its running clocks is due; kept by whatever starts, stops or moves one, so that a list asks no clock.';
comment on table matter is 'A call and its answer. Types, classes, areas, units and accounts are named without foreign keys: a check of each would lock the same few rows (one city, one centre) for every call at once. Instead the application cannot delete them.';
comment on column matter.id is 'UUIDv7 of created_at: the order of ids is the order of time, and the key of every list.';
comment on column matter.area_1 is 'The city; area_2 … are its descendants down to area_id (district, street, community, grid where levels are usual).';
comment on column matter.memory is 'What the workflow remembers: counters, previous state, since when it is in this state, whether a return is pending.';
comment on column matter.placed_by is 'point, photo, address, chosen: how the area was found.';
create index matter_area_2 on matter (area_2, id desc);
create index matter_area_3 on matter (area_3, id desc);
create index matter_area_4 on matter (area_4, id desc);
create index matter_area_5 on matter (area_5, id desc);
create index matter_area_6 on matter (area_6, id desc) where area_6 is not null;
create index matter_open_all on matter (state, id desc) where open;
create index matter_open_id on matter (id desc) where open;
create index matter_open_2 on matter (area_2, state, id desc) where open;
create index matter_open_3 on matter (area_3, state, id desc) where open;
create index matter_open_4 on matter (area_4, state, id desc) where open;
create index matter_open_5 on matter (area_5, state, id desc) where open;
-- Ended ones by state too: 作废 or 撤回 are few among very many, and a list of them must not look at all the others.
create index matter_closed_all on matter (state, id desc) where not open;
create index matter_closed_2 on matter (area_2, state, id desc) where not open;
create index matter_closed_3 on matter (area_3, state, id desc) where not open;
create index matter_closed_4 on matter (area_4, state, id desc) where not open;
create index matter_closed_5 on matter (area_5, state, id desc) where not open;
create index matter_category_id on matter (category_code, id desc);
create index matter_merged on matter (merged_into) where merged_into is not null;
-- Similar open matters around a point: a narrow band of latitude, cut by longitude within the index.
create index matter_open_place on matter (lat, lng) where open and lat is not null;

create table matter_party (
  ref uuid not null,
  matter_id uuid not null,
  kind text not null,
  open boolean not null default true,
  primary key (ref, matter_id, kind)
);
comment on table matter_party is 'Units and accounts that have to do with a matter: why they may see it.';
create index matter_party_matter on matter_party (matter_id);
create index matter_party_open on matter_party (ref, matter_id desc) where open;

create table matter_contact (
  matter_id uuid primary key,
  caller_id uuid,
  name_sealed bytea,
  phone_sealed bytea,
  phone_index bytea
);
comment on table matter_contact is 'Who called, sealed.';
create index matter_contact_phone on matter_contact (phone_index, matter_id desc) where phone_index is not null;

create table matter_look (
  id uuid primary key,
  matter_id uuid not null,
  account_id uuid not null,
  purpose text not null,
  at timestamptz not null
);
comment on table matter_look is 'Each unmasking of a contact, with its purpose.';
create index matter_look_matter on matter_look (matter_id, id);

create table matter_number (
  area_id uuid not null,
  day date not null,
  next int not null,
  primary key (area_id, day)
);
comment on table matter_number is 'Next free number per community and day; servers take blocks, so gaps are usual.';

create table matter_search (
  matter_id uuid primary key,
  doc tsvector not null
);
comment on table matter_search is 'Pairs of Chinese characters and words of a matter, with its areas, units and month as further words; follows the event log.';
-- New words wait in the pending list and go into the index together: a follower writes them, so nobody waits for that, and
-- common words of many rows are entered once. Each search reads the whole list, so it is kept short (256 kB, not 4 MB).
create index matter_search_doc on matter_search using gin (doc) with (fastupdate = on, gin_pending_list_limit = 256);

create table matter_count (
  ref uuid not null,
  type_code text not null,
  state text not null,
  confidential boolean not null,
  n int not null,
  primary key (ref, type_code, state, confidential)
);
comment on table matter_count is 'Matters per area (and each area above), type and state, folded from the event log. Confidential ones apart: not everybody who counts sees them.';

alter table matter_contact enable row level security;
create policy matter_contact_see on matter_contact for select using (
  actor_is_system()
  or caller_id = actor_id()
  or exists (
    select from matter m where m.id = matter_id and not m.confidential
      and array[m.area_1, m.area_2, m.area_3, m.area_4, m.area_5, m.area_6] && actor_refs())
  or exists (select from matter_party p where p.matter_id = matter_contact.matter_id and p.ref = any (actor_refs()))
);
create policy matter_contact_add on matter_contact for insert with check (true);

-- What matters and tasks name is retired, never deleted: see the comment on table matter.
revoke delete on area, account, account_unit, workflow_definition, matter_type, matter_category from huying_app;
