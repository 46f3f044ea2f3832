-- Somebody asks for a record to be erased: the person itself, or a worker for whoever asked at the counter. Who erases records decides.
alter table registration drop constraint registration_kind_check;
alter table registration add constraint registration_kind_check check (kind in ('household', 'correction', 'erasure'));
comment on table registration is 'What somebody asks of the registry: a household that filled itself in, a correction of the own record, that a record be erased.';
comment on column registration.sealed is 'The members and their values as JSON, or why a record is to be erased: nothing of it is in the registry before a worker accepts it; wiped when it is refused or withdrawn.';
-- Nobody decides on one record twice.
create unique index registration_erasure on registration (person_id) where kind = 'erasure' and state = 'waiting';
create index registration_person on registration (person_id) where person_id is not null;
create index registration_building on registration (building_id) where state = 'waiting' and building_id is not null;
-- Their numbers come from phones and say nothing of when.
drop index registration_waiting;
create index registration_waiting on registration (area_id, created_at, id) where state = 'waiting';
drop index registration_account;
create index registration_account on registration (account_id, created_at desc, id desc);
