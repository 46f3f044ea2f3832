import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import type { Said, Values } from './rules.ts';

/** A statement with who gave it and whether it still counts. */
export interface Statement extends Said {
  subject: string;
  actor: string;
  withdrawnAt: Date | null;
  /** The items that stand sealed. */
  hidden: string[];
}

interface Row {
  id: string;
  seq: number;
  joined: number[];
  about: string;
  subject: string;
  source: string;
  source_key: string | null;
  said_at: Date;
  actor: string;
  at: Date;
  values: Values;
  sealed: Buffer | null;
  deliberate: boolean;
  withdrawn_at: Date | null;
}

/** By the last merge that brought each, then the one before, then as they were said: what came with a record comes after all that this one had then. */
function byArrival(a: Row, b: Row): number {
  const [one, other] = [
    [...a.joined.toReversed(), a.seq],
    [...b.joined.toReversed(), b.seq],
  ];
  const at = one.findIndex((place, i) => place !== other[i]);
  return at < 0 ? one.length - other.length : one[at]! - (other[at] ?? -1);
}

/** All that was said of these subjects, as it came to them, withdrawn ones too; only what the actor's fence lets through. */
export async function statementsOf(ctx: Context, subjects: readonly string[]): Promise<Statement[]> {
  await ctx.flush();
  const { rows } = await sql<Row>`
    select id, seq, to_jsonb(joined) as joined, about, subject, source, source_key, said_at, actor, at, values, sealed, deliberate, withdrawn_at
    from source_statement where subject = any (${subjects as string[]}::uuid[]) order by seq`.execute(ctx.db);
  const merged = rows.some(({ joined }) => joined.length > 0);
  if (merged) rows.sort(byArrival);
  return rows.map((row, i) => {
    const hidden = row.sealed ? (JSON.parse(ctx.runtime.sealer.open(row.sealed)) as Values) : {};
    return {
      ...{ id: row.id, subject: row.subject, source: row.source, key: row.source_key, saidAt: row.said_at },
      ...{
        actor: row.actor,
        at: row.at,
        order: merged ? i : row.seq,
        about: row.about,
        ...(row.joined.length > 0 && { merged: true as const }),
        deliberate: row.deliberate,
        withdrawnAt: row.withdrawn_at,
      },
      hidden: Object.keys(hidden),
      values: { ...row.values, ...hidden },
    };
  });
}

/** What still counts, to be folded. */
export const standing = (statements: readonly Statement[]): Statement[] =>
  statements.filter(({ withdrawnAt }) => withdrawnAt === null);
