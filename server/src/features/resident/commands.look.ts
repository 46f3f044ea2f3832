import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, holds, SYSTEM } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import type { RegistryItem } from '../dictionary/index.ts';
import type { Values } from '../source/index.ts';
import { foldingOf, SUBJECT } from './folded.ts';
import { DECIDE, mayAt, mayItemAt, UNMASK } from './policy.ts';
import { openWords } from './queries.detail.ts';
import { findPerson, hiddenOf, idsInto, type Person, personsById } from './row.ts';
import type { ConflictLookBody, ConflictWords, LooksView } from './schema.ts';
import { toldItems } from './told.ts';
import { requireGroups } from './values.ts';

/** What a look is for; refused in these words when nothing is said. */
export function purposeOf(purpose: string, refusal: string): string {
  const why = purpose.trim();
  if (why.length < 2) throw badField('purpose', 'required', refusal);
  return why;
}

/**
 * Keeps who saw what of a person, and tells the log, which names no item of a sensitive group. Each look is a subject of its own, so that no
 * row is waited for.
 */
export function keepLook(
  ctx: Context,
  person: Pick<Person, 'id' | 'area_id'>,
  seen: readonly Pick<RegistryItem, 'code' | 'group'>[],
  purpose: string,
): void {
  const items = seen.map(({ code }) => code);
  const id = uuidv7(ctx.now);
  ctx.write(sql`
    insert into resident_look (id, person_id, account_id, area_id, items, purpose, at)
    values (${id}::uuid, ${person.id}::uuid, ${ctx.actor.id}::uuid, ${person.area_id}::uuid, ${items}::text[], ${purpose}, ${ctx.now}::timestamptz)`);
  record(ctx, {
    ...{ subjectKind: 'resident_look', subject: id, kind: 'person.looked', audience: 'staff' as const },
    scopes: [ctx.actor.id],
    data: { person: person.id, items: toldItems(seen), purpose, area: person.area_id },
    prevHash: null,
  });
}

/**
 * The phone of a person, for a work whose own right the caller has checked (a visit of care), kept like any look. Null when none is
 * registered.
 */
export async function lookAtPhone(ctx: Context, id: string, purpose: string): Promise<string | null> {
  const [person] = await personsById(ctx.db, [id]);
  const phone = person && hiddenOf(ctx.runtime, person).phone;
  if (!person || !phone) return null;
  keepLook(ctx, person, [{ code: 'phone' }], purpose);
  return String(phone);
}

/**
 * Shows values of a person whole, for a purpose that is kept with who looked and what at; the person and the auditor read it. Refuses items of
 * sensitive groups without their own permission, and whoever may not unmask where the person lives.
 */
export async function lookAt(
  runtime: Runtime,
  actor: Actor,
  id: string,
  items: readonly string[],
  purpose: string,
): Promise<Values> {
  const why = purposeOf(purpose, '请写明查看的用途，例如“电话核实居住情况”。');
  const folding = await foldingOf(runtime);
  return run(runtime, actor, async (ctx) => {
    const { person, areas } = await findPerson(ctx, actor, id);
    if (!mayAt(actor, UNMASK, person.area_id, areas)) throw notAllowed('您不能查看这个人员的完整信息。');
    const all: Values = { ...person.items, ...hiddenOf(runtime, person) };
    const shown: Values = {};
    const seen: RegistryItem[] = [];
    for (const code of items) {
      const item = folding.items.item(SUBJECT, code);
      if (!item) throw badField('items', 'unknown_item', `没有“${code}”这一项。`);
      if (!mayItemAt(actor, item, person.area_id, areas))
        throw notAllowed(`“${item.name}”属于敏感人群信息，您没有相应的权限。`);
      if (all[code] === undefined || all[code] === null) continue;
      shown[code] = all[code];
      seen.push(item);
    }
    if (seen.length === 0) throw conflict('no_value', '这几项没有登记内容。');
    keepLook(ctx, person, seen, why);
    return shown;
  });
}

/**
 * Shows all that sources say of an item on which they differ, whole, to whoever decides where the person lives: masks alone cannot be decided.
 * Kept like any look. Refuses an item that waits for nobody, and one of a sensitive group without its permission.
 */
export async function lookAtConflict(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { item, purpose }: Static<typeof ConflictLookBody>,
): Promise<Static<typeof ConflictWords>> {
  const why = purposeOf(purpose, '请写明查看的用途，例如“核对两个来源的电话”。');
  const folding = await foldingOf(runtime);
  return run(runtime, actor, async (ctx) => {
    const { person, areas } = await findPerson(ctx, actor, id);
    if (!mayAt(actor, DECIDE, person.area_id, areas)) throw notAllowed('您不能核对这个人员的信息。');
    // Before it is known whether sources differ on it: that alone would say that something is kept.
    requireGroups(ctx, folding, [item], [person.area_id, areas]);
    const open = await openWords(ctx, person, areas, item);
    if (!open) throw conflict('decided', '这一项已经核对过了，请刷新后查看。');
    keepLook(ctx, person, [open.item], why);
    return { words: open.words };
  });
}

interface LookRow {
  at: Date;
  account_id: string;
  items: string[];
  purpose: string;
}

/** Who looked at a person, newest first: for the person (who is told the organisation) and for the auditor (who is told the name). */
export async function looksAt(runtime: Runtime, actor: Actor, id: string): Promise<Static<typeof LooksView>> {
  const audits = holds(actor, 'audit:read');
  const { items } = await foldingOf(runtime);
  return run(runtime, SYSTEM, async ({ db }) => {
    const own =
      await sql`select from resident_person where id = ${id}::uuid and account_id = ${actor.id}::uuid`.execute(
        db,
      );
    if (!audits && own.rows.length === 0) throw notFound('人员');
    // A record that was merged into this one is about the same person, and so were the looks at it.
    const records = [id, ...(await idsInto(db, id))];
    const { rows } = await sql<LookRow & { units: string | null }>`
      select l.at, l.account_id, l.items, l.purpose, (select string_agg(distinct u.name, '、') from account_relation r
        join account_unit u on u.id = r.unit_id where r.account_id = l.account_id) as units
      from resident_look l where l.person_id = any (${records}::uuid[]) order by l.id desc limit ${atMost(500)}`.execute(
      db,
    );
    const names = await accountNames(db, [...new Set(rows.map((row) => row.account_id))]);
    return {
      items: rows.map((row) => ({
        at: row.at.toISOString(),
        who: audits
          ? [names.get(row.account_id), row.units].filter(Boolean).join('，')
          : (row.units ?? '工作人员'),
        items: row.items.map((code) => items.item(SUBJECT, code)?.name ?? code),
        purpose: row.purpose,
      })),
    };
  });
}
