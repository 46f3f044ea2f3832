import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { badField, conflict, notAllowed } from '../../platform/errors.ts';
import { record, recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { phoneOf, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { mayUnmask } from './policy.contact.ts';
import { lockMatter, type Matter, scopesOf } from './row.ts';

export interface WholeContact {
  name: string | null;
  phone: string | null;
}

interface ContactRow {
  caller_id: string | null;
  name_sealed: Buffer | null;
  phone_sealed: Buffer | null;
}

async function openContact(
  ctx: Context,
  id: string,
): Promise<(WholeContact & { caller: string | null }) | null> {
  const { rows } = await sql<ContactRow>`
    select caller_id, name_sealed, phone_sealed from matter_contact where matter_id = ${id}::uuid`.execute(
    ctx.db,
  );
  const row = rows[0];
  if (!row) return null;
  const { sealer } = ctx.runtime;
  return {
    caller: row.caller_id,
    name: row.name_sealed && sealer.open(row.name_sealed),
    phone: row.phone_sealed && sealer.open(row.phone_sealed),
  };
}

/** Keeps the look and says so in the matter's own story, where only staff read it. */
function writeLook(ctx: Context, matter: Matter, purpose: string): void {
  ctx.write(sql`
    insert into matter_look (id, matter_id, account_id, purpose, at)
    values (${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, ${ctx.actor.id}::uuid, ${purpose}, ${ctx.now}::timestamptz)`);
  const hash = record(ctx, {
    subjectKind: 'matter',
    subject: matter.id,
    kind: 'matter.contact',
    audience: 'staff',
    scopes: scopesOf(matter),
    data: { from: null, to: null, form: { purpose } },
    prevHash: matter.event_hash,
  });
  ctx.write(sql`update matter set event_hash = ${hash}::bytea where id = ${matter.id}::uuid`);
}

/**
 * Shows a caller's name and phone whole, for a purpose that is kept together with who looked. Refuses whoever has no part in the
 * matter, and says so when there is nothing to show (匿名).
 */
export async function unmaskContact(
  runtime: Runtime,
  actor: Actor,
  id: string,
  purpose: string,
): Promise<WholeContact> {
  if (purpose.length < 2) throw badField('purpose', 'required', '请写明查看联系方式的用途。');
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const found = await run(runtime, actor, async (ctx) => {
    const matter = await lockMatter(ctx.db, actor, areas, id);
    if (!mayUnmask(actor, matter, units))
      throw notAllowed(
        matter.confidential
          ? '这件事项要求保密，只有负责的指挥中心可以查看联系方式。'
          : '您的单位与这件事项无关，不能查看联系方式。',
      );
    const contact = await openContact(ctx, id);
    if (!contact) throw conflict('no_contact', '诉求人没有留下联系方式，或选择了匿名。');
    writeLook(ctx, matter, purpose);
    return contact;
  });
  const { name, phone, caller } = found;
  // A resident's own number is the account's, which only the program may open.
  const own = phone === null && caller ? await run(runtime, SYSTEM, (ctx) => phoneOf(ctx, caller)) : phone;
  return { name, phone: own };
}

/** Keeps that an agent asked for the earlier matters of a number. */
export async function recordCallerLook(
  runtime: Runtime,
  actor: Actor,
  masked: string,
  shown: number,
): Promise<void> {
  await run(runtime, actor, (ctx) =>
    recordNext(ctx, {
      subjectKind: 'matter_desk',
      subject: actor.id,
      kind: 'matter.desk.caller',
      audience: 'staff',
      scopes: [actor.id],
      data: { phone: masked, shown },
    }),
  );
}
