import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { standing, statementsOf, type Values, withdraw } from '../source/index.ts';
import { endLinks } from './commands.link.ts';
import { countedOf, lockOwn, tell } from './commands.ts';
import { rewrite } from './folded.ts';
import { requireEdit } from './policy.ts';
import { openSealed } from './row.ts';
import type { Subject } from './rules.ts';
import type { LookBody, RetireBody, UndoBody } from './schema.ts';
import { onceOnly } from './taken.ts';

/** Takes something out of use, for a reason that is kept; where it sat ends today. Refuses a stale version and what is retired already. */
export async function retirePlace(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, reason }: Static<typeof RetireBody>,
): Promise<{ id: string }> {
  return run(runtime, actor, async (ctx) => {
    const row = await lockOwn(ctx, actor, id, version);
    await endLinks(ctx, id);
    const hash = await tell(ctx, {
      ...{ kind: 'place.retired', row, from: countedOf(row), to: null },
      data: { reason },
      prevHash: row.event_hash,
    });
    ctx.write(sql`
      update place set retired_at = ${ctx.now}::timestamptz, changed_at = ${ctx.now}::timestamptz, public = false, version = version + 1,
        event_hash = ${hash}::bytea where id = ${id}::uuid`);
    ctx.write(sql`delete from place_point where place_id = ${id}::uuid`);
    return { id };
  });
}

/**
 * Shows values about a person whole, for a purpose that is kept with who looked. Refuses whoever may not edit here, and says so when there is
 * nothing to show.
 */
export async function look(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { items, purpose }: Static<typeof LookBody>,
): Promise<{ values: Values }> {
  if (purpose.trim().length < 2) throw badField('purpose', 'required', '请写明查看的用途。');
  return run(runtime, actor, async (ctx) => {
    const row = await lockOwn(ctx, actor, id);
    const sealed = await openSealed(ctx, id);
    const seen = items.filter((code) => code in sealed);
    if (seen.length === 0) throw conflict('nothing_sealed', '这几项没有登记内容。');
    ctx.write(sql`
      insert into place_look (id, place_id, items, account_id, purpose, at)
      values (${uuidv7(ctx.now)}::uuid, ${id}::uuid, ${seen}::text[], ${actor.id}::uuid, ${purpose.trim()}, ${ctx.now}::timestamptz)`);
    const hash = await tell(ctx, {
      ...{ kind: 'place.looked', row, from: null, to: null, prevHash: row.event_hash },
      data: { items: seen, purpose: purpose.trim() },
    });
    ctx.write(sql`update place set event_hash = ${hash}::bytea where id = ${id}::uuid`);
    return { values: Object.fromEntries(seen.map((code) => [code, sealed[code]!])) };
  });
}

/**
 * Takes one statement back: what held before it holds again. Refuses the first one, which everything else stands on, and an identifier that
 * another one carries by now, out of sight too.
 */
export async function undoStatement(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, statement }: Static<typeof UndoBody>,
): Promise<{ id: string }> {
  const areas = await areaTree(runtime);
  let subject: Subject | undefined;
  const work = async (ctx: Context) => {
    const row = await lockOwn(ctx, actor, id, version);
    ({ subject } = row);
    const said = standing(await statementsOf(ctx, [id]));
    const one = said.find((each) => each.id === statement);
    if (!one) throw notFound('填报');
    if (one.id === said[0]!.id)
      throw conflict('first_statement', '这是最初的登记，不能撤回；登记有误请停用。');
    await withdraw(ctx, id, [statement]);
    await rewrite(ctx, row, { items: Object.keys(one.values), undone: statement }, (next) =>
      requireEdit(actor, areas, next),
    );
    return { id };
  };
  return onceOnly(
    () => subject,
    () => run(runtime, actor, work),
  );
}
