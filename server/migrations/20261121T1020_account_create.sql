-- Organisations, people who sign in, their relations, sessions.
create table account_unit (
  id uuid primary key,
  code text not null constraint account_unit_code_unique unique,
  name text not null,
  kind text not null,
  specialty text,
  area_id uuid not null references area,
  parent_id uuid references account_unit,
  retired_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1
);
comment on column account_unit.kind is 'centre, department, community, property, hotline, utility …';
comment on column account_unit.specialty is 'What the responsibility matrix looks for: drainage, gas, urban-management …';
comment on column account_unit.area_id is 'The area it answers for.';
create index account_unit_area on account_unit (area_id, kind);

create table account_role (
  code text primary key,
  name text not null,
  scope text not null check (scope in ('area', 'unit', 'none')),
  exclusive boolean not null default false,
  permissions text[] not null
);
comment on column account_role.scope is 'Whether its permissions cover the subtree of the relation''s area, the work of its unit, or no place.';

create table account (
  id uuid primary key,
  kind text not null check (kind in ('resident', 'staff')),
  username text constraint account_username_unique unique,
  name text not null,
  password_hash text,
  disabled_at timestamptz,
  must_change_password boolean not null default false,
  demo_order int,
  created_at timestamptz not null,
  version int not null default 1
);
comment on column account.demo_order is 'Set for accounts of the demo city: the place on its sign-in page, 0 = not shown there.';
create index account_demo on account (demo_order) where demo_order is not null;
create index account_staff on account (id) where kind = 'staff';

create table account_contact (
  account_id uuid primary key references account,
  kind text not null check (kind in ('resident', 'staff')),
  phone_sealed bytea not null,
  phone_index bytea not null
);
comment on table account_contact is 'Phones, sealed; phone_index is a keyed fingerprint for exact search.';
comment on column account_contact.kind is 'The account''s: a resident is known by the phone, members of staff may share one and be residents too.';
create unique index account_resident_phone on account_contact (phone_index) where kind = 'resident';
create index account_staff_phone on account_contact (phone_index) where kind = 'staff';

create table account_relation (
  id uuid primary key,
  account_id uuid not null references account,
  role_code text not null references account_role,
  unit_id uuid references account_unit,
  area_id uuid references area,
  created_at timestamptz not null,
  ended_at timestamptz
);
comment on table account_relation is 'Why an account may do what: a role, for a unit and within an area; both empty for roles that belong to no place.';
create index account_relation_account on account_relation (account_id) where ended_at is null;
create index account_relation_unit on account_relation (unit_id) where ended_at is null;
create index account_relation_area on account_relation (area_id) where ended_at is null;

create table account_session (
  token_hash bytea primary key,
  id uuid not null unique,
  account_id uuid not null references account,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  agent text not null
);
create index account_session_account on account_session (account_id);

create table account_code (
  phone_index bytea primary key,
  code_hash bytea,
  expires_at timestamptz not null,
  attempts int not null default 0,
  sent_at timestamptz not null
);
comment on table account_code is 'The one code last sent to a phone; the hash goes when it is used.';

create table account_attempt (
  name_index bytea primary key,
  failed int not null,
  locked_until timestamptz,
  at timestamptz not null
);
comment on table account_attempt is 'Failed sign-ins by user name, whether or not the name exists, so that being locked tells nothing.';

-- Sign-ins and changes of accounts, newest first, for the security administrator.
create index event_account on event (seq) where subject_kind = 'account';

alter table account_contact enable row level security;
create policy account_contact_see on account_contact for select using (actor_is_system() or account_id = actor_id());
create policy account_contact_add on account_contact for insert with check (actor_is_system() or account_id = actor_id());
create policy account_contact_change on account_contact for update using (actor_is_system() or account_id = actor_id());
create policy account_contact_remove on account_contact for delete using (actor_is_system() or account_id = actor_id());
