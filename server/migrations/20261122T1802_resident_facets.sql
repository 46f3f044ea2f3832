-- A facet was the number of a code within its dictionary, so the index could not tell 女 from 未婚. It is one of item and code together now:
-- the first four bytes of the SHA-256 of `item=code`, `item=true` of a flag, `item=*` where anything is known. Here some carry more than
-- they need, which costs a look: every condition is compared with the value all the same.
create function pg_temp.facet(said text) returns int language sql immutable
  return ('x' || left(encode(sha256(convert_to(said, 'UTF8')), 'hex'), 8))::bit(32)::int;
update resident_person p set facets = coalesce((
  select array_agg(distinct facet order by facet) from (
    select pg_temp.facet(i.key || '=' || code) as facet from jsonb_each_text(p.items) i cross join string_to_table(i.value, '|') code
      where length(code) <= 8
    union all
    select pg_temp.facet(i.key || '=*') from jsonb_each_text(p.items) i where length(i.value) between 1 and 10) f), '{}')
where p.items <> '{}';
comment on column resident_person.facets is 'Numbers of item and code together, of flags that are set, of rare items of which anything is known: for lists that filter by several.';

-- Everybody, for the program itself alone: nobody else finds a row here. Row-level security lets an index answer only comparisons that
-- leak nothing, and those of facets are none; so who a rule holds for is asked here, by id, and what is shown of them within the fence.
create view resident_everybody as
  select id, area_id, house_id, household_id, account_id, kin, name, sex, birth, items, facets, state, waiting, created_at, changed_at
  from resident_person where (select actor_is_system());
comment on view resident_everybody is 'People as the program itself sees them, for asking who a rule holds for; empty for every actor.';
revoke all on resident_everybody from huying_app;
grant select on resident_everybody to huying_app;
