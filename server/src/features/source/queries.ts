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

/** All that was said of these subjects, oldest first, withdrawn ones too; only what the actor's fence lets through. */
export async function statementsOf(ctx: Context, subjects: readonly string[]): Promise<Statement[]> {
  await ctx.flush();
  const { rows } = await sql<Row>`
    select id, seq, about, subject, source, source_key, said_at, actor, at, values, sealed, deliberate, withdrawn_at
    from source_statement where subject = any (${subjects as string[]}::uuid[]) order by seq`.execute(ctx.db);
  return rows.map((row) => {
    const hidden = row.sealed ? (JSON.parse(ctx.runtime.sealer.open(row.sealed)) as Values) : {};
    return {
      ...{ id: row.id, subject: row.subject, source: row.source, key: row.source_key, saidAt: row.said_at },
      ...{
        actor: row.actor,
        at: row.at,
        order: row.seq,
        about: row.about,
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
