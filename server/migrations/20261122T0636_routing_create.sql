-- Who answers: ordered rules as data, what they decided and why, and what other rules would have decided.
create table routing_rules (
  code text not null,
  version int not null,
  name text not null,
  text text not null,
  spec jsonb not null,
  findings jsonb not null default '[]',
  published_at timestamptz not null,
  actor uuid not null,
  primary key (code, version)
);
comment on table routing_rules is 'Never changed once published: a decision names the version it was made by. text is the file as it was written, comments included.';

create table routing_decision (
  id uuid primary key,
  subject uuid not null,
  why text not null check (why in ('opened', 'amended')),
  current boolean not null default true,
  version int not null,
  by text not null check (by in ('rule', 'matrix', 'centre')),
  rule text,
  rule_name text,
  area_id uuid not null,
  facts jsonb not null,
  outcome jsonb not null,
  skipped jsonb not null default '[]',
  carried text,
  at timestamptz not null
);
comment on table routing_decision is 'Why something came to whom it came: rules, facts and outcome as they were. Facts hold nothing in somebody''s own words: neither names nor numbers nor the text.';
comment on column routing_decision.id is 'UUIDv7 of at: the order of ids is the order of time.';
comment on column routing_decision.current is 'False once the subject was routed anew (its class or place was corrected).';
comment on column routing_decision.carried is 'Of one that dispatches by itself: done, overtaken (somebody was quicker) or refused; null before.';
create index routing_decision_subject on routing_decision (subject, id desc);
create index routing_decision_current on routing_decision (id) where current;

create table routing_alarm (
  id uuid primary key,
  version int not null,
  rule text not null,
  problem text not null,
  words text not null,
  n int not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  ended_at timestamptz
);
comment on table routing_alarm is 'A rule that failed or could not be followed: told once to the administrators, counted from then on.';
create unique index routing_alarm_open on routing_alarm (version, rule, problem) where ended_at is null;

create table routing_turn (
  unit_id uuid primary key,
  last_account uuid not null,
  at timestamptz not null
);
comment on table routing_turn is 'Who of a unit was last given something in turn; locked while the next is chosen.';

create table routing_trial (
  id uuid primary key,
  account_id uuid not null,
  text text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  result jsonb,
  created_at timestamptz not null
);
comment on table routing_trial is 'Rules tried on what was decided in a period; id is that of the job. Changes nothing but these tables.';
create table routing_trial_difference (
  trial_id uuid not null references routing_trial on delete cascade,
  rule text not null,
  decision_id uuid not null references routing_decision,
  before jsonb not null,
  after jsonb not null,
  primary key (trial_id, rule, decision_id)
);
comment on column routing_trial_difference.rule is 'The rule of the tried set that decides differently; empty when none of them holds any more.';
