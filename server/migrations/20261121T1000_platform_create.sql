-- The event log, the readers that follow it, and what a transaction knows of its actor.

-- Who acts in this transaction, and every area, unit and account it has to do with: set by the server for the
-- length of one transaction as `system|actor|{refs}`, read by row-level security. Unset means nobody.
create function actor_id() returns uuid language sql stable parallel safe
  return nullif(split_part(current_setting('app.scope', true), '|', 2), '')::uuid;
create function actor_refs() returns uuid[] language sql stable parallel safe
  return coalesce(nullif(split_part(current_setting('app.scope', true), '|', 3), ''), '{}')::uuid[];
-- The program acting for itself (sign-in, timers, imports).
create function actor_is_system() returns boolean language sql stable parallel safe
  return split_part(coalesce(current_setting('app.scope', true), ''), '|', 1) = 'system';

create table event (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  subject_kind text not null,
  subject uuid not null,
  kind text not null,
  actor uuid not null,
  at timestamptz not null,
  audience text not null check (audience in ('public', 'caller', 'staff')),
  scopes uuid[] not null,
  data jsonb not null,
  prev_hash bytea,
  hash bytea not null
);
comment on table event is 'One row per change, written in the transaction of the change; hash-chained per subject; the outbox of everything that follows.';
comment on column event.scopes is 'Areas, units and accounts that the subject belonged to at that moment: who is told.';
comment on column event.hash is 'sha256 over prev_hash and the canonical JSON of the row.';
create index event_subject on event (subject, seq);
-- Followers read in the order of transactions: a sequence number can be given out before, and committed after, a higher one.
create index event_order on event (xid, seq);

create table subscriber (
  name text primary key,
  xid xid8 not null default '0',
  seq bigint not null default 0
);
comment on table subscriber is 'How far each follower of the event log has come, in the order (xid, seq).';

create table subscriber_fault (
  name text not null,
  seq bigint not null,
  error text not null,
  at timestamptz not null default now(),
  primary key (name, seq)
);
comment on table subscriber_fault is 'Events that a follower could not take and passed over, so that the rest goes on: for the operator to look at.';

create table job (
  id uuid primary key,
  kind text not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  account_id uuid not null,
  input jsonb not null,
  progress jsonb not null default '{}',
  result jsonb,
  error text,
  attempts int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  lease_until timestamptz
);
comment on table job is 'Long work that somebody started and may leave: import, export.';
create index job_waiting on job (id) where state in ('waiting', 'running');
create index job_account on job (account_id, id);

create table file (
  id uuid primary key,
  kind text not null,
  name text not null,
  media_type text not null,
  size int not null,
  width int,
  height int,
  sha256 bytea not null,
  owner_id uuid not null,
  subject_kind text,
  subject uuid,
  stage text,
  point_sealed bytea,
  taken_at timestamptz,
  created_at timestamptz not null
);
comment on column file.subject is 'What the file was attached to; until then only the owner may see it.';
comment on column file.stage is 'When in the life of the subject it was made: report, before, after.';
comment on column file.point_sealed is 'Position read from the photo before it was removed, sealed.';
create index file_subject on file (subject, id) where subject is not null;
create index file_unattached on file (owner_id, id) where subject is null;

-- The application's role: no owner of anything, so that row-level security holds for it. The owner may become it.
-- Roles belong to the whole cluster: another database may have made it, or be making it now; or the administrator made it
-- for an owner who may neither make nor grant roles.
do $$ begin
  if not exists (select from pg_roles where rolname = 'huying_app') then
    create role huying_app nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  grant huying_app to current_user;
exception when insufficient_privilege then
  if not pg_has_role('huying_app', 'member') then
    raise;
  end if;
end $$;
grant usage on schema public to huying_app;
alter default privileges in schema public grant select, insert, update, delete on tables to huying_app;
alter default privileges in schema public grant usage, select on sequences to huying_app;
grant select, insert on event to huying_app;
grant select, insert, update, delete on subscriber, subscriber_fault, job, file to huying_app;
