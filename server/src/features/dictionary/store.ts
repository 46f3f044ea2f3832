import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { cacheOf } from '../../platform/cache.ts';
import { recordNext } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { PackWords } from './pack.ts';
import { type RegistryItem, type RegistryItems, registryOf } from './registry.ts';
import { type Dictionaries, type Dictionary, dictionariesOf } from './words.ts';

/** What the words as a whole are in the event log: lists have codes and no ids. */
const WORDS_SUBJECT = '00000000-0000-7000-8000-000000000030';

const lists = cacheOf<Dictionaries>(['dictionary.'], async ({ db }) => {
  const { rows } = await sql<Dictionary>`
    select d.code, d.name, d.standard, d.unsure, d.note, coalesce(i.items, '[]') as items
    from dictionary d left join (
      select dictionary, jsonb_agg(jsonb_build_object('number', number, 'code', code, 'name', name, 'aliases', to_jsonb(aliases),
        'foreign', foreign_codes, 'retired', retired_at is not null) order by position, number) as items
      from dictionary_item group by dictionary) i on i.dictionary = d.code
    order by d.position, d.code`.execute(db);
  return dictionariesOf(rows);
});

const registry = cacheOf<RegistryItems>(['dictionary.'], async (runtime) => {
  const { rows } = await sql<{ spec: RegistryItem; own_aliases: string[]; retired: boolean }>`
    select spec, own_aliases, retired_at is not null as retired from dictionary_field order by subject, position, code`.execute(
    runtime.db,
  );
  const items = rows.map(({ spec, own_aliases, retired }) => ({
    ...spec,
    aliases: [...spec.aliases, ...own_aliases],
    ...(own_aliases.length > 0 && { own_aliases }),
    ...(retired && { retired }),
  }));
  return registryOf(items, await switched.get(runtime));
});

const switched = cacheOf<ReadonlySet<string>>(['dictionary.'], async ({ db }) => {
  const { rows } = await sql<{ code: string }>`select code from dictionary_group where switched_on`.execute(
    db,
  );
  return new Set(rows.map(({ code }) => code));
});

/** All dictionaries as they are now; kept in memory until one changes. */
export const dictionaries = (runtime: Runtime): Promise<Dictionaries> => lists.get(runtime);
/** The items of the registry as they are now, without those of sensitive groups that are off; kept in memory until something changes. */
export const registryItems = (runtime: Runtime): Promise<RegistryItems> => registry.get(runtime);
/** The sensitive groups that are on. */
export const groupsOn = (runtime: Runtime): Promise<ReadonlySet<string>> => switched.get(runtime);

const forget = (runtime: Runtime): void => {
  for (const cache of [lists, registry, switched]) cache.forget(runtime);
};

/** `run` for changes of words: forgotten again once it is committed, since somebody may have read the old ones meanwhile. */
export async function changeWords<T>(
  runtime: Runtime,
  actor: Actor,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  const done = await run(runtime, actor, work);
  forget(runtime);
  return done;
}

/** Records what changed about the words, and forgets what was kept of them. */
export async function wordsChanged(
  ctx: Context,
  kind: 'dictionary.loaded' | 'dictionary.changed' | 'dictionary.field' | 'dictionary.group',
  data: Record<string, string | number | boolean | null>,
): Promise<void> {
  const about = { subjectKind: 'dictionary', subject: WORDS_SUBJECT, audience: 'staff', scopes: [] } as const;
  await recordNext(ctx, { ...about, kind, data });
  forget(ctx.runtime);
}

/** Brings the words to what a pack says. What a city edited stays, what it added stays, nothing is taken away. */
export async function syncWords(ctx: Context, words: PackWords): Promise<void> {
  await syncDictionaries(ctx, words.dictionaries);
  const fields = words.items.map((spec, position) => ({
    subject: spec.subject,
    code: spec.code,
    spec,
    position,
  }));
  await sql`
    insert into dictionary_field (subject, code, spec, position)
    select subject, code, spec, position from jsonb_to_recordset(${JSON.stringify(fields)}::jsonb)
      as f (subject text, code text, spec jsonb, position int)
    on conflict (subject, code) do update set spec = excluded.spec, position = excluded.position`.execute(
    ctx.db,
  );
  const groups = words.groups.map((group, position) => ({ ...group, position }));
  await sql`
    insert into dictionary_group (code, name, law, position)
    select code, name, law, position from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb)
      as g (code text, name text, law text, position int)
    on conflict (code) do update set name = excluded.name, law = excluded.law, position = excluded.position`.execute(
    ctx.db,
  );
  await wordsChanged(ctx, 'dictionary.loaded', {
    dictionaries: words.dictionaries.length,
    fields: fields.length,
  });
}

async function syncDictionaries(ctx: Context, read: PackWords['dictionaries']): Promise<void> {
  const rows = read.map(({ items: _, ...list }, position) => ({
    ...list,
    unsure: list.unsure === true,
    position,
  }));
  await sql`
    insert into dictionary (code, name, standard, unsure, note, position)
    select code, name, standard, unsure, note, position from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as d (code text, name text, standard text, unsure boolean, note text, position int)
    on conflict (code) do update set name = excluded.name, standard = excluded.standard, unsure = excluded.unsure,
      note = excluded.note, position = excluded.position where dictionary.edited_at is null`.execute(ctx.db);
  const items = read.flatMap((list) =>
    list.items.map((item, position) => ({
      dictionary: list.code,
      aliases: [],
      foreign: {},
      ...item,
      position,
    })),
  );
  // A number is the next free one of its list and is never given again.
  await sql`
    insert into dictionary_item (dictionary, number, code, name, aliases, foreign_codes, position)
    select dictionary, coalesce((select max(number) from dictionary_item o where o.dictionary = i.dictionary), 0)
        + row_number() over (partition by dictionary, known order by position), code, name, aliases, "foreign", position
    from (
      select i.*, exists (select from dictionary_item o where o.dictionary = i.dictionary and o.code = i.code) as known
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
        as i (dictionary text, code text, name text, aliases text[], "foreign" jsonb, position int)) i
    on conflict (dictionary, code) do update set name = excluded.name, aliases = excluded.aliases,
      foreign_codes = excluded.foreign_codes, position = excluded.position where dictionary_item.edited_at is null`.execute(
    ctx.db,
  );
}
