-- Who has a visit in person lists it, also as the stand-in of another's grid.
create index patrol_visit_account_open on patrol_visit (account_id, due_at, id) where state = 'open' and account_id is not null;
