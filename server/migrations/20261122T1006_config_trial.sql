-- Trying a draft on the past was for routing rules alone; now any kind of configuration may be tried, and its trials are kept here.
drop table routing_trial_difference;
drop table routing_trial;

create table config_trial (
  id uuid primary key,
  kind text not null,
  code text not null,
  account_id uuid not null,
  text text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  created_at timestamptz not null,
  result jsonb
);
comment on table config_trial is 'A draft tried on the past: the text as it was then, and what came of it once it ended. The newest of each document are kept.';
create index config_trial_document on config_trial (kind, code, id desc);

create table config_trial_difference (
  trial_id uuid not null references config_trial on delete cascade,
  n int not null,
  line text not null,
  subject uuid,
  at timestamptz,
  about text not null,
  before text not null,
  after text not null,
  primary key (trial_id, n)
);
comment on column config_trial_difference.about is 'What it happened to, without anything personal; who may see the subject opens it.';
create index config_trial_difference_line on config_trial_difference (trial_id, line, n);
