-- Looks that were kept before the auditor's list knew their kinds stood in the log and in no list: its follower had passed them. They are entered as the
-- follower enters them, with their areas, and as outside by where their readers belong now, for nothing says where they belonged then. The chain is
-- over the log, in which nothing changes; entries are made from it and made again the same. No alert is raised of them: whoever is told of what was read
-- long ago looks for what is going on now.
with looked as (
  select e.seq, e.at, e.kind, e.actor, e.subject_kind, e.subject, e.scopes, e.data from event e
  where e.kind in ('place.looked', 'care.duty-called') and not exists (select from audit_entry x where x.seq = e.seq)
), named as (
  select distinct l.seq, l.at, step.id as area_id from looked l
  cross join lateral (
    select id::text as id from unnest(l.scopes) as scope(id) union select l.data->>'area' union select l.data->>'area_id') said
  join area a on a.id::text = said.id
  cross join lateral (select id from unnest(a.path) as above(id) union select a.id) step
), home as (
  select r.account_id, coalesce(r.area_id, u.area_id) as area_id from account_relation r
  join account_role role on role.code = r.role_code and role.scope = 'area' left join account_unit u on u.id = r.unit_id
  where r.ended_at is null and r.account_id in (select actor from looked)
), entered as (
  insert into audit_entry (seq, at, category, kind, actor, subject_kind, subject, outside)
  select l.seq, l.at, 'look', l.kind, l.actor, case when l.data ? 'person' then 'person' else l.subject_kind end,
    coalesce((l.data->>'person')::uuid, l.subject),
    exists (select from named n where n.seq = l.seq) and exists (select from home h where h.account_id = l.actor)
      and not exists (select from home h join named n on n.area_id = h.area_id where h.account_id = l.actor and n.seq = l.seq)
  from looked l
)
insert into audit_area (area_id, at, seq) select area_id, at, seq from named on conflict do nothing;
