-- Places as ledgers: area by area, and by any of their items.
create index place_ledger on place (subject, area_id, id) where retired_at is null;
create index place_items on place using gin (items jsonb_path_ops) where retired_at is null;

-- Everything, for the program itself alone: nobody else finds a row here. Row-level security lets an index answer only comparisons that leak
-- nothing, and those of items are none; so what a condition holds for is asked here, by id, and what is shown of it within the fence.
create view place_everything as
  select id, subject, area_id, items, retired_at from place where (select actor_is_system());
comment on view place_everything is 'Places as the program itself sees them, for asking what a condition holds for; empty for every actor.';
revoke all on place_everything from huying_app;
grant select on place_everything to huying_app;
