-- Whom a source means by its own key, and in which order statements came.
-- Who a source means by its own key: for records that carry no ID number.
create index source_statement_key on source_statement (source, source_key) where source_key is not null;
-- Several may speak in one millisecond, and of two decisions the later one holds.
alter table source_statement add column seq bigint generated always as identity;
comment on column source_statement.seq is 'The order in which statements arrived.';
-- Two records of one source stay two voices when they turn out to be one person: the later must not silently replace the earlier.
alter table source_statement add column about uuid not null;
comment on column source_statement.about is 'The subject it was first said of; `subject` is the one it speaks of now.';
