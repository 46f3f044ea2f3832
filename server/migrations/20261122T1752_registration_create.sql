-- Self-registration: what residents say of their own household, until a worker has checked it.
create table registration (
  id uuid primary key,
  account_id uuid not null references account,
  area_id uuid not null references area,
  kind text not null check (kind in ('household', 'correction')),
  house_id uuid references housing_house,
  building_id uuid references housing_building,
  address text not null default '',
  relation text not null default 'lives' check (relation in ('owner', 'tenant', 'lives')),
  person_id uuid references resident_person,
  people int not null,
  sealed bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'refused', 'withdrawn')),
  reason text,
  decided_by uuid,
  decided_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1,
  event_hash bytea not null
);
comment on table registration is 'A household that scanned the code of its building or grid and filled itself in, or a correction of the own record.';
comment on column registration.sealed is 'The members and their values as JSON: nothing of it is in the registry before a worker accepts it; wiped when it is refused or withdrawn.';
create index registration_waiting on registration (area_id, id) where state = 'waiting';
create index registration_account on registration (account_id, id desc);
alter table registration enable row level security;
create policy registration_inside on registration
  using (actor_is_system() or area_id in (select a.id from area a where a.path && actor_areas('resident')));
create policy registration_own on registration using (account_id = actor_id()) with check (account_id = actor_id());
