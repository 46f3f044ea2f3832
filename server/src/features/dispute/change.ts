import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Json } from '../../platform/database/tables.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Matter } from '../matter/index.ts';
import { enterDispute, mediatorAccounts, type Seen } from './policy.ts';
import { type DisputeRow, readDispute } from './row.ts';

/** What of the own row a change sets; what it leaves out stays. */
export type Fields = Partial<
  Pick<
    DisputeRow,
    'kind' | 'nature' | 'scale' | 'level' | 'warning' | 'people' | 'signed_on' | 'visit_due_on'
  >
> & { next_at?: string | null };

interface Change {
  kind: string;
  /** Nothing of a person: the event stays for ever. */
  data: Json;
  set?: Fields;
}

export interface Entered extends Seen {
  ctx: Context;
  dispute: DisputeRow;
}

/** Makes the row of a dispute that has none yet: classed as its matter is. Safe to run twice. */
export async function ensureDispute(ctx: Context, matter: Matter): Promise<void> {
  const kind = /^gbt31000-(\d\d)$/.exec(matter.category_code ?? '')?.[1] ?? null;
  const said = Number(matter.answers.people);
  const people = Number.isInteger(said) && said >= 2 ? said : null;
  await sql`
    insert into dispute (id, matter_id, kind, people, created_at)
    values (${uuidv7(ctx.now)}::uuid, ${matter.id}::uuid, ${kind}, ${people}::int, ${matter.created_at}::timestamptz)
    on conflict (matter_id) do nothing`.execute(ctx.db);
}

/** Who hears that something of a dispute changed: those inside. */
async function scopesOf(ctx: Context, matter: Matter): Promise<string[]> {
  const mediators = await mediatorAccounts(ctx.db, matter.id);
  const units = matter.tasks.flatMap(({ unit, role }) =>
    role === 'main' || role === 'co' ? (unit ?? []) : [],
  );
  return [...new Set([matter.centre_unit, ...units, ...mediators])];
}

const NAMES = [
  'kind',
  'nature',
  'scale',
  'level',
  'warning',
  'people',
  'signed_on',
  'visit_due_on',
  'next_at',
] as const;

/**
 * One change of a dispute by somebody inside it: 404 for who may not see the matter, 403 for who is not inside; the row is locked,
 * `work` writes and says what happened (null: nothing, it was done before), the event and the new version follow.
 */
export function change(
  runtime: Runtime,
  actor: Actor,
  id: string,
  work: (entered: Entered) => Promise<Change | null>,
): Promise<{ version: number }> {
  return run(runtime, actor, async (ctx) => {
    const seen = await enterDispute(runtime, ctx.db, actor, id);
    await ensureDispute(ctx, seen.matter);
    const dispute = (await readDispute(ctx.db, id, true))!;
    const made = await work({ ...seen, ctx, dispute });
    if (!made) return { version: dispute.version };
    await ctx.flush();
    const hash = record(ctx, {
      subjectKind: 'dispute',
      subject: dispute.id,
      kind: `dispute.${made.kind}`,
      audience: 'staff',
      scopes: await scopesOf(ctx, seen.matter),
      data: { matter: id, ...(made.data as object) },
      prevHash: dispute.event_hash,
    });
    const set = NAMES.flatMap((name) =>
      made.set && name in made.set ? [sql`, ${sql.ref(name)} = ${made.set[name] ?? null}`] : [],
    );
    ctx.write(sql`update dispute set version = version + 1, event_hash = ${hash}::bytea ${sql.join(set, sql` `)}
      where id = ${dispute.id}::uuid`);
    return { version: dispute.version + 1 };
  });
}
