-- Departments' forms: the blank ones, what their cells mean, and what was filled.

create table ledger_form (
  id uuid primary key,
  account_id uuid not null references account (id),
  name text not null,
  fingerprint bytea not null,
  content bytea not null,
  layout jsonb not null,
  learnt boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
comment on table ledger_form is 'A blank form as a department sent it, of whoever handed it in; holds no person.';
comment on column ledger_form.fingerprint is 'SHA-256 of its words and where they stand, digits left out: next month''s form is the same form.';
comment on column ledger_form.layout is 'What its cells mean: {kind, sheet, first, last, targets [{ref, heading, item, how …}]}.';
comment on column ledger_form.learnt is 'Somebody checked the meaning or filled the form: it is proposed to the next one who hands it in.';
create index ledger_form_account on ledger_form (account_id, id);
create index ledger_form_learnt on ledger_form (fingerprint, changed_at desc) where learnt;

create table ledger_form_fill (
  id uuid primary key,
  form_id uuid not null references ledger_form (id) on delete cascade,
  account_id uuid not null references account (id),
  people integer not null,
  purpose text,
  filled integer,
  gaps integer,
  file_id uuid,
  name text,
  created_at timestamptz not null
);
comment on table ledger_form_fill is 'One filling of a form; its id is the job''s. The file is kept for seven days, this row for ever.';
comment on column ledger_form_fill.purpose is 'What whole values were asked for; null when they were masked.';
create index ledger_form_fill_form on ledger_form_fill (form_id, id);
