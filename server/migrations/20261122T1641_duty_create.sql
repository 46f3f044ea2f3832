-- What grids are asked to do (七条线任务), what departments may ask them (准入清单), and who stands by each grid (组团服务).

create table duty_admission (
  id uuid primary key,
  line text not null,
  name text not null,
  content text not null,
  reason text not null,
  unit_id uuid not null,
  areas uuid[] not null,
  paths uuid[] not null,
  from_on date not null,
  to_on date not null,
  most int not null check (most between 1 and 366),
  per text not null check (per in ('month', 'quarter', 'year', 'whole')),
  state text not null check (state in ('applied', 'reviewed', 'approved', 'refused', 'withdrawn', 'ended')),
  applied_by uuid not null,
  reviewed_by uuid,
  decided_by uuid,
  said text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  version int not null default 1,
  event_hash bytea not null,
  check (to_on >= from_on)
);
comment on column duty_admission.paths is 'Its areas and all above them: who looks at one of them sees the entry.';
comment on column duty_admission.most is 'How many tasks at most in a period (per); whole = from the first to the last day.';
create index duty_admission_list on duty_admission (created_at desc, id desc);
create index duty_admission_unit on duty_admission (unit_id) where state = 'approved';

create table duty (
  id uuid primary key,
  line text not null,
  title text not null,
  instructions text not null,
  admission_id uuid references duty_admission,
  unit_id uuid not null,
  areas uuid[] not null,
  paths uuid[] not null,
  target_kind text,
  fields jsonb not null,
  photos int not null check (photos between 0 and 9),
  position boolean not null,
  limit_text text not null,
  calendar_version int not null,
  due_at timestamptz not null,
  state text not null check (state in ('running', 'closed')),
  closed_at timestamptz,
  closed_note text,
  urged_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null default 1,
  event_hash bytea not null
);
comment on table duty is 'One task that is asked of every grid of some areas, or about each of some people or houses in them.';
comment on column duty.target_kind is 'What each piece is about beside its grid; null: the grid itself.';
comment on column duty.photos is 'How many photos each answer needs at least.';
create index duty_list on duty (created_at desc, id desc);
create index duty_of_admission on duty (admission_id, created_at) where admission_id is not null;

create table duty_piece (
  id uuid primary key,
  duty_id uuid not null references duty,
  grid_id uuid not null,
  target uuid,
  account_id uuid,
  unit_id uuid,
  task_id uuid not null,
  state text not null check (state in ('open', 'done', 'cancelled')),
  due_at timestamptz not null,
  late boolean not null default false,
  reworks int not null default 0,
  rework_reason text,
  done_at timestamptz,
  done_by uuid,
  version int not null default 1,
  event_hash bytea,
  constraint duty_piece_once unique nulls not distinct (duty_id, grid_id, target)
);
comment on column duty_piece.late is 'Was open when its present round fell due; set once a round by the timer.';
create index duty_piece_list on duty_piece (duty_id, id);
create index duty_piece_grid_open on duty_piece (grid_id, due_at, id) where state = 'open';
create index duty_piece_account_open on duty_piece (account_id, due_at, id) where state = 'open' and account_id is not null;
create index duty_piece_due on duty_piece (due_at) where state = 'open' and not late;

create table duty_answer (
  id uuid primary key,
  piece_id uuid not null references duty_piece,
  duty_id uuid not null,
  grid_id uuid not null,
  areas uuid[] not null,
  giver_id uuid not null,
  client_id uuid not null,
  by uuid not null,
  at timestamptz not null,
  photos int not null,
  sealed bytea not null,
  constraint duty_answer_once unique (piece_id, client_id)
);
comment on table duty_answer is 'What was answered in each round, sealed: answers, note and position may say anything of a person. The newest counts.';
create index duty_answer_piece on duty_answer (piece_id, id desc);
create index duty_answer_duty on duty_answer (duty_id, piece_id, id desc);

create table duty_count (
  duty_id uuid not null references duty,
  grid_id uuid not null,
  asked int not null default 0,
  done int not null default 0,
  open_late int not null default 0,
  done_late int not null default 0,
  reworks int not null default 0,
  primary key (duty_id, grid_id)
);
comment on table duty_count is 'Numbers per task and grid, kept in the transaction of each change.';

create table duty_objection (
  id uuid primary key,
  duty_id uuid references duty,
  grid_id uuid not null,
  paths uuid[] not null,
  text text not null,
  state text not null check (state in ('open', 'upheld', 'dismissed')),
  by uuid not null,
  at timestamptz not null,
  reply text,
  replied_by uuid,
  replied_at timestamptz,
  version int not null default 1,
  event_hash bytea not null
);
comment on table duty_objection is 'A grid worker says that what the grid is asked to do is on no list (不在清单).';
create index duty_objection_list on duty_objection (at desc, id desc);
create index duty_objection_by on duty_objection (by, at desc, id desc);

create table duty_member (
  id uuid primary key,
  area_id uuid not null,
  role text not null,
  name text not null,
  unit_id uuid,
  unit_name text,
  services text,
  from_on date not null,
  to_on date,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null default 1,
  event_hash bytea not null,
  check (to_on >= from_on)
);
comment on table duty_member is 'Who serves a grid, or all grids of a community, from when to when; never deleted.';
create index duty_member_area on duty_member (area_id);

create table duty_neighbour (
  id uuid primary key,
  area_id uuid not null,
  kind text not null,
  parent_id uuid references duty_neighbour,
  name text not null,
  head text,
  place text,
  ended_on date,
  created_by uuid not null,
  created_at timestamptz not null,
  version int not null default 1,
  event_hash bytea not null
);
comment on table duty_neighbour is 'Neighbour organisation: party committee, branch of the grid, neighbours'' group, member''s household; building heads.';
create index duty_neighbour_area on duty_neighbour (area_id);

create table duty_phone (
  holder uuid primary key,
  area_id uuid not null,
  sealed bytea not null
);
comment on table duty_phone is 'Work phones of members and neighbours, sealed: whole for staff of the place and for residents of the grid.';

create table duty_station (
  area_id uuid primary key,
  name text not null,
  address text not null,
  lng double precision,
  lat double precision,
  hours text,
  phone text,
  changed_by uuid not null,
  changed_at timestamptz not null,
  version int not null default 1,
  event_hash bytea not null
);
comment on table duty_station is 'Grid stations (网格工作站); their phone is an office''s and public.';

create table duty_home (
  account_id uuid primary key,
  grid_id uuid not null,
  how text not null check (how in ('position', 'chosen')),
  day date not null,
  changes int not null default 1,
  at timestamptz not null
);
comment on table duty_home is 'The grid a resident''s account says it belongs to; changes = how often on that day.';

create table duty_call (
  matter_id uuid primary key,
  member_id uuid not null references duty_member,
  unit_id uuid,
  state text not null check (state in ('waiting', 'sent', 'centre')),
  at timestamptz not null
);
comment on table duty_call is 'A resident''s call to a member: the matter it is, and the unit to which it goes when that handles matters.';

alter table duty_answer enable row level security;
create policy duty_answer_see on duty_answer for select using (
  actor_is_system() or areas && actor_areas('duty') or giver_id = any (actor_refs()) or by = actor_id());
create policy duty_answer_add on duty_answer for insert with check (actor_is_system() or by = actor_id());

alter table duty_home enable row level security;
create policy duty_home_see on duty_home for select using (actor_is_system() or account_id = actor_id());
create policy duty_home_add on duty_home for insert with check (actor_is_system() or account_id = actor_id());
create policy duty_home_change on duty_home for update using (actor_is_system() or account_id = actor_id());

alter table duty_phone enable row level security;
create policy duty_phone_see on duty_phone for select using (
  actor_is_system()
  or exists (select from area a where a.id = area_id and a.path && actor_areas('duty'))
  or exists (select from area own where own.id = any (actor_areas('duty')) and duty_phone.area_id = any (own.path))
  or exists (select from duty_home h join area a on a.id = h.grid_id where h.account_id = actor_id() and duty_phone.area_id = any (a.path)));
create policy duty_phone_add on duty_phone for insert with check (
  actor_is_system() or exists (select from area a where a.id = area_id and a.path && actor_areas('duty')));
create policy duty_phone_change on duty_phone for update using (
  actor_is_system() or exists (select from area a where a.id = area_id and a.path && actor_areas('duty')));
create policy duty_phone_remove on duty_phone for delete using (
  actor_is_system() or exists (select from area a where a.id = area_id and a.path && actor_areas('duty')));
