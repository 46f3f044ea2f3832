-- What came with a record that was merged in was not there when somebody decided on the other before: it is news then, and waits.
alter table source_statement add column joined bigint[] not null default '{}';
comment on column source_statement.joined is 'For each merge that brought it to another record: the last statement that this one had then. It comes after that and before what was said since.';
