-- The areas of the actor are taken out of the scope once for a statement, not once for each area they are compared with: in a city of
-- 1,800 areas that was most of a search. The policies say the same as before.
do $$
declare
  p record;
  once text;
begin
  for p in
    select policyname, tablename, qual, with_check from pg_policies
    where tablename ~ '^(resident_|source_statement)' and qual ~ 'actor_areas'
  loop
    once := '&& (select actor_areas(''resident''))';
    execute format('alter policy %I on %I using (%s)', p.policyname, p.tablename,
      replace(p.qual, '&& actor_areas(''resident''::text)', once));
    if p.with_check ~ 'actor_areas' then
      execute format('alter policy %I on %I with check (%s)', p.policyname, p.tablename,
        replace(p.with_check, '&& actor_areas(''resident''::text)', once));
    end if;
  end loop;
end $$;
