-- Audit: a chain over the whole event log, the events an auditor reads by person, place and time, and unusual reading.
create table audit_batch (
  number bigint primary key,
  from_xid xid8 not null,
  from_seq bigint not null,
  to_xid xid8 not null,
  to_seq bigint not null,
  count int not null check (count > 0),
  total bigint not null,
  algorithm text not null check (algorithm in ('sha256', 'sm3')),
  leaves bytea not null,
  hash bytea not null,
  made_at timestamptz not null
);
comment on table audit_batch is 'The event log in its order (xid, seq), batch by batch: everything after `from` up to `to`.';
comment on column audit_batch.total is 'Events in this batch and all before it.';
comment on column audit_batch.leaves is 'Of each event its number (8 bytes) and the first 8 bytes of its hash: they name the event that was changed, taken away or put in.';
comment on column audit_batch.hash is 'Over the hash of the batch before, the head of this one and the full hash of every event.';
revoke update, delete, truncate on audit_batch from huying_app;

create table audit_walk (
  one boolean primary key default true check (one),
  next bigint not null default 1,
  round_at timestamptz,
  faults jsonb not null default '[]'
);
comment on table audit_walk is 'How far the program has come in proving the chain again, by and by; round_at = when it last came to the end.';
insert into audit_walk default values;

create table audit_entry (
  seq bigint primary key,
  at timestamptz not null,
  category text not null check (category in ('look', 'export', 'sign_in', 'right', 'key', 'config')),
  kind text not null,
  actor uuid not null,
  subject_kind text not null,
  subject uuid not null,
  outside boolean not null default false
);
comment on table audit_entry is 'The events that the auditor reads. Follows the event log; reading the log again gives the same rows.';
comment on column audit_entry.subject is 'Whom or what it was about: the person of a look, the account of a right, the matter of a contact.';
comment on column audit_entry.outside is 'A look at what lies in none of the areas that the reader belongs to.';
create index audit_entry_time on audit_entry (at, seq);
create index audit_entry_category on audit_entry (category, at, seq);
create index audit_entry_actor on audit_entry (actor, at, seq);
create index audit_entry_subject on audit_entry (subject, at, seq);

create table audit_area (
  area_id uuid not null,
  at timestamptz not null,
  seq bigint not null,
  primary key (area_id, at, seq)
);
comment on table audit_area is 'The areas, and all above them, that an entry is about.';

create table audit_alert (
  id uuid primary key,
  rule text not null,
  kind text not null,
  name text not null,
  actor uuid not null,
  n int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  state text not null check (state in ('open', 'closed')),
  note text,
  closed_by uuid,
  closed_at timestamptz,
  version int not null default 1,
  event_hash bytea not null
);
comment on table audit_alert is 'Unusual reading by one account: for the auditor alone.';
create unique index audit_alert_open on audit_alert (rule, actor) where state = 'open';
create index audit_alert_state on audit_alert (state, id);
create index audit_alert_actor on audit_alert (actor, rule, last_at);

create table audit_policy (
  version int primary key,
  spec jsonb not null,
  published_at timestamptz not null,
  actor uuid not null
);

-- Who looked at whom is personal; it is read by the program for whoever may (routes), by nobody else.
alter table audit_entry enable row level security;
create policy audit_entry_all on audit_entry for all using (actor_is_system()) with check (actor_is_system());
alter table audit_area enable row level security;
create policy audit_area_all on audit_area for all using (actor_is_system()) with check (actor_is_system());
alter table audit_alert enable row level security;
create policy audit_alert_all on audit_alert for all using (actor_is_system()) with check (actor_is_system());
