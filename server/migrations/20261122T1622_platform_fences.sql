-- Areas within which the actor may read what one feature keeps about people: the fourth part of the scope, by feature.
create function actor_areas(feature text) returns uuid[] language sql stable parallel safe
  return coalesce((nullif(split_part(current_setting('app.scope', true), '|', 4), '')::jsonb ->> feature)::uuid[], '{}');
