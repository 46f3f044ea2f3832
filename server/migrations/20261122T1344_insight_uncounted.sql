-- A new matter wrote three facts into nine indexes, though two of them count nowhere before their time: what is not counted is read with its
-- matter only, so that all of it lies in one row. What counts stays a row of its own, for the lists.
create table insight_uncounted (
  subject uuid primary key,
  type_code text not null,
  areas uuid[] not null,
  due_at timestamptz,
  facts jsonb not null
) with (fillfactor = 80);
comment on table insight_uncounted is 'The facts of a matter that count nowhere, as yet or for good, beside those in insight_fact.';
comment on column insight_uncounted.due_at is 'When the first of them counts without anybody doing anything; null where none will.';

insert into insight_uncounted (subject, type_code, areas, due_at, facts)
select subject, type_code, array_remove(array[area_1, area_2, area_3, area_4, area_5, area_6], null),
  min(due_at) filter (where outcome = 'open' and not paused), jsonb_agg(jsonb_build_object(
  'id', id, 'stage', stage, 'clock', clock, 'unit', unit_id, 'account', account_id,
  'opened_at', opened_at, 'due_at', due_at, 'done_at', done_at, 'paused', paused, 'overdue', overdue, 'outcome', outcome, 'flags', flags, 'excluded', excluded))
from insight_fact where counted_at is null group by 1, 2, 3;
create index insight_uncounted_ripening on insight_uncounted (due_at) where due_at is not null;

delete from insight_fact where counted_at is null;
alter table insight_fact alter column counted_at set not null;
-- By its matter first, as it is looked up: one index in place of two.
alter table insight_fact drop constraint insight_fact_pkey, add primary key (subject, id);
drop index insight_fact_subject, insight_fact_ripening;
comment on table insight_fact is 'What counts. Follows the event log; recounting the log gives the same rows. Subjects, areas, units and accounts without foreign keys, as in matter.';
comment on column insight_fact.overdue is 'Open, and its time has passed: set by the clock, so that it counts from then on.';
comment on column insight_fact.counted_at is 'The moment that puts it into a period.';

-- The sums of today change with each batch: room beside them spares their index.
alter table insight_sum set (fillfactor = 70);
