-- Whether a department came late is judged once, at its first sign-in: a later deadline of a rework changes nothing of it.

alter table whistle_party add column late boolean not null default false;
comment on column whistle_party.late is 'Its first sign-in came after the deadline it then had.';
update whistle_party set late = true where arrived_at > arrive_by;
