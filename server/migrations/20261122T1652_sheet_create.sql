-- Tables of people and things that somebody hands in: how their columns are read, how far the work is, and which rows were refused.

create table sheet_import (
  id uuid primary key,
  target text not null,
  account_id uuid not null references account (id),
  file_id uuid not null,
  name text not null,
  -- {format, encoding, delimiter}
  reading jsonb not null,
  -- The lines of headings: {row, lines}.
  head jsonb not null,
  columns text[] not null,
  header_hash bytea not null,
  rows_about integer not null,
  mapping jsonb,
  trial boolean not null default true,
  job_id uuid,
  report_job_id uuid,
  -- Kept in the transaction of the rows it counts, so that a crash neither loses nor doubles any.
  progress jsonb not null default '{}',
  created_at timestamptz not null,
  started_at timestamptz
);
comment on table sheet_import is 'A file whose rows become people, houses and so on; its cells stay in the file, which is kept for seven days.';
comment on column sheet_import.header_hash is 'Of the set of headings: the mapping is remembered per target, set and unit.';
comment on column sheet_import.rows_about is 'How many rows the file has, as far as was seen before the work: for the progress.';
comment on column sheet_import.trial is 'The last work was a trial: nothing was written.';
create index sheet_import_account on sheet_import (account_id, id);
create index sheet_import_header on sheet_import (target, header_hash, started_at desc) where started_at is not null;

create table sheet_fault (
  id uuid primary key,
  job_id uuid not null,
  row integer not null,
  import_id uuid not null references sheet_import (id) on delete cascade,
  account_id uuid not null,
  keys text[] not null,
  sealed bytea not null,
  unique (job_id, row)
);
comment on table sheet_fault is 'Rows that were refused, by the work that refused them.';
comment on column sheet_fault.keys is 'field:code of each fault, so that they can be filtered.';
comment on column sheet_fault.sealed is '[{field, code, words, shown}]: what stood in the cell may be somebody''s number.';
create index sheet_fault_import on sheet_fault (import_id);

alter table sheet_fault enable row level security;
create policy sheet_fault_own on sheet_fault
  using (actor_is_system() or account_id = actor_id()) with check (actor_is_system() or account_id = actor_id());
