import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, holds, SYSTEM } from '../../platform/access.ts';
import { maskPhone } from '../../platform/crypto.ts';
import { badField, notAllowed } from '../../platform/errors.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { normalPhone, residentByPhone } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { ITEM_COLUMNS, type ItemRow, toItem } from './item.ts';
import { namesFor } from './names.ts';
import { VIEW_CONTACT } from './policy.contact.ts';
import { visible } from './policy.ts';
import { idsOfPhone } from './queries.search.ts';
import type { CallerCard } from './schema.desk.ts';

const SHOWN_OF_CALLER = 20;

/** A phone as people and lines have it: a mobile number, a landline, a service number. */
export function requireNumber(text: string): string {
  const phone = normalPhone(text) ?? text.replaceAll(/[\s-]/g, '');
  if (!/^\d{5,12}$/.test(phone)) throw badField('phone', 'bad_phone', '请填写完整的电话号码。');
  return phone;
}

/**
 * The earlier matters of a caller, newest first: those the agent may see, and of the others only how many. Confidential and
 * anonymous ones are neither shown nor counted: that they are this caller's is the secret. Refuses whoever may not unmask
 * contacts: asked number by number, the card tells whose a matter is.
 */
export async function callerCard(
  runtime: Runtime,
  actor: Actor,
  input: string,
): Promise<{ card: Static<typeof CallerCard>; masked: string }> {
  if (!holds(actor, VIEW_CONTACT))
    throw notAllowed('按电话查以前的事项，须有查看联系方式的权限；登记来电不受影响。');
  const phone = requireNumber(input);
  const areas = await areaTree(runtime);
  const ids = await idsOfPhone(runtime, phone);
  const { rows: known } = await sql<{ n: number }>`
    select count(*)::int as n from matter where id = any (${ids}::uuid[]) and not confidential`.execute(
    runtime.db,
  );
  const { rows } = await sql<ItemRow & { seen: number }>`
    select ${ITEM_COLUMNS}, count(*) over ()::int as seen from matter m
    where m.id = any (${ids}::uuid[]) and not m.confidential and ${visible(actor, areas)}
    order by m.id desc limit ${SHOWN_OF_CALLER}`.execute(runtime.db);
  const registered = await run(runtime, SYSTEM, (ctx) => residentByPhone(ctx, phone));
  const names = await namesFor(runtime, rows);
  const others = known[0]!.n - (rows[0]?.seen ?? 0);
  return {
    card: { registered: registered !== null, matters: rows.map((row) => toItem(row, names)), others },
    masked: maskPhone(phone),
  };
}
