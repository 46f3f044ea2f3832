-- What is asked of grids (tasks of the seven lines, rounds of patrols) is counted with all else that waits for somebody.
insert into task_count (ref, kind, open)
  select coalesce(account_id, unit_id), kind, count(*) from task
  where closed_at is null and subject_kind in ('duty', 'patrol') group by 1, 2
on conflict (ref, kind) do update set open = excluded.open;
comment on table task_count is 'Open tasks per holder and kind: of matters folded from the event log, of grids in the transaction of their change.';
