import { type RawBuilder, sql } from 'kysely';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Said, Values } from './rules.ts';

/** What is to be kept of a subject's values. */
export interface NewStatement {
  subjectKind: string;
  subject: string;
  source: string;
  /** What the source calls the subject. */
  sourceKey?: string | null;
  /** The moment it stands for; now when the source says nothing of it. */
  saidAt?: Date;
  /** Values that stand open. */
  values: Values;
  /** Values that are sealed together. */
  hidden?: Values;
  /** The actor saw what was there before: overrules it. */
  deliberate?: boolean;
  /** The area whose fence it stands behind; none when nothing in it is about a person. */
  area?: string | null;
}

interface Row {
  id: string;
  kind: string;
  subject: string;
  source: string;
  key: string | null;
  said: Date;
  actor: string;
  at: Date;
  values: Values;
  sealed: string | null;
  deliberate: boolean;
  area: string | null;
}

const insertStatements = (rows: Row[]): RawBuilder<unknown> => sql`
  insert into source_statement (id, subject_kind, subject, source, source_key, said_at, actor, at, values, sealed, deliberate, area_id, about)
  select id, kind, subject, source, key, said, actor, at, values, decode(sealed, 'hex'), deliberate, area, subject
  from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(id uuid, kind text, subject uuid, source text, key text,
    said timestamptz, actor uuid, at timestamptz, values jsonb, sealed text, deliberate boolean, area uuid)`;

/** Statements not yet written come after all that are, in the order in which they were made. */
let unwritten = 2 ** 52;

/** Queues what a source said of a subject; returns it as `fold` takes it. Many in one transaction go in one statement. */
export function state(ctx: Context, statement: NewStatement): Said {
  const { values, hidden = {}, sourceKey = null, saidAt = ctx.now, deliberate = false } = statement;
  const id = uuidv7(ctx.now);
  const sealed = Object.keys(hidden).length > 0 ? ctx.runtime.sealer.seal(JSON.stringify(hidden)) : null;
  ctx.append(
    'source_statement',
    {
      ...{
        id,
        kind: statement.subjectKind,
        subject: statement.subject,
        source: statement.source,
        key: sourceKey,
      },
      ...{ said: saidAt, actor: ctx.actor.id, at: ctx.now, values, deliberate, area: statement.area ?? null },
      sealed: sealed?.toString('hex') ?? null,
    },
    insertStatements,
  );
  return {
    id,
    source: statement.source,
    key: sourceKey,
    saidAt,
    at: ctx.now,
    about: statement.subject,
    order: unwritten++,
    deliberate,
    values: { ...values, ...hidden },
  };
}

/** Takes statements about these subjects back: what held before them holds again once the subjects are folded anew. */
export async function withdraw(
  ctx: Context,
  subjects: string | readonly string[],
  ids: readonly string[],
): Promise<void> {
  await ctx.flush();
  await sql`
    update source_statement set withdrawn_at = ${ctx.now}::timestamptz, withdrawn_by = ${ctx.actor.id}::uuid
    where subject = any (${[subjects].flat()}::uuid[]) and id = any (${ids as string[]}::uuid[]) and withdrawn_at is null`.execute(
    ctx.db,
  );
}

/** Lets all that was said of a subject speak of another (two records of one person), as news to whoever decided on that one before. Returns the ids. */
export async function readdress(ctx: Context, from: string, to: string): Promise<string[]> {
  await ctx.flush();
  const { rows } = await sql<{ id: string }>`
    update source_statement set subject = ${to}::uuid, joined = joined || (
      select coalesce(max(o.seq), 0) from source_statement o where o.subject = ${to}::uuid)
    where subject = ${from}::uuid returning id`.execute(ctx.db);
  return rows.map(({ id }) => id);
}

/** Lets these statements speak again of the subject that they came from. */
export async function returnTo(
  ctx: Context,
  from: string,
  to: string,
  ids: readonly string[],
): Promise<void> {
  await ctx.flush();
  await sql`
    update source_statement set subject = ${to}::uuid, joined = joined[:cardinality(joined) - 1]
    where subject = ${from}::uuid and id = any (${ids as string[]}::uuid[])`.execute(ctx.db);
}

/** Moves the fence of everything said of these subjects: they live in another area now. */
export function moveFence(ctx: Context, subjects: readonly string[], area: string): void {
  ctx.write(sql`
    update source_statement set area_id = ${area}::uuid
    where subject = any (${subjects as string[]}::uuid[]) and area_id is distinct from ${area}::uuid`);
}

/** `moveFence` for many: each subject with the area where it is now, null in none. What is queued must have been sent. */
export async function moveFences(ctx: Context, moved: ReadonlyMap<string, string | null>): Promise<void> {
  const ids = [...moved.keys()];
  await sql`
    update source_statement s set area_id = m.area from unnest(${ids}::uuid[], ${[...moved.values()]}::uuid[]) as m(id, area)
    where s.subject = any (${ids}::uuid[]) and s.subject = m.id and s.area_id is distinct from m.area`.execute(
    ctx.db,
  );
}

/** Wipes all that was said of a subject, for an erasure; returns how many statements there were. */
export async function eraseStatements(ctx: Context, subject: string): Promise<number> {
  await ctx.flush();
  const { numAffectedRows } =
    await sql`delete from source_statement where subject = ${subject}::uuid`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}
