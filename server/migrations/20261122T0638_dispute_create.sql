-- Disputes (矛盾纠纷): what a matter of that type holds beside the usual. Who the parties are and what was said is sealed.
create table dispute_code (
  list text not null,
  code text not null,
  name text not null,
  standard text not null,
  position int not null,
  primary key (list, code)
);
comment on table dispute_code is 'Code lists (GB/T 31000 and those in use beside it), from the pack.';

create table dispute (
  id uuid primary key,
  matter_id uuid not null constraint dispute_matter_unique unique,
  kind text,
  nature text,
  scale text,
  level text,
  warning text,
  people int,
  next_at timestamptz,
  signed_on date,
  visit_due_on date,
  version int not null default 1,
  event_hash bytea,
  created_at timestamptz not null
);
comment on column dispute.kind is 'Code of the list kind: 事件类别 of GB/T 31000-2015.';
comment on column dispute.next_at is 'When the parties meet next, as the newest session says.';
comment on column dispute.visit_due_on is 'When the nearest open follow-up visit is due.';
create index dispute_kind on dispute (kind, matter_id desc);
create index dispute_warning on dispute (warning, matter_id desc) where warning is not null;
create index dispute_visit_due on dispute (visit_due_on, matter_id desc) where visit_due_on is not null;

create table dispute_mediator (
  id uuid primary key,
  matter_id uuid not null,
  kind text not null check (kind in ('people', 'lawyer', 'police', 'judge', 'other')),
  account_id uuid,
  name text not null,
  unit text not null default '',
  created_at timestamptz not null,
  removed_at timestamptz
);
create index dispute_mediator_matter on dispute_mediator (matter_id);
create index dispute_mediator_account on dispute_mediator (account_id, matter_id desc) where account_id is not null and removed_at is null;

create table dispute_party (
  id uuid primary key,
  matter_id uuid not null,
  role text not null check (role in ('applicant', 'respondent', 'other')),
  account_id uuid,
  name_sealed bytea not null,
  phone_sealed bytea,
  created_at timestamptz not null,
  removed_at timestamptz
);
create index dispute_party_matter on dispute_party (matter_id);

create table dispute_session (
  id uuid primary key,
  matter_id uuid not null,
  at timestamptz not null,
  place text not null,
  said_sealed bytea not null,
  next_at timestamptz,
  reminded_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null
);
comment on column dispute_session.said_sealed is 'Who came and what was said, as JSON.';
create index dispute_session_matter on dispute_session (matter_id, id);
create index dispute_session_next on dispute_session (next_at) where reminded_at is null and next_at is not null;

create table dispute_agreement (
  id uuid primary key,
  matter_id uuid not null,
  version int not null,
  body_sealed bytea not null,
  promises jsonb not null,
  signed_on date,
  created_by uuid not null,
  created_at timestamptz not null,
  constraint dispute_agreement_version unique (matter_id, version)
);

create table dispute_promise (
  id uuid primary key,
  matter_id uuid not null,
  what text not null,
  due_on date not null,
  kept boolean,
  done_at timestamptz,
  reminded_at timestamptz
);
comment on table dispute_promise is 'What a signed agreement says is to be done by when.';
create index dispute_promise_matter on dispute_promise (matter_id);
create index dispute_promise_due on dispute_promise (due_on) where done_at is null and reminded_at is null;

create table dispute_visit (
  id uuid primary key,
  matter_id uuid not null,
  due_on date not null,
  fulfilled boolean,
  note_sealed bytea,
  visited_at timestamptz,
  visited_by uuid,
  reminded_at timestamptz
);
create index dispute_visit_matter on dispute_visit (matter_id);
create index dispute_visit_open on dispute_visit (due_on) where visited_at is null and reminded_at is null;

create table dispute_look (
  id uuid primary key,
  matter_id uuid not null,
  account_id uuid not null,
  purpose text not null,
  at timestamptz not null
);
comment on table dispute_look is 'Each opening of names, numbers and records, with its purpose.';
create index dispute_look_matter on dispute_look (matter_id, id);

-- The mediators of a dispute, the centre that answers for it, and units with an own part in it: nobody else reads names.
create function dispute_inside(dispute_matter uuid) returns boolean language sql stable parallel safe
  return actor_is_system()
    or exists (select from dispute_mediator d where d.matter_id = dispute_matter and d.account_id = actor_id() and d.removed_at is null)
    or exists (select from matter m where m.id = dispute_matter and m.centre_unit = any (actor_refs()))
    or exists (select from task t where t.subject = dispute_matter and t.role in ('main', 'co')
      and t.state in ('pending', 'signed', 'done') and (t.account_id = actor_id() or t.unit_id = any (actor_refs())));

alter table dispute_party enable row level security;
alter table dispute_session enable row level security;
alter table dispute_agreement enable row level security;
alter table dispute_promise enable row level security;
alter table dispute_visit enable row level security;
create policy dispute_party_inside on dispute_party using (dispute_inside(matter_id)) with check (dispute_inside(matter_id));
create policy dispute_session_inside on dispute_session using (dispute_inside(matter_id)) with check (dispute_inside(matter_id));
create policy dispute_agreement_inside on dispute_agreement using (dispute_inside(matter_id)) with check (dispute_inside(matter_id));
create policy dispute_promise_inside on dispute_promise using (dispute_inside(matter_id)) with check (dispute_inside(matter_id));
create policy dispute_visit_inside on dispute_visit using (dispute_inside(matter_id)) with check (dispute_inside(matter_id));
