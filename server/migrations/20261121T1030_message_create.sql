-- The inbox of every account, the words it is filled with, and the outbox of the channels.
create table message_template (
  code text primary key,
  event text not null,
  audience text not null,
  channels text[] not null,
  title text not null,
  body text not null
);
comment on table message_template is 'From the pack; {{placeholders}} are checked when it is read.';

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
create index message_unread on message (account_id, id desc) where read_at is null;
create index message_subject on message (subject) where subject is not null;

create table message_webhook (
  id uuid primary key,
  name text not null,
  url text not null,
  secret_sealed bytea not null,
  kinds text[] not null,
  disabled boolean not null default false,
  client_id uuid not null,
  created_by uuid not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  version int not null default 1,
  constraint message_webhook_client_unique unique (created_by, client_id)
);
comment on column message_webhook.kinds is 'Kinds of events it is told: exact, or a beginning as in matter.*, or * for all.';

create table message_delivery (
  id uuid primary key,
  channel text not null,
  purpose text not null,
  message_id uuid references message,
  webhook_id uuid references message_webhook,
  event_seq bigint,
  sealed bytea,
  state text not null check (state in ('waiting', 'failed', 'sent', 'given_up')),
  attempts int not null default 0,
  next_at timestamptz not null,
  expires_at timestamptz not null,
  error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  constraint message_delivery_once unique (message_id, channel),
  constraint message_delivery_webhook_once unique (webhook_id, event_seq)
);
comment on table message_delivery is 'What goes out by a channel: a message to its account, an event to a webhook, or a sealed text to a phone without an account.';
comment on column message_delivery.purpose is 'Code of the template, or kind of the event: what the outbox may show.';
comment on column message_delivery.sealed is 'Phone and text of what belongs to no account (sign-in codes); erased once it is sent, given up or too late.';
comment on column message_delivery.state is 'failed = will be tried again at next_at.';
-- A text to a phone without an account, about one event.
create unique index message_delivery_text_once on message_delivery (event_seq, purpose)
  where message_id is null and webhook_id is null and event_seq is not null;
create index message_delivery_due on message_delivery (channel, next_at) where state in ('waiting', 'failed');
create index message_delivery_sealed on message_delivery (expires_at) where sealed is not null;
create index message_delivery_state on message_delivery (state, id desc);
create index message_delivery_channel on message_delivery (channel, id desc);

create table message_screen_pop (
  id uuid primary key,
  account_id uuid not null references account,
  phone_sealed bytea not null,
  expires_at timestamptz not null
);
comment on table message_screen_pop is 'A ringing call for an agent''s screen: the number, fetched once by that agent, gone after minutes.';
create index message_screen_pop_expires on message_screen_pop (expires_at);

alter table message enable row level security;
create policy message_see on message for select using (actor_is_system() or account_id = actor_id());
create policy message_add on message for insert with check (actor_is_system());
create policy message_change on message for update using (actor_is_system() or account_id = actor_id());

alter table message_screen_pop enable row level security;
create policy message_screen_pop_see on message_screen_pop for select using (actor_is_system() or account_id = actor_id());
create policy message_screen_pop_add on message_screen_pop for insert with check (actor_is_system());
create policy message_screen_pop_remove on message_screen_pop for delete using (actor_is_system() or account_id = actor_id());
