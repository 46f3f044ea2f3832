-- Files of many matters: what was uploaded, how its columns are read, how far the work is, and which rows were refused.

create table matter_import (
  id uuid primary key,
  account_id uuid not null references account (id),
  file_id uuid not null,
  name text not null,
  format text not null check (format in ('csv', 'xlsx')),
  -- How a CSV is written: {encoding, delimiter}.
  reading jsonb not null default '{}',
  columns text[] not null,
  header_hash bytea not null,
  row_count integer not null,
  mapping jsonb,
  options jsonb not null default '{}',
  job_id uuid,
  -- Kept in the transaction of the rows it counts, so that a crash neither loses nor doubles any.
  progress jsonb not null default '{}',
  created_at timestamptz not null,
  started_at timestamptz
);
comment on column matter_import.header_hash is 'Of the set of column names: the mapping is remembered per account and set.';
create index matter_import_account on matter_import (account_id, header_hash, started_at desc);

create table matter_import_refusal (
  import_id uuid not null references matter_import (id) on delete cascade,
  row integer not null,
  faults jsonb not null,
  primary key (import_id, row)
);
comment on table matter_import_refusal is 'Rows that became no matter: [{column, why, remedy}]; their cells stay in the uploaded file only.';
