-- Themed patrols (专项巡查, “网格+”): campaigns, what they ask of each grid, what was found.
create table patrol_campaign (
  id uuid primary key,
  name text not null,
  theme text not null,
  owner_unit uuid not null,
  areas uuid[] not null,
  paths uuid[] not null,
  starts_on date not null,
  ends_on date not null,
  per text not null check (per in ('day', 'week', 'month', 'once')),
  times int not null check (times between 1 and 31),
  items jsonb not null,
  places jsonb not null default '[]',
  state text not null check (state in ('running', 'paused', 'closed')),
  pauses jsonb not null default '[]',
  made_until date,
  report jsonb,
  created_by uuid not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  version int not null default 1,
  event_hash bytea not null
);
comment on column patrol_campaign.areas is 'Where it is walked: every grid in or below these.';
comment on column patrol_campaign.paths is 'These areas and all above them: who looks at one of them sees the campaign.';
comment on column patrol_campaign.pauses is '[{from, to}]: days; to is the last day of the pause, null while it lasts.';
comment on column patrol_campaign.made_until is 'First day of the newest period whose visits are made.';
create index patrol_campaign_running on patrol_campaign (id) where state = 'running';

create table patrol_visit (
  id uuid primary key,
  campaign_id uuid not null references patrol_campaign,
  grid_id uuid not null,
  period date not null,
  n int not null,
  due_at timestamptz not null,
  account_id uuid,
  unit_id uuid,
  task_id uuid not null,
  state text not null check (state in ('open', 'done', 'cancelled')),
  late boolean not null default false,
  client_id uuid,
  done_at timestamptz,
  done_by uuid,
  lng double precision,
  lat double precision,
  answers jsonb,
  note text,
  constraint patrol_visit_once unique (campaign_id, grid_id, period, n)
);
comment on column patrol_visit.period is 'First day of the day, week or month it belongs to.';
comment on column patrol_visit.late is 'Was open when it fell due; set once by the timer.';
create index patrol_visit_grid_open on patrol_visit (grid_id, due_at, id) where state = 'open';
create index patrol_visit_due on patrol_visit (due_at) where state = 'open' and not late;

create table patrol_finding (
  id uuid primary key,
  visit_id uuid not null references patrol_visit,
  campaign_id uuid not null references patrol_campaign,
  grid_id uuid not null,
  item text not null,
  said text not null,
  asked boolean not null default false,
  files uuid[] not null default '{}',
  matter_id uuid,
  found_by uuid not null,
  at timestamptz not null
);
comment on column patrol_finding.asked is 'Its finder wants a matter of it; the matter follows at once, or by the timer after a crash.';
create index patrol_finding_campaign on patrol_finding (campaign_id, id desc);
create index patrol_finding_visit on patrol_finding (visit_id);
create index patrol_finding_matter on patrol_finding (matter_id) where matter_id is not null;
create index patrol_finding_asked on patrol_finding (at) where asked and matter_id is null;

create table patrol_count (
  campaign_id uuid not null references patrol_campaign,
  grid_id uuid not null,
  planned int not null default 0,
  done int not null default 0,
  late int not null default 0,
  open_late int not null default 0,
  findings int not null default 0,
  matters int not null default 0,
  primary key (campaign_id, grid_id)
);
comment on table patrol_count is 'Numbers per campaign and grid, kept in the transaction of each change: late = ever overdue, open_late = overdue now.';
