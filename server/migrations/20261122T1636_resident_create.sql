-- People, their homes and households: what holds now, folded from what was said of them (source_statement).
create table resident_household (
  id uuid primary key,
  house_id uuid references housing_house,
  area_id uuid not null references area,
  number text,
  kind text not null default 'family' check (kind in ('family', 'collective')),
  head_id uuid,
  created_at timestamptz not null
);
comment on table resident_household is '家庭户 or 集体户: people who live as one household in a house.';
comment on column resident_household.number is '户号, where the household register gave one.';
create index resident_household_house on resident_household (house_id);
create index resident_household_area on resident_household (area_id, id);

create table resident_person (
  id uuid primary key,
  area_id uuid not null references area,
  house_id uuid,
  household_id uuid,
  kin text,
  name text collate "C" not null,
  name_given text collate "C" not null generated always as (substr(name, 2)) stored,
  sex text,
  birth date,
  id_print bytea,
  phone_print bytea,
  items jsonb not null,
  sealed bytea,
  waiting text[] not null default '{}',
  facets int[] not null default '{}',
  state text not null default 'present' check (state in ('present', 'away', 'left', 'dead', 'merged')),
  merged_into uuid references resident_person,
  account_id uuid references account,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  version int not null default 1,
  event_hash bytea
);
comment on table resident_person is 'A person as the statements of all sources say today; the row is folded anew whenever one of them comes, goes or is decided.';
comment on column resident_person.area_id is 'The grid of the home; a wider area while the home lies in no grid or is not known.';
comment on column resident_person.id_print is 'Keyed fingerprint of the ID number, for exact search; the number itself stands sealed.';
comment on column resident_person.items is 'The open values by item of the dictionary.';
comment on column resident_person.sealed is 'The sealed values by item, as JSON: ID number, phone, health.';
comment on column resident_person.waiting is 'Items on which sources differ and somebody must decide.';
comment on column resident_person.facets is 'Numbers of dictionary items and tags, for lists that filter by several.';
comment on column resident_person.account_id is 'The resident''s own sign-in, once checked: sees the own record and who looked at it.';
create unique index resident_person_id on resident_person (id_print) where id_print is not null and state <> 'merged';
create index resident_person_phone on resident_person (phone_print) where phone_print is not null;
create index resident_person_name on resident_person (name, birth, id);
create index resident_person_given on resident_person (name_given, id);
create index resident_person_area on resident_person (area_id, id);
create index resident_person_area_name on resident_person (area_id, name, id);
create index resident_person_birth on resident_person (birth, id);
create index resident_person_house on resident_person (house_id) where house_id is not null;
create index resident_person_household on resident_person (household_id) where household_id is not null;
create unique index resident_person_account on resident_person (account_id) where account_id is not null;
create index resident_person_facets on resident_person using gin (facets);

create table resident_home (
  id uuid primary key,
  person_id uuid not null references resident_person,
  house_id uuid not null references housing_house,
  area_id uuid not null references area,
  kind text not null check (kind in ('owner', 'tenant', 'lives', 'registered')),
  from_on date,
  to_on date,
  actor uuid not null,
  source text not null references source,
  at timestamptz not null,
  check (to_on is null or from_on is null or to_on >= from_on)
);
comment on table resident_home is 'What a person has to do with a house, and from when to when: owns it, rents it, lives there, is registered there.';
create unique index resident_home_now on resident_home (person_id, house_id, kind) where to_on is null;
create index resident_home_house on resident_home (house_id, person_id);

create table resident_house_state (
  house_id uuid primary key references housing_house,
  living int not null,
  owners int not null,
  tenants int not null,
  registered int not null,
  care int not null default 0,
  state text not null generated always as (
    case when tenants > 0 then 'let' when living > 0 then 'own' else 'empty' end) stored
);
comment on table resident_house_state is 'How many live in a house, own it, rent it now, kept in the transaction of each change: 自住, 出租, 空置, and whether somebody there needs care.';

create table resident_count (
  area_id uuid primary key references area,
  people int not null default 0,
  households int not null default 0,
  waiting int not null default 0
);
comment on table resident_count is 'How many of each an area itself holds, kept with each change; the tree is summed on reading.';

create table resident_duplicate (
  a uuid not null references resident_person,
  b uuid not null references resident_person,
  area_id uuid not null references area,
  score int not null,
  why text[] not null,
  found_at timestamptz not null,
  decided text check (decided in ('same', 'different')),
  decided_by uuid,
  decided_at timestamptz,
  primary key (a, b),
  check (a < b)
);
comment on table resident_duplicate is 'Two records that may be one person (name, birth date, phone or address agree): somebody decides.';
create index resident_duplicate_open on resident_duplicate (area_id, a, b) where decided is null;

create table resident_waiting (
  person_id uuid not null references resident_person,
  item text not null,
  area_id uuid not null references area,
  since timestamptz not null,
  primary key (person_id, item)
);
comment on table resident_waiting is 'The queue of items on which sources differ.';
create index resident_waiting_area on resident_waiting (area_id, since, person_id, item);

create table resident_merge (
  id uuid primary key,
  kept uuid not null references resident_person,
  gone uuid not null references resident_person,
  area_id uuid not null references area,
  statements uuid[] not null,
  homes uuid[] not null,
  before jsonb not null,
  actor uuid not null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by uuid
);
comment on table resident_merge is 'Two records made one: which statements and homes went over, so that it can be undone.';
create index resident_merge_kept on resident_merge (kept, id);

create table resident_look (
  id uuid primary key,
  person_id uuid not null references resident_person,
  account_id uuid not null,
  area_id uuid not null references area,
  items text[] not null,
  purpose text not null,
  at timestamptz not null
);
comment on table resident_look is 'Who saw which sealed or masked values of a person, and what for; the person may read it.';
create index resident_look_person on resident_look (person_id, id);
create index resident_look_account on resident_look (account_id, id);

-- The second fence: whatever a query forgets, nobody reads people outside the areas where the actor may view residents.
do $$
declare
  fenced text;
  inside constant text := '(actor_is_system() or area_id in (select a.id from area a where a.path && actor_areas(''resident'')))';
begin
  foreach fenced in array array['resident_household', 'resident_home', 'resident_duplicate', 'resident_waiting', 'resident_merge', 'resident_look'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('create policy %I on %I using %s with check %s', fenced || '_inside', fenced, inside, inside);
  end loop;
end $$;
alter table resident_person enable row level security;
create policy resident_person_inside on resident_person
  using (actor_is_system() or account_id = actor_id()
    or area_id in (select a.id from area a where a.path && actor_areas('resident')))
  with check (actor_is_system() or area_id in (select a.id from area a where a.path && actor_areas('resident')));
-- The person reads the own record's homes, statements and who looked.
create policy resident_home_own on resident_home for select
  using (person_id in (select p.id from resident_person p where p.account_id = actor_id()));
create policy resident_look_own on resident_look for select
  using (person_id in (select p.id from resident_person p where p.account_id = actor_id()));
create policy source_statement_inside on source_statement
  using (area_id in (select a.id from area a where a.path && actor_areas('resident')))
  with check (true);
create policy source_statement_own on source_statement for select
  using (subject_kind = 'person' and subject in (select p.id from resident_person p where p.account_id = actor_id()));
