import { sql } from 'kysely';
import { badField, badFields, conflict, type FieldFault, notFound } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { stale, wordTaken } from './commands.ts';
import { bare, type RegistryItem } from './registry.ts';
import type { ChangeFieldBody, NewFieldBody, SwitchGroupBody } from './schema.ts';
import { wordsChanged } from './store.ts';

interface FieldRow {
  spec: RegistryItem;
  own_aliases: string[];
  own: boolean;
  retired: boolean;
  version: number;
}

/** Locks what is kept about a subject and reads it; 404 for a subject that is not there. */
async function lockFields(ctx: Context, subject: string): Promise<FieldRow[]> {
  const { rows } = await sql<FieldRow>`
    select spec, own_aliases, own, retired_at is not null as retired, version from dictionary_field
    where subject = ${subject} order by code for update`.execute(ctx.db);
  if (rows.length === 0) throw notFound('对象');
  return rows;
}

/** Words that mean another item of the subject already. */
function taken(
  path: (at: number) => string,
  words: readonly string[],
  others: readonly FieldRow[],
): FieldFault[] {
  return words.flatMap((word, at) => {
    const by = others.find(({ spec, own_aliases }) =>
      [spec.name, ...spec.aliases, ...own_aliases].some((each) => bare(each) === bare(word)),
    );
    // Whoever would add again what was left out is told where it is.
    const name = by?.retired ? `${by.spec.name}（已停用，可重新启用）` : by?.spec.name;
    return name ? [wordTaken(path(at), word, name)] : [];
  });
}

/** What is always sealed, however open a city would have it, and how it is masked. */
const MASKS = { id_number: 'id', phone: 'phone' } as const;

function specOf(subject: string, code: string, body: NewFieldBody): RegistryItem {
  const { name, type, dictionary, many, sealed = false, most } = body;
  const mask = type === 'id_number' || type === 'phone' ? MASKS[type] : undefined;
  return {
    ...{ subject, code, name: name.trim(), aliases: [], type, fence: sealed || mask ? 'sealed' : 'open' },
    ...((sealed || mask) && { mask: mask ?? 'all' }),
    ...(dictionary && { dictionary }),
    ...(many && { many }),
    ...(most && { most }),
  };
}

/**
 * Adds an item of the city's own at the end; phones and ID numbers are always sealed. The same sent twice counts once. Refuses a name that
 * means another item, and a list that is not there.
 */
export async function createField(ctx: Context, subject: string, body: NewFieldBody): Promise<void> {
  const rows = await lockFields(ctx, subject);
  const same = rows.find(
    ({ own, retired, spec }) => own && !retired && spec.name === body.name.trim() && spec.type === body.type,
  );
  if (same) return;
  const faults = taken(() => 'name', [body.name], rows);
  if (faults.length > 0) throw badFields(faults);
  await checkDictionary(ctx, body);
  const used = rows.filter(({ own }) => own).map(({ spec }) => Number(spec.code.slice('own_'.length)));
  const code = `own_${Math.max(0, ...used) + 1}`;
  const spec = specOf(subject, code, body);
  await sql`
    insert into dictionary_field (subject, code, spec, position, own)
    select ${subject}, ${code}, ${JSON.stringify(spec)}::jsonb, max(position) + 1, true
    from dictionary_field where subject = ${subject}`.execute(ctx.db);
  await wordsChanged(ctx, 'dictionary.field', { subject, code, what: 'created' });
}

async function checkDictionary(ctx: Context, { type, dictionary }: NewFieldBody): Promise<void> {
  if (type !== 'code') {
    if (dictionary !== undefined)
      throw badField('dictionary', 'not_a_code', '只有“代码”类型的数据项才选代码表。');
    return;
  }
  const { rows } = await sql`select from dictionary where code = ${dictionary ?? ''}`.execute(ctx.db);
  if (rows.length === 0) throw badField('dictionary', 'unknown_dictionary', '请选择一张代码表。');
}

/**
 * Sets the headings that the city added to an item, retires it or keeps it again. Refuses a stale version, headings that mean another item, and
 * (409 needed) retiring what the program itself reads.
 */
export async function changeField(
  ctx: Context,
  { subject, code }: { subject: string; code: string },
  { version, own_aliases, retired }: ChangeFieldBody,
): Promise<void> {
  const rows = await lockFields(ctx, subject);
  const field = rows.find(({ spec }) => spec.code === code);
  if (!field) throw notFound('数据项');
  if (field.version !== version) throw stale('个数据项', field.version);
  if (retired && field.spec.core) throw conflict('needed', `“${field.spec.name}”是登记必需的，不能停用。`);
  const words = (own_aliases ?? field.own_aliases).map((each) => each.trim());
  const others = rows.filter((other) => other !== field);
  const faults = taken((at) => `own_aliases.${at}`, words, others);
  if (faults.length > 0) throw badFields(faults);
  await sql`
    update dictionary_field set own_aliases = ${words}::text[], version = version + 1,
      retired_at = case when ${retired ?? field.retired}::boolean then coalesce(retired_at, ${ctx.now}::timestamptz) end
    where subject = ${subject} and code = ${code}`.execute(ctx.db);
  const what = (retired ?? field.retired) === field.retired ? 'changed' : retired ? 'retired' : 'kept';
  await wordsChanged(ctx, 'dictionary.field', { subject, code, what });
}

/** Switches a sensitive group on or off, with a reason that stays in the log; refuses a stale version. */
export async function switchGroup(ctx: Context, code: string, body: SwitchGroupBody): Promise<void> {
  const { rows } = await sql<{ version: number }>`
    select version from dictionary_group where code = ${code} for update`.execute(ctx.db);
  if (!rows[0]) throw notFound('敏感群体');
  if (rows[0].version !== body.version) throw stale('个群体', rows[0].version);
  await sql`
    update dictionary_group set switched_on = ${body.on}::boolean, reason = ${body.reason.trim()}, version = version + 1,
      decided_at = ${ctx.now}::timestamptz, decided_by = ${ctx.actor.id}::uuid
    where code = ${code}`.execute(ctx.db);
  await wordsChanged(ctx, 'dictionary.group', { group: code, on: body.on, reason: body.reason.trim() });
}
