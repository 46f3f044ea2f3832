-- Ledgers: views of people by columns and a condition, and edits of many at once that can be undone.
create table ledger_view (
  id uuid primary key,
  name text not null,
  columns text[] not null,
  rule text not null default '',
  group_by text,
  area_id uuid references area,
  owner_id uuid not null,
  shared boolean not null default false,
  created_at timestamptz not null,
  retired_at timestamptz,
  version int not null default 1
);
comment on table ledger_view is 'A ledger as somebody wants to see it; shared ones are there for everybody who sees people within or above its area.';
create index ledger_view_owner on ledger_view (owner_id, id) where retired_at is null;
create index ledger_view_shared on ledger_view (area_id, id) where shared and retired_at is null;

create table ledger_bulk (
  id uuid primary key,
  account_id uuid not null,
  changes jsonb not null,
  total int not null,
  done int not null default 0,
  undone int not null default 0,
  state text not null default 'running' check (state in ('running', 'done', 'undoing', 'undone', 'failed')),
  job_id uuid,
  created_at timestamptz not null
);
comment on table ledger_bulk is 'One edit of many people: open values only, so nothing in it is sealed.';
create index ledger_bulk_account on ledger_bulk (account_id, id);
create table ledger_bulk_person (
  bulk_id uuid not null references ledger_bulk,
  person_id uuid not null references resident_person,
  statement uuid,
  refused text,
  undone boolean not null default false,
  primary key (bulk_id, person_id)
);
comment on column ledger_bulk_person.statement is 'The word that was written: withdrawing it is the undo. Null until it was written.';
