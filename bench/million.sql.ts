/** The statements that fill a city with matters, in order. `:n` is their number, `:days` the days they are spread over. */

// A UUIDv7 of a moment whose rest is a hash of a text: the same run makes the same ids.
export const FUNCTIONS = `
  create or replace function bench_id(at timestamptz, salt text) returns uuid language sql immutable parallel safe as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(salt), 1, 3) || '8' || substr(md5(salt), 4, 15))::uuid $$;
  create or replace function bench_pick(i int, salt int, size int) returns int language sql immutable parallel safe as $$
    select ((hashint4extended(i, salt) % size + size) % size)::int $$`;

/** One row per matter with everything drawn: place, type, class, state, people. */
const DRAW = `
  create unlogged table bench_draw as
  select i, at, bench_id(at, 'm' || i) as id, g.*, t.type_code, t.workflow_code, t.workflow_version, t.initial, t.middle, t.final,
    c.code as category_code, x.title, x.text, x.words as text_words,
    i > :n * (1 - :open) as open, bench_pick(i, 5, 3) as stage,
    case when bench_pick(i, 6, 10) < 3 then r.id end as caller_id,
    case when i % (:n / 300) = 0 then (select unit from bench_small) else d.unit end as main_unit,
    p.words as place_words, (i % :rare_a = 0) as rare_a, (i % :rare_b = 0) as rare_b,
    (g.area_2 = (select elsewhere from bench_small) and bench_pick(i, 9, 50) = 0) as elsewhere
  from (select i, now() - interval '1 day' * (:days * (1 - i::float8 / :n)) as at from generate_series(1, :n) i) s
  join bench_grid g on g.k = bench_pick(i, 1, (select count(*)::int from bench_grid))
  join bench_place p on p.k = g.k
  join bench_type t on t.k = bench_pick(i, 2, 20)
  join bench_text x on x.k = bench_pick(i, 3, (select count(*)::int from bench_text))
  join bench_dept d on d.k = bench_pick(i, 4, (select count(*)::int from bench_dept))
  join bench_resident r on r.k = bench_pick(i, 7, (select count(*)::int from bench_resident))
  left join bench_category c on c.type_code = t.type_code and c.k = bench_pick(i, 8, (select count(*)::int from bench_category where type_code = t.type_code))`;

const MATTER = `
  insert into matter (id, number, type_code, workflow_code, workflow_version, state, open, level, channel, title, text, category_code, lng, lat,
    address, placed_by, area_id, area_1, area_2, area_3, area_4, area_5, boundary_version, caller_id, centre_unit, property_unit, owner_unit,
    main_unit, memory, created_by, client_id, event_hash, created_at, updated_at, closed_at, due_at)
  select id, place_code || '-' || to_char(at, 'YYMMDD') || '-' || lpad(i::text, 7, '0'), type_code, workflow_code, workflow_version,
    case when not open then final when stage = 0 then initial else middle end, open, 'A', case when caller_id is null then 'hotline' else 'resident' end,
    title, text || case when rare_a then '，紫藤' else '' end || case when rare_b then '，花架' else '' end || case when elsewhere then '，雁荡' else '' end,
    category_code, lng + bench_pick(i, 10, 1000) / 400000.0, lat + bench_pick(i, 11, 1000) / 400000.0, address, 'point',
    area_id, area_1, area_2, area_3, area_4, area_5, 1, caller_id, centre, property, case when open then case when stage = 0 then centre else main_unit end end,
    main_unit, jsonb_build_object('state_since', at, 'reachable', true, 'counts', '{}'::jsonb), coalesce(caller_id, agent),
    bench_id(at, 'c' || i), sha256(i::text::bytea), at, at, case when not open then at + interval '3 days' end,
    case when open then at + interval '3 days' end
  from bench_draw order by id`;

const PARTY = `
  insert into matter_party (ref, matter_id, kind, open)
  select ref, id, kind, open from bench_draw, lateral (values
    (caller_id, 'caller'), (case when caller_id is null then agent end, 'creator'), (centre, 'centre'), (property, 'property'), (main_unit, 'main')) p(ref, kind)
  where ref is not null order by id on conflict do nothing`;

const CONTACT = `
  insert into matter_contact (matter_id, caller_id, name_sealed, phone_sealed, phone_index)
  select id, caller_id, sha256(('n' || i)::bytea), sha256(('p' || i)::bytea), sha256(('f' || i % 200000)::bytea)
  from bench_draw where caller_id is not null or bench_pick(i, 12, 2) = 0 order by id`;

const TASK = `
  insert into task (id, subject_kind, subject, kind, role, unit_id, state, due_at, created_at, signed_at, closed_at)
  select bench_id(at, 't' || i), 'matter', id, case when open and stage = 0 then 'accept' else 'handle' end,
    case when open and stage = 0 then null else 'main' end, case when open and stage = 0 then centre else main_unit end,
    case when open then 'pending' else 'done' end, at + interval '3 days', at, case when not open then at + interval '1 hour' end,
    case when not open then at + interval '2 days' end
  from bench_draw order by id`;

const CLOCK = `
  insert into workflow_clock (id, subject, kind, started_at, due_at, limits)
  select bench_id(at, 'k' || i), id, case when stage = 0 then 'accept' else 'handle' end, at, at + interval '3 days', '{}' from bench_draw where open`;

const EVENT = `
  insert into event (subject_kind, subject, kind, actor, at, audience, scopes, data, hash)
  select 'matter', id, 'matter.opened', coalesce(caller_id, agent), at, 'caller', array_remove(array[area_1, area_2, area_3, area_4, area_5, caller_id, centre, property, main_unit], null),
    '{"from": null, "to": "reported", "form": {}}', sha256(i::text::bytea)
  from bench_draw order by id`;

const short = (column: string) => `right(${column}::text, 12)`;
// The words the indexer (jobs.search.ts) would make.
const SEARCH = `
  insert into matter_search (matter_id, doc)
  select id, array_to_tsvector(array_remove(text_words || place_words || array[
      '@a' || ${short('area_1')}, '@a' || ${short('area_2')}, '@a' || ${short('area_3')}, '@a' || ${short('area_4')}, '@a' || ${short('area_5')},
      '@p' || ${short('caller_id')}, '@p' || ${short('coalesce(caller_id, agent)')}, '@p' || ${short('centre')}, '@p' || ${short('property')}, '@p' || ${short('main_unit')},
      '@t1.' || day, '@t8.' || day / 8, '@t64.' || day / 64, '@t512.' || day / 512, '@type:' || type_code,
      '@source:' || case when caller_id is null then 'hotline' else 'resident' end, '@category:' || category_code,
      place_code, to_char(at, 'YYMMDD'), lpad(i::text, 7, '0'),
      case when rare_a then '紫藤' end, case when rare_b then '花架' end, case when elsewhere then '雁荡' end], null))
  from (select *, floor(extract(epoch from at) / 86400)::int as day from bench_draw) d
  order by id`;

const COUNTS = `
  insert into matter_count (ref, type_code, state, confidential, n)
  select ref, type_code, state, confidential, count(*) from matter, unnest(array[area_1, area_2, area_3, area_4, area_5]) ref
  where ref is not null group by 1, 2, 3, 4;
  insert into task_count (ref, kind, open) select unit_id, kind, count(*) from task where closed_at is null group by 1, 2`;

const FOLLOWERS = `
  update subscriber set (xid, seq) = (select xid, seq from event order by xid desc, seq desc limit 1)`;

/** Each with the tables it fills: their indexes are taken away before and made again after, which is far faster. */
export const STEPS: { name: string; sql: string }[] = [
  { name: 'draw', sql: DRAW },
  { name: 'matter', sql: MATTER },
  { name: 'matter_party', sql: PARTY },
  { name: 'matter_contact', sql: CONTACT },
  { name: 'task', sql: TASK },
  { name: 'workflow_clock', sql: CLOCK },
  { name: 'event', sql: EVENT },
  { name: 'matter_search', sql: SEARCH },
  { name: 'counts', sql: COUNTS },
  { name: 'followers', sql: FOLLOWERS },
];
export const FILLED = ['matter', 'matter_party', 'matter_contact', 'task', 'event', 'matter_search'];
