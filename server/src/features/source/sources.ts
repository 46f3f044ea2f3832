import { sql } from 'kysely';
import { parse } from 'yaml';
import { cacheOf } from '../../platform/cache.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';

/** Where values come from. */
export interface Source {
  code: string;
  name: string;
}

/** What a pack says of sources: their names in their order, and whose word holds for which item of which kind of subject. */
export interface SourceData {
  sources: Source[];
  rules: Record<string, Record<string, string[]>>;
}

/** Reads `sources.yaml`; throws in words when a rule names a source that is not there. */
export function parseSources(text: string): SourceData {
  const { sources = [], rules = {} } = parse(text) as Partial<SourceData>;
  const known = new Set(sources.map(({ code }) => code));
  for (const [kind, items] of Object.entries(rules))
    for (const [item, order] of Object.entries(items))
      for (const source of order)
        if (!known.has(source)) throw new Error(`sources.yaml：${kind}.${item} 引用了没有的来源 ${source}`);
  return { sources, rules };
}

/** Brings the sources to what the pack says; sources that it no longer names stay for what they once said. */
export async function syncSources(ctx: Context, { sources, rules }: SourceData): Promise<void> {
  const rows = sources.map((source, rank) => ({ ...source, rank }));
  const ruled = Object.entries(rules).flatMap(([subject_kind, items]) =>
    Object.entries(items).map(([item, order]) => ({ subject_kind, item, sources: order })),
  );
  await sql`
    insert into source (code, name, rank)
    select code, name, rank from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(code text, name text, rank int)
    on conflict (code) do update set name = excluded.name, rank = excluded.rank, retired_at = null`.execute(
    ctx.db,
  );
  await sql`
    insert into source_rule (subject_kind, item, sources)
    select subject_kind, item, sources
    from jsonb_to_recordset(${JSON.stringify(ruled)}::jsonb) as r(subject_kind text, item text, sources text[])
    on conflict (subject_kind, item) do nothing`.execute(ctx.db);
  cache.forget(ctx.runtime);
}

/** The sources by code, and the rules. */
export interface Sources {
  nameOf(code: string): string;
  all(): readonly Source[];
  /** Whose word holds for an item, first first; empty when somebody must decide. */
  order(subjectKind: string, item: string): readonly string[];
  /** The items of a kind of subject that have a rule. */
  ruled(subjectKind: string): { item: string; sources: string[] }[];
}

const cache = cacheOf(['source.'], async (runtime): Promise<Sources> => {
  const [sources, rules] = await Promise.all([
    sql<Source>`select code, name from source where retired_at is null order by rank`.execute(runtime.db),
    sql<{ key: string; sources: string[] }>`
      select subject_kind || '.' || item as key, sources from source_rule`.execute(runtime.db),
  ]);
  const names = new Map(sources.rows.map(({ code, name }) => [code, name]));
  const orders = new Map(rules.rows.map((rule) => [rule.key, rule.sources]));
  return {
    nameOf: (code) => names.get(code) ?? code,
    all: () => sources.rows,
    ruled: (kind) =>
      rules.rows.flatMap(({ key, sources: order }) =>
        key.startsWith(`${kind}.`) ? [{ item: key.slice(kind.length + 1), sources: order }] : [],
      ),
    order: (kind, item) => orders.get(`${kind}.${item}`) ?? [],
  };
});

/** The sources as they are now, kept in memory. */
export const sourcesOf = (runtime: Runtime): Promise<Sources> => cache.get(runtime);

/** After a change of one's own. */
export const forgetSources = (runtime: Runtime): void => cache.forget(runtime);

/** What the rules are in the event log. */
const RULES_SUBJECT = '00000000-0000-7000-8000-000000000040';

/** Sets whose word holds for an item, first first; an empty list takes the rule away. Records it; who keeps the subject folds anew. */
export async function changeRule(
  ctx: Context,
  subjectKind: string,
  item: string,
  order: readonly string[],
): Promise<void> {
  if (order.length === 0)
    ctx.write(sql`delete from source_rule where subject_kind = ${subjectKind} and item = ${item}`);
  else
    ctx.write(sql`
      insert into source_rule (subject_kind, item, sources) values (${subjectKind}, ${item}, ${order as string[]}::text[])
      on conflict (subject_kind, item) do update set sources = excluded.sources`);
  await recordNext(ctx, {
    ...{ subjectKind: 'source_rule', subject: RULES_SUBJECT, kind: 'source.rule', audience: 'staff' },
    ...{ scopes: [ctx.actor.id], data: { subject_kind: subjectKind, item, sources: [...order] } },
  });
  cache.forget(ctx.runtime);
}
