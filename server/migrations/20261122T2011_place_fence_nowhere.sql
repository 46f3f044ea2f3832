-- What is said of vehicles, and of persons beside other places, that lie in no grid is seen by whoever has a whole city (source_statement_place),
-- as the places themselves are, and not by everybody.
alter policy source_statement_see on source_statement using (
  (area_id is null and subject_kind <> all (array['organisation', 'place', 'component', 'vehicle']))
  or (select actor_is_system()));
