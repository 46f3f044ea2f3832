-- Who said what of a subject, and when: what holds is folded from it, and nothing that was said is lost.
create table source (
  code text primary key,
  name text not null,
  rank int not null,
  retired_at timestamptz
);
comment on table source is 'Where values come from: police, civil affairs, a sheet, the person. The rank orders the list, it decides nothing.';
create table source_rule (
  subject_kind text not null,
  item text not null,
  sources text[] not null,
  primary key (subject_kind, item)
);
comment on table source_rule is 'Whose word holds for an item when sources differ; items without a rule wait for a decision.';

create table source_statement (
  id uuid primary key,
  subject_kind text not null,
  subject uuid not null,
  source text not null references source,
  source_key text,
  said_at timestamptz not null,
  actor uuid not null,
  at timestamptz not null,
  values jsonb not null,
  sealed bytea,
  deliberate boolean not null default false,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  area_id uuid
);
comment on column source_statement.source_key is 'What the source calls the subject: its later statements under one key replace its earlier ones.';
comment on column source_statement.said_at is 'The day the source stands for; `at` is when it reached us.';
comment on column source_statement.sealed is 'The values that stand sealed, as JSON.';
comment on column source_statement.deliberate is 'Made by somebody who saw what was there: it overrules all that was said before.';
comment on column source_statement.area_id is 'Whose fence it stands behind; null when nothing in it is about a person.';
create index source_statement_subject on source_statement (subject, id);

alter table source_statement enable row level security;
create policy source_statement_see on source_statement for select using (area_id is null or actor_is_system());
create policy source_statement_add on source_statement for insert with check (true);
create policy source_statement_change on source_statement for update using (area_id is null or actor_is_system());
create policy source_statement_remove on source_statement for delete using (actor_is_system());
