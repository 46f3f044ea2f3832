import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { knowsItem } from './policy.ts';
import { asItIs, type RegistryItem } from './registry.ts';
import type { DictionaryDetail } from './schema.ts';
import { groupsOn } from './store.ts';

type Summary = Omit<DictionaryDetail, 'items' | 'used_by'>;

const SUMMARY = sql`
  d.code, d.name, d.standard, d.unsure, d.note, d.own, d.version,
  (select count(*)::int from dictionary_item i where i.dictionary = d.code and i.retired_at is null) as offered,
  (select count(*)::int from dictionary_item i where i.dictionary = d.code and i.retired_at is not null) as retired`;

/** How many of the words that were found are told. */
const FOUND = 5;

/** The lists, in their order; with words to look for, those whose name, standard, code or word contains them. */
export async function listDictionaries(
  { db }: Runtime,
  search = '',
): Promise<{ items: (Summary & { found: string[] })[] }> {
  const said = search.normalize('NFKC').trim().toLowerCase();
  // position(), not like: what somebody looks for has no wildcards.
  const { rows } = await sql<Summary & { found: string[] }>`
    select ${SUMMARY}, f.found
    from dictionary d cross join lateral (
      select array(select i.name from dictionary_item i where i.dictionary = d.code and ${said} <> ''
          and (position(${said} in lower(i.name)) > 0 or i.code = ${said} or ${said} = any (i.aliases))
        order by i.position limit ${sql.lit(FOUND)}) as found) f
    where ${said} = '' or position(${said} in lower(d.name || ' ' || d.code || ' ' || coalesce(d.standard, ''))) > 0
      or cardinality(f.found) > 0
    order by d.position, d.code`.execute(db);
  return { items: rows };
}

/** A list with all its words, retired ones last, and the items that use it, as far as the actor may know them; 404 for one that is not there. */
export async function readDictionary(
  runtime: Runtime,
  actor: Actor,
  code: string,
): Promise<DictionaryDetail> {
  const { rows } = await sql<Omit<DictionaryDetail, 'used_by'> & { used_by: RegistryItem[] }>`
    select ${SUMMARY},
      array(select f.spec from dictionary_field f where f.spec->>'dictionary' = d.code order by subject, position) as used_by,
      coalesce((select jsonb_agg(jsonb_build_object('number', number, 'code', code, 'name', name, 'aliases', to_jsonb(aliases),
          'foreign', foreign_codes, 'retired', retired_at is not null, 'version', version)
          order by retired_at is not null, position, number)
        from dictionary_item i where i.dictionary = d.code), '[]') as items
    from dictionary d where d.code = ${code}`.execute(runtime.db);
  if (!rows[0]) throw notFound('字典');
  const on = await groupsOn(runtime);
  const used = rows[0].used_by.filter((spec) => knowsItem(actor, asItIs(spec, on)));
  return { ...rows[0], used_by: used.map(({ name }) => name) };
}

interface FieldRow {
  spec: RegistryItem;
  own_aliases: string[];
  own: boolean;
  retired: boolean;
  version: number;
}

/** What is not said of an item. */
const UNSAID = {
  ...{ dictionary: null, mask: null, group: null, standard: null, most: null },
  ...{ many: false, unsure: false, core: false },
};

/** What is kept about a subject (with `all` retired ones too), without the items of sensitive groups that are off or none of the actor's business; 404 for a subject that is not there. */
export async function listFields(runtime: Runtime, actor: Actor, subject: string, all = false) {
  const { rows } = await sql<FieldRow>`
    select spec, own_aliases, own, retired_at is not null as retired, version from dictionary_field
    where subject = ${subject} order by retired_at is not null, position, code`.execute(runtime.db);
  if (rows.length === 0) throw notFound('对象');
  const on = await groupsOn(runtime);
  const shown = rows.filter(({ spec, retired }) => (all || !retired) && knowsItem(actor, asItIs(spec, on)));
  return {
    items: shown.map(({ spec: { subject: _, past: __, ...spec }, ...row }) => ({
      ...UNSAID,
      ...spec,
      ...row,
    })),
  };
}

interface GroupRow {
  code: string;
  name: string;
  law: string;
  on: boolean;
  fields: number;
  reason: string | null;
  decided_at: Date | null;
  decided_by: string | null;
  version: number;
}

/** The sensitive groups, and who decided last. */
export async function listGroups({ db }: Runtime) {
  const { rows } = await sql<GroupRow>`
    select g.code, g.name, g.law, g.switched_on as on, g.reason, g.decided_at, a.name as decided_by, g.version,
      (select count(*)::int from dictionary_field f where f.spec->>'group' = g.code) as fields
    from dictionary_group g left join account a on a.id = g.decided_by order by g.position, g.code`.execute(
    db,
  );
  return { items: rows.map((row) => ({ ...row, decided_at: row.decided_at?.toISOString() ?? null })) };
}
