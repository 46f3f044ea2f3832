import { sql } from 'kysely';
import type { Static } from 'typebox';
import { SYSTEM } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { type Fault, wordsOf } from './rules.chain.ts';
import type { Alert, AlertQuery, ChainState } from './schema.ts';

export interface AlertRow {
  id: string;
  name: string;
  kind: string;
  actor: string;
  n: number;
  first_at: Date;
  last_at: Date;
  state: 'open' | 'closed';
  note: string | null;
  closed_by: string | null;
  closed_at: Date | null;
  version: number;
  event_hash: Buffer;
}

const COLUMNS = sql`id, name, kind, actor, n, first_at, last_at, state, note, closed_by, closed_at, version, event_hash`;

async function viewsOf(ctx: Context, rows: AlertRow[]): Promise<Static<typeof Alert>[]> {
  const ids = rows.flatMap((row) => [row.actor, ...(row.closed_by ? [row.closed_by] : [])]);
  const names = await accountNames(ctx.db, [...new Set(ids)]);
  return rows.map(({ event_hash: _, ...row }) => ({
    ...row,
    actor_name: names.get(row.actor) ?? null,
    closed_by: row.closed_by && (names.get(row.closed_by) ?? null),
    first_at: row.first_at.toISOString(),
    last_at: row.last_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
  }));
}

/** Unusual reading, the newest first. */
export function listAlerts(
  runtime: Runtime,
  { state, cursor, limit = 50 }: Static<typeof AlertQuery>,
): Promise<Page<Static<typeof Alert>>> {
  const after = cursorId(cursor);
  return run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<AlertRow>`
      select ${COLUMNS} from audit_alert where state = any (${state ? [state] : ['open', 'closed']}::text[])
        and (${after}::uuid is null or id < ${after}::uuid)
      order by id desc limit ${atMost(limit + 1)}`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => row.id);
    return { items: await viewsOf(ctx, page.items), next: page.next };
  });
}

/** One alert; locked for whoever closes it. 404 when there is none. */
export async function findAlert(ctx: Context, id: string, lock = false): Promise<AlertRow> {
  const { rows } = await sql<AlertRow>`
    select ${COLUMNS} from audit_alert where id = ${id}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(
    ctx.db,
  );
  if (!rows[0]) throw notFound('预警');
  return rows[0];
}

/** One alert as it is shown. */
export const alertView = async (runtime: Runtime, id: string): Promise<Static<typeof Alert>> =>
  run(runtime, SYSTEM, async (ctx) => (await viewsOf(ctx, [await findAlert(ctx, id)]))[0]!);

interface ChainRow {
  number: number | null;
  hash: Buffer;
  algorithm: string;
  total: number;
  made_at: Date;
  round_at: Date | null;
  next: number;
  faults: Fault[];
}

/** How far the log is chained, and what proving the chain has found. */
export async function chainState({ db }: Runtime): Promise<Static<typeof ChainState>> {
  const { rows } = await sql<ChainRow>`
    select b.number, b.hash, b.algorithm, b.total, b.made_at, w.round_at, w.next, w.faults
    from audit_walk w left join lateral (select * from audit_batch order by number desc limit 1) b on true`.execute(
    db,
  );
  const { number, hash, algorithm, total, made_at, round_at, next, faults } = rows[0]!;
  return {
    batch:
      number === null
        ? null
        : { number, hash: hash.toString('hex'), algorithm, total, made_at: made_at.toISOString() },
    round_at: round_at?.toISOString() ?? null,
    next,
    faults: faults.map(wordsOf),
  };
}
