-- A resident whose own record was checked lives where it says: work phones of that grid are whole without choosing it.
drop policy duty_phone_see on duty_phone;
create policy duty_phone_see on duty_phone for select using (
  actor_is_system()
  or exists (select from area a where a.id = area_id and a.path && actor_areas('duty'))
  or exists (select from area own where own.id = any (actor_areas('duty')) and duty_phone.area_id = any (own.path))
  or exists (select from duty_home h join area a on a.id = h.grid_id where h.account_id = actor_id() and duty_phone.area_id = any (a.path))
  or exists (select from resident_person p join area a on a.id = p.area_id
    where p.account_id = actor_id() and p.state = 'present' and a.level = 'grid' and duty_phone.area_id = any (a.path)));
