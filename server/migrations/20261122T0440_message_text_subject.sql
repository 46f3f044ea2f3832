-- One event may be told to several people without an account: the caller of a matter and those of matters merged into it.
alter table message_delivery add column subject uuid;
comment on column message_delivery.subject is 'Of a text to a phone without an account: the matter it was sent for. With it, each is texted once for an event.';
drop index message_delivery_text_once;
create unique index message_delivery_text_once on message_delivery (event_seq, purpose, subject) nulls not distinct
  where message_id is null and webhook_id is null and event_seq is not null;
