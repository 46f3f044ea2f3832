-- Cases and incidents (案（事）件) are one more kind of place, behind a fence of their own: whoever sees places of an area sees none of them.
alter table place drop constraint place_subject_check;
alter table place add constraint place_subject_check
  check (subject in ('organisation', 'facility', 'component', 'vehicle', 'incident'));
alter table place add column related_id uuid references place;
alter table place add check (subject = 'incident' or related_id is null);
alter table place add check (subject <> 'incident' or holder_id is null);
comment on column place.related_id is 'Of a case or incident the school, line or organisation that it is about.';
create index place_related on place (related_id) where related_id is not null;
comment on table place_point is 'Where what is in use stands, but for vehicles and incidents. Apart from the table with a fence: its index could not be asked there.';
comment on table place_search is 'Pairs of Chinese characters and words of name, address and code; of vehicles and incidents none.';

alter policy place_fence on place using (
  (subject <> 'vehicle' and subject <> 'incident') or (select actor_is_system())
  or (subject = 'vehicle' and (
    area_id in (select a.id from area a where a.path && (select actor_areas('place')))
    or (area_id is null
      and exists (select from area t where t.id = any ((select actor_areas('place'))::uuid[]) and cardinality(t.path) <= 1))))
  or (subject = 'incident' and (
    area_id in (select a.id from area a where a.path && (select actor_areas('incident')))
    or (area_id is null
      and exists (select from area t where t.id = any ((select actor_areas('incident'))::uuid[]) and cardinality(t.path) <= 1)))));

-- An incident itself stands behind its fence already: who sees it sees what is sealed of it.
alter policy place_sealed_fence on place_sealed using (
  (select actor_is_system())
  or exists (
    select from place p where p.id = place_id
      and (p.subject = 'incident'
        or p.area_id in (select a.id from area a where a.path && (select actor_areas('place')))
        or (p.area_id is null
          and exists (select from area t where t.id = any ((select actor_areas('place'))::uuid[]) and cardinality(t.path) <= 1)))));

-- What is said of incidents: read and taken back within their fence, and within no other, whatever else opens an area.
create policy source_statement_incident on source_statement for select using (
  subject_kind = 'incident'
  and (area_id in (select a.id from area a where a.path && (select actor_areas('incident')))
    or (area_id is null
      and exists (select from area t where t.id = any ((select actor_areas('incident'))::uuid[]) and cardinality(t.path) <= 1))));
create policy source_statement_incident_change on source_statement for update using (
  subject_kind = 'incident'
  and (area_id in (select a.id from area a where a.path && (select actor_areas('incident')))
    or (area_id is null
      and exists (select from area t where t.id = any ((select actor_areas('incident'))::uuid[]) and cardinality(t.path) <= 1))))
  with check (true);
create policy source_statement_incident_only on source_statement as restrictive using (
  subject_kind <> 'incident' or (select actor_is_system())
  or area_id in (select a.id from area a where a.path && (select actor_areas('incident')))
  or (area_id is null
    and exists (select from area t where t.id = any ((select actor_areas('incident'))::uuid[]) and cardinality(t.path) <= 1)))
  with check (true);
