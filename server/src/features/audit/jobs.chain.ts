import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { Timer } from '../../platform/feature.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { accountsWith } from '../account/index.ts';
import { sendMessages } from '../message/index.ts';
import { chainAll, lostEnds, proveBatches } from './chain.ts';
import { type Fault, wordsOf } from './rules.chain.ts';

/** So many batches are proved again in one round. */
const STEP = 20;
/** So many faults are kept to be shown; the command names them all. */
const KEPT = 20;

/** The chain follows the log at half a minute's distance. */
export const chainTimer: Timer = { name: 'audit.chain', everySeconds: 30, tick: chainAll };

/** A cut that lies no further than one told already is that one: followers write their place down rarely, and one that follows no more never again. */
const isKnown = (fault: Fault, known: Fault): boolean =>
  fault.kind === known.kind &&
  (fault.kind === 'cut' ? fault.seq! <= known.seq! : fault.batch === known.batch && fault.seq === known.seq);

/** Proves some batches again, from where it stood, over and over; tells the auditors of what it finds, once. */
async function walk(runtime: Runtime): Promise<void> {
  await run(runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<{ next: number; faults: Fault[] }>`
      select next, faults from audit_walk for update skip locked`.execute(ctx.db);
    if (!rows[0]) return;
    const proved = await proveBatches(ctx.db, rows[0].next, STEP);
    const known = rows[0].faults;
    const found = [...proved.faults, ...(await lostEnds(ctx.db))];
    const fresh = found.filter((fault) => !known.some((each) => isKnown(fault, each)));
    const faults = [...known, ...fresh].slice(0, KEPT);
    ctx.write(sql`
      update audit_walk set next = ${proved.more ? proved.to! + 1 : 1}::bigint, faults = ${JSON.stringify(faults)}::jsonb,
        round_at = case when ${proved.more} then round_at else ${ctx.now}::timestamptz end`);
    // What finds no place any more is not remembered: it would be told of again each minute.
    if (faults.length === known.length) return;
    const url = `${runtime.config.publicUrl}/console/audit?tab=chain`;
    await sendMessages(ctx, [
      {
        template: 'audit-broken',
        accounts: await accountsWith(ctx.db, { permission: 'audit:read' }),
        subjectKind: 'audit_chain',
        subject: SYSTEM.id,
        values: { reason: wordsOf(fresh[0]!), url },
      },
    ]);
  });
}

export const walkTimer: Timer = { name: 'audit.walk', everySeconds: 60, tick: walk };
