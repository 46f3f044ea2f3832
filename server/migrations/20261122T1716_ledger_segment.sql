-- Tags set by hand, and segments: people by a rule, kept up to date with every change.
create table ledger_tag (
  code text primary key check (code ~ '^[a-z][a-z0-9_]{0,39}$'),
  name text not null,
  note text not null default '',
  created_by uuid not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
create table ledger_tagged (
  tag text not null references ledger_tag,
  person_id uuid not null references resident_person,
  area_id uuid not null references area,
  by uuid not null,
  at timestamptz not null,
  primary key (person_id, tag)
);
comment on table ledger_tagged is 'Who carries which tag; the area is the person''s and moves with it.';
create index ledger_tagged_tag on ledger_tagged (tag, area_id, person_id);

create table ledger_segment (
  id uuid primary key,
  code text,
  name text not null,
  note text not null default '',
  rule text not null,
  area_id uuid references area,
  owner_id uuid not null,
  shared boolean not null default false,
  state text not null default 'computing' check (state in ('computing', 'fresh', 'failed')),
  problem text,
  computed_on date,
  computed_at timestamptz,
  took_ms int,
  created_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1,
  event_hash bytea,
  constraint ledger_segment_code unique (code)
);
comment on table ledger_segment is 'People by a rule (CEL): whoever it holds for within the area.';
comment on column ledger_segment.area_id is 'Whose people are meant; null is the whole city.';
comment on column ledger_segment.code is 'Of segments that ship with a pack; null for a city''s own.';
comment on column ledger_segment.computed_on is 'The day its ages were reckoned on: recomputed when a new day begins.';
create index ledger_segment_area on ledger_segment (area_id, id) where retired_at is null;

create table ledger_member (
  segment_id uuid not null references ledger_segment,
  area_id uuid not null references area,
  person_id uuid not null references resident_person,
  since timestamptz not null,
  primary key (segment_id, area_id, person_id)
);
create index ledger_member_person on ledger_member (person_id, segment_id);
create table ledger_count (
  segment_id uuid not null references ledger_segment,
  area_id uuid not null references area,
  people int not null,
  primary key (segment_id, area_id)
);
comment on table ledger_count is 'How many of a segment each area itself holds, kept with its members; the tree is summed on reading.';

do $$
declare
  fenced text;
  inside constant text := '(actor_is_system() or area_id in (select a.id from area a where a.path && actor_areas(''resident'')))';
begin
  foreach fenced in array array['ledger_tagged', 'ledger_member'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('create policy %I on %I using %s with check %s', fenced || '_inside', fenced, inside, inside);
  end loop;
end $$;
