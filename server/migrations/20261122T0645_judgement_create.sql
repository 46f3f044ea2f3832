-- How a matter was judged, by whom, what is asked after closing, and what does not count.
create table judgement_policy (
  version int primary key,
  spec jsonb not null,
  published_at timestamptz not null,
  actor uuid not null
);
comment on table judgement_policy is 'Who is called back, who is asked to rate whom, within what time may be appealed. The newest counts; an open task keeps what it was opened by.';

create table judgement_caller (
  id uuid primary key,
  matter_id uuid not null references matter (id),
  round int not null,
  via text not null check (via in ('caller', 'centre', 'visit', 'silence')),
  contacted boolean,
  solved boolean,
  satisfaction text not null check (satisfaction in ('satisfied', 'basically', 'dissatisfied', 'default')),
  effective boolean not null,
  comment text,
  unit_id uuid,
  event_seq bigint not null unique,
  actor uuid not null,
  at timestamptz not null,
  check ((via = 'silence') = (satisfaction = 'default') and not (via = 'silence' and effective))
);
comment on table judgement_caller is 'What the caller said, one row per answer, folded from matter.rate and from the filing of what nobody answered (默认评价). Rows never change.';
comment on column judgement_caller.round is 'Which closing it judges: the number of reopenings before it.';
comment on column judgement_caller.effective is 'An effective call-back (有效回访), which the three rates count.';
comment on column judgement_caller.unit_id is 'Who is judged: the main unit of that moment, else the centre.';
create index judgement_caller_matter on judgement_caller (matter_id, at);
create index judgement_caller_unit on judgement_caller (unit_id, at);

create table judgement_unit (
  id uuid primary key,
  matter_id uuid references matter (id),
  period text,
  kind text not null check (kind in ('served', 'superior')),
  unit_id uuid not null references account_unit (id),
  by_unit uuid not null references account_unit (id),
  timely smallint check (timely between 1 and 5),
  solved smallint check (solved between 1 and 5),
  attitude smallint check (attitude between 1 and 5),
  comment text,
  state text not null check (state in ('asked', 'given', 'lapsed')),
  task_id uuid,
  until timestamptz not null,
  actor uuid,
  at timestamptz not null,
  changed_at timestamptz not null,
  version int not null default 1,
  check ((matter_id is null) <> (period is null)),
  check ((state = 'given') = (timely is not null and solved is not null and attitude is not null))
);
comment on table judgement_unit is 'A unit judged by the street or community it worked for (served, 以下评上) or by one above it (superior), on a matter or for a month.';
comment on column judgement_unit.until is 'Until then it may be given and changed.';
create unique index judgement_unit_matter on judgement_unit (matter_id, unit_id, by_unit) where matter_id is not null;
create unique index judgement_unit_period on judgement_unit (unit_id, by_unit, period) where period is not null;
create index judgement_unit_by on judgement_unit (by_unit, id desc);
create index judgement_unit_of on judgement_unit (unit_id, id desc);
create index judgement_unit_asked on judgement_unit (until, id) where state = 'asked';

create table judgement_visit (
  id uuid primary key,
  matter_id uuid not null references matter (id),
  round int not null,
  unit_id uuid not null references account_unit (id),
  task_id uuid not null,
  rule text not null,
  priority smallint not null,
  state text not null check (state in ('open', 'effective', 'unreached', 'refused', 'cancelled')),
  attempts int not null default 0,
  most_attempts int not null,
  due_at timestamptz not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid,
  version int not null default 1,
  unique (matter_id, round),
  check ((state = 'open') = (closed_at is null))
);
comment on table judgement_visit is 'Call-backs (回访) after closing. Not reached in all its attempts is not an effective one.';
comment on column judgement_visit.priority is '0: left a phone and has no account, nobody else can ask them; 1: others.';
create index judgement_visit_open on judgement_visit (unit_id, priority, id) where state = 'open';
create index judgement_visit_closed on judgement_visit (unit_id, closed_at desc, id desc) where state <> 'open';

create table judgement_attempt (
  id uuid primary key,
  visit_id uuid not null references judgement_visit (id),
  n int not null,
  result text not null check (result in ('answered', 'no_answer', 'busy', 'wrong_number', 'refused')),
  note text,
  client_id uuid not null,
  actor uuid not null,
  at timestamptz not null,
  unique (visit_id, n),
  unique (actor, client_id)
);

create table judgement_sample (
  id uuid primary key,
  client_id uuid not null,
  unit_id uuid not null references account_unit (id),
  area_id uuid not null references area (id),
  judged_unit uuid references account_unit (id),
  type_code text,
  closed_from timestamptz not null,
  closed_to timestamptz not null,
  size int not null check (size between 1 and 500),
  seed text not null,
  population int not null,
  drawn int not null,
  actor uuid not null,
  at timestamptz not null,
  unique (actor, client_id)
);
comment on table judgement_sample is 'A spot check (抽查): which closed matters, and the seed by which any later reader draws the same ones.';
create index judgement_sample_unit on judgement_sample (unit_id, id desc);

create table judgement_check (
  id uuid primary key,
  sample_id uuid not null references judgement_sample (id),
  matter_id uuid not null references matter (id),
  unit_id uuid not null references account_unit (id),
  task_id uuid not null,
  state text not null check (state in ('open', 'confirmed', 'false_closing', 'cancelled')),
  closed_unit uuid,
  closed_actor uuid,
  matter_closed_at timestamptz not null,
  note text,
  lng double precision,
  lat double precision,
  due_at timestamptz not null,
  actor uuid,
  at timestamptz,
  version int not null default 1,
  unique (sample_id, matter_id)
);
comment on column judgement_check.closed_unit is 'Who closed the matter, against whom a false closing (虚假办结) counts.';
create index judgement_check_open on judgement_check (unit_id, due_at, id) where state = 'open';
create index judgement_check_done on judgement_check (unit_id, at desc, id desc) where state <> 'open';
create index judgement_check_matter on judgement_check (matter_id);
create index judgement_check_closed on judgement_check (closed_unit, at) where state = 'false_closing';

create table judgement_appeal (
  id uuid primary key,
  client_id uuid not null,
  matter_id uuid not null references matter (id),
  what text not null,
  target uuid,
  unit_id uuid not null references account_unit (id),
  reason text not null,
  state text not null check (state in ('submitted', 'accepted', 'approved', 'refused', 'withdrawn')),
  decider_unit uuid not null references account_unit (id),
  task_id uuid not null,
  due_at timestamptz not null,
  due_limit text not null,
  words text,
  actor uuid not null,
  at timestamptz not null,
  accepted_by uuid,
  accepted_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  version int not null default 1,
  unique (actor, client_id)
);
comment on column judgement_appeal.what is 'rating, served, superior, spot_check (target: that row), overdue:<clock kind> or card (target: none), matter (the whole of it).';
create unique index judgement_appeal_once on judgement_appeal (matter_id, what, coalesce(target, '00000000-0000-0000-0000-000000000000'), unit_id)
  where state in ('submitted', 'accepted');
create index judgement_appeal_by on judgement_appeal (unit_id, id desc);
create index judgement_appeal_waiting on judgement_appeal (decider_unit, due_at, id) where state in ('submitted', 'accepted');
create index judgement_appeal_decided on judgement_appeal (decider_unit, decided_at desc, id desc) where state in ('approved', 'refused', 'withdrawn');
create index judgement_appeal_matter on judgement_appeal (matter_id);
create index judgement_appeal_due on judgement_appeal (due_at, id) where state in ('submitted', 'accepted');

create table judgement_exclusion (
  id uuid primary key,
  subject uuid not null references matter (id),
  what text not null,
  target uuid,
  appeal_id uuid references judgement_appeal (id),
  unit_id uuid not null references account_unit (id),
  reason text not null,
  decided_by uuid not null,
  decided_unit uuid not null references account_unit (id),
  decided_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by uuid,
  revoked_reason text,
  check ((revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoked_reason is null))
);
comment on table judgement_exclusion is 'What does not count in any assessment of a unit (剔除), why, and who said so. What was said or came late stays as it is; only a revocation is added.';
create unique index judgement_exclusion_once on judgement_exclusion (subject, what, coalesce(target, '00000000-0000-0000-0000-000000000000'), unit_id)
  where revoked_at is null;
create index judgement_exclusion_unit on judgement_exclusion (unit_id, id desc);
create index judgement_exclusion_by on judgement_exclusion (decided_unit, id desc);
