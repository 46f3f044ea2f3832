-- The inbox of every account and the outbox of the channels.
create table message (
  id uuid primary key,
  account_id uuid not null references account,
  template text not null,
  title text not null,
  body text not null,
  subject_kind text,
  subject uuid,
  event_seq bigint,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint message_once unique (account_id, event_seq, template)
);
create index message_inbox on message (account_id, id desc);
create index message_unread on message (account_id) where read_at is null;

create table message_delivery (
  id uuid primary key,
  message_id uuid not null references message,
  channel text not null,
  state text not null check (state in ('waiting', 'sent', 'failed', 'given_up')),
  attempts int not null default 0,
  next_at timestamptz not null,
  error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  constraint message_delivery_once unique (message_id, channel)
);
create index message_delivery_due on message_delivery (next_at) where state = 'waiting';
create index message_delivery_recent on message_delivery (id desc);
create index message_delivery_state on message_delivery (state, id desc);

alter table message enable row level security;
create policy message_see on message for select using (actor_is_system() or account_id = actor_id());
create policy message_add on message for insert with check (actor_is_system());
create policy message_change on message for update using (actor_is_system() or account_id = actor_id());
