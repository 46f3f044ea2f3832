import { sql } from 'kysely';
import { badFields, conflict, type FieldFault, notFound } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { bare } from './registry.ts';
import type { ChangeDictionaryBody, ChangeItemBody, NewDictionaryBody, NewItem } from './schema.ts';
import { wordsChanged } from './store.ts';

export const stale = (what: string, version: number) =>
  conflict('stale', `这${what}刚被别人修改过，请刷新后再改。`, { version });

interface ItemRow {
  number: number;
  code: string;
  name: string;
  aliases: string[];
  foreign: Record<string, string[]>;
  retired: boolean;
  version: number;
}

/** Locks a list and reads its words; 404 for one that is not there. */
async function lockDictionary(ctx: Context, code: string): Promise<{ version: number; items: ItemRow[] }> {
  const { rows } = await sql<{ version: number }>`
    select version from dictionary where code = ${code} for update`.execute(ctx.db);
  if (!rows[0]) throw notFound('字典');
  const items = await sql<ItemRow>`
    select number, code, name, aliases, foreign_codes as foreign, retired_at is not null as retired, version
    from dictionary_item where dictionary = ${code} order by number`.execute(ctx.db);
  return { version: rows[0].version, items: items.rows };
}

/** Makes a list of the city's own; refuses (409 code_taken) a code that is used. The same sent twice counts once. */
export async function createDictionary(ctx: Context, body: NewDictionaryBody): Promise<void> {
  const { code, name, standard = null, note = null } = body;
  const { rows } = await sql<{ name: string; own: boolean }>`
    insert into dictionary (code, name, standard, unsure, note, position, own, edited_at)
    values (${code}, ${name.trim()}, ${standard}::text, false, ${note}::text,
      (select coalesce(max(position), 0) + 1 from dictionary), true, ${ctx.now}::timestamptz)
    on conflict (code) do nothing returning name, own`.execute(ctx.db);
  if (rows[0]) return wordsChanged(ctx, 'dictionary.changed', { dictionary: code, what: 'created' });
  const known = await sql<{ name: string; own: boolean }>`
    select name, own from dictionary where code = ${code}`.execute(ctx.db);
  if (!known.rows[0]?.own || known.rows[0].name !== name.trim())
    throw conflict('code_taken', `字典代码 ${code} 已被“${known.rows[0]?.name}”使用，请换一个。`);
}

/** Changes what a list is called and where it comes from; refuses a stale version. */
export async function changeDictionary(
  ctx: Context,
  code: string,
  body: ChangeDictionaryBody,
): Promise<void> {
  const { version } = await lockDictionary(ctx, code);
  if (version !== body.version) throw stale('个字典', version);
  await sql`
    update dictionary set name = coalesce(${body.name?.trim() ?? null}::text, name),
      standard = case when ${body.standard !== undefined}::boolean then ${body.standard ?? null}::text else standard end,
      note = case when ${body.note !== undefined}::boolean then ${body.note ?? null}::text else note end,
      unsure = coalesce(${body.unsure ?? null}::boolean, unsure),
      version = version + 1, edited_at = ${ctx.now}::timestamptz
    where code = ${code}`.execute(ctx.db);
  await wordsChanged(ctx, 'dictionary.changed', { dictionary: code, what: 'changed' });
}

export const wordTaken = (path: string, word: string, by: string): FieldFault => ({
  path,
  code: 'word_taken',
  message: `“${word}”已经是“${by}”的名称或别名，同一个词只能指一个代码。`,
});

/** A text as it is compared with codes. */
const asSaid = (text: string): string => text.normalize('NFKC').trim();

/** A word that would mean two offered codes of one list. A code is understood before any word: it may not be another one's word, nor a word another one's code. */
function ambiguous(path: string, item: NewItem, others: readonly NewItem[]): FieldFault[] {
  const words = [
    { word: item.name, at: `${path}name` },
    ...(item.aliases ?? []).map((word, i) => ({ word, at: `${path}aliases.${i}` })),
  ];
  const called = others.find(({ name, aliases = [] }) =>
    [name, ...aliases].some((each) => asSaid(each) === item.code),
  );
  if (called) return [wordTaken(`${path}code`, item.code, called.name)];
  return words.flatMap(({ word, at }) => {
    const other = others.find(
      ({ code, name, aliases = [] }) =>
        code === asSaid(word) || [name, ...aliases].some((each) => bare(each) === bare(word)),
    );
    return other ? [wordTaken(at, word, other.name)] : [];
  });
}

/**
 * Adds words at the end of a list; those that are there with the same name already are passed over, so that the same may be sent again.
 * Refuses codes that are used for something else and words that would mean two codes, each at its line.
 */
export async function addItems(ctx: Context, dictionary: string, added: readonly NewItem[]): Promise<void> {
  const { items } = await lockDictionary(ctx, dictionary);
  const known = new Map(items.map((item) => [item.code, item]));
  const fresh = added.filter(({ code, name }) => known.get(code)?.name !== name.trim());
  const faults = fresh.flatMap((item, i): FieldFault[] => {
    const at = `items.${added.indexOf(item)}.`;
    const before = fresh.slice(0, i);
    const taken = known.get(item.code) ?? before.find((other) => other.code === item.code);
    if (taken)
      return [
        { path: `${at}code`, code: 'code_taken', message: `代码 ${item.code} 已用于“${taken.name}”。` },
      ];
    return ambiguous(at, item, [...items.filter(({ retired }) => !retired), ...before]);
  });
  if (faults.length > 0) throw badFields(faults.slice(0, 50));
  if (fresh.length === 0) return;
  const start = Math.max(0, ...items.map(({ number }) => number));
  const rows = fresh.map(({ code, name, aliases = [] }, i) => ({
    ...{ number: start + i + 1, code, name: name.trim() },
    aliases: aliases.map((each) => each.trim()),
  }));
  await sql`
    insert into dictionary_item (dictionary, number, code, name, aliases, position, edited_at)
    select ${dictionary}, number, code, name, aliases,
      number + (select coalesce(max(position), 0) from dictionary_item where dictionary = ${dictionary}), ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i (number int, code text, name text, aliases text[])`.execute(
    ctx.db,
  );
  await wordsChanged(ctx, 'dictionary.changed', { dictionary, what: 'added', n: fresh.length });
}

/** Codes of a foreign system that mean another word already. */
function foreignTaken(wanted: ItemRow['foreign'], others: readonly ItemRow[]): FieldFault[] {
  return Object.entries(wanted).flatMap(([system, codes]) =>
    codes.flatMap((code, at) => {
      const other = others.find(({ foreign }) => foreign[system]?.includes(code));
      return other ? [wordTaken(`foreign.${system}.${at}`, code, other.name)] : [];
    }),
  );
}

/** Changes a word, retires it or offers it again; its code and number stay for ever. Refuses a stale version and words of two meanings. */
export async function changeItem(
  ctx: Context,
  dictionary: string,
  number: number,
  body: ChangeItemBody,
): Promise<void> {
  const { items } = await lockDictionary(ctx, dictionary);
  const item = items.find((each) => each.number === number);
  if (!item) throw notFound('代码');
  if (item.version !== body.version) throw stale('个代码', item.version);
  const next = {
    ...{ name: body.name?.trim() ?? item.name, retired: body.retired ?? item.retired },
    aliases: body.aliases?.map((each) => each.trim()) ?? item.aliases,
  };
  const others = items.filter((other) => other !== item && !other.retired);
  const faults = next.retired
    ? []
    : [
        ...ambiguous('', { code: item.code, ...next }, others),
        ...foreignTaken(body.foreign ?? item.foreign, others),
      ];
  if (faults.length > 0) throw badFields(faults);
  await sql`
    update dictionary_item set name = ${next.name}, aliases = ${next.aliases}::text[],
      foreign_codes = coalesce(${body.foreign ? JSON.stringify(body.foreign) : null}::jsonb, foreign_codes),
      retired_at = case when ${next.retired}::boolean then coalesce(retired_at, ${ctx.now}::timestamptz) end,
      version = version + 1, edited_at = ${ctx.now}::timestamptz
    where dictionary = ${dictionary} and number = ${number}::int`.execute(ctx.db);
  const what = next.retired === item.retired ? 'changed' : next.retired ? 'retired' : 'offered';
  await wordsChanged(ctx, 'dictionary.changed', { dictionary, number, code: item.code, what });
}
