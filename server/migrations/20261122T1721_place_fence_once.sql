-- The fence of places asks for the actor's areas once a statement, not once a row. It says the same as before.
alter policy place_fence on place using (
  subject <> 'vehicle' or (select actor_is_system())
  or area_id in (select a.id from area a where a.path && (select actor_areas('place')))
  or (area_id is null
    and exists (select from area t where t.id = any ((select actor_areas('place'))::uuid[]) and cardinality(t.path) <= 1)));
alter policy place_sealed_fence on place_sealed using (
  (select actor_is_system())
  or exists (
    select from place p where p.id = place_id
      and (p.area_id in (select a.id from area a where a.path && (select actor_areas('place')))
        or (p.area_id is null
          and exists (select from area t where t.id = any ((select actor_areas('place'))::uuid[]) and cardinality(t.path) <= 1)))));
alter policy source_statement_place on source_statement using (
  subject_kind in ('organisation', 'place', 'component', 'vehicle')
  and ((select actor_is_system())
    or area_id in (select a.id from area a where a.path && (select actor_areas('place')))
    or (area_id is null
      and exists (select from area t where t.id = any ((select actor_areas('place'))::uuid[]) and cardinality(t.path) <= 1))));
drop function place_seen(uuid);
