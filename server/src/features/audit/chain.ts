import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import type { Database } from '../../platform/database/tables.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type Batch, checkBatch, type Fault, type Said, sealBatch } from './rules.chain.ts';

/** So many events at most are one batch. */
const MOST = 1000;
const START = { xid: '0', seq: 0 };

/** All that an event says, as one text that any server gives for the same row. Written out here: a function in the database could be replaced. */
const SAID = sql`jsonb_build_array(seq, xid::text, subject_kind, subject, kind, actor, (extract(epoch from at) * 1000000)::bigint,
  audience, to_jsonb(scopes), data, encode(prev_hash, 'hex'), encode(hash, 'hex'))::text`;

type BatchRow = Omit<Database['audit_batch'], 'made_at'>;

const BATCH = sql`number, from_xid::text as from_xid, from_seq, to_xid::text as to_xid, to_seq, count, total, algorithm, leaves, hash`;

const batchOf = ({ from_xid, from_seq, to_xid, to_seq, ...row }: BatchRow): Batch => ({
  ...row,
  from: { xid: from_xid, seq: from_seq },
  to: { xid: to_xid, seq: to_seq },
});

async function newest(db: Db): Promise<Batch | null> {
  const { rows } = await sql<BatchRow>`select ${BATCH} from audit_batch order by number desc limit 1`.execute(
    db,
  );
  return rows[0] ? batchOf(rows[0]) : null;
}

/** Adds the next batch to the chain; says how many events it holds. One program at a time, the others let it be. */
async function chainNext(ctx: Context): Promise<number> {
  const { rows: lock } = await sql<{ got: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('audit_batch', 0)) as got`.execute(ctx.db);
  if (!lock[0]!.got) return 0;
  const before = await newest(ctx.db);
  const from = before?.to ?? START;
  const { rows } = await sql<Said & { xid: string }>`
    select seq, xid::text as xid, ${SAID} as text from event
    where (event.xid, event.seq) > (${from.xid}::xid8, ${from.seq}::bigint) and event.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by event.xid, event.seq limit ${atMost(MOST)}`.execute(ctx.db);
  const last = rows.at(-1);
  if (!last) return 0;
  const head = {
    number: (before?.number ?? 0) + 1,
    from,
    to: { xid: last.xid, seq: last.seq },
    count: rows.length,
    total: (before?.total ?? 0) + rows.length,
    algorithm: ctx.runtime.keys.cipher.hash,
  };
  const { leaves, hash } = sealBatch(head, rows, before?.hash ?? null);
  ctx.write(sql`
    insert into audit_batch (number, from_xid, from_seq, to_xid, to_seq, count, total, algorithm, leaves, hash, made_at)
    values (${head.number}::bigint, ${from.xid}::xid8, ${from.seq}::bigint, ${head.to.xid}::xid8, ${head.to.seq}::bigint,
      ${head.count}::int, ${head.total}::bigint, ${head.algorithm}, ${leaves}::bytea, ${hash}::bytea, ${ctx.now}::timestamptz)`);
  ctx.runtime.log.info({ batch: `${head.number}:${hash.toString('hex')}` }, 'the event log was chained');
  return rows.length;
}

/** Chains everything that has happened and cannot change any more by a transaction still running. */
export async function chainAll(runtime: Runtime): Promise<void> {
  while ((await run(runtime, SYSTEM, chainNext)) === MOST);
}

async function eventsOf(db: Db, { from, to, count }: Batch): Promise<Said[]> {
  // More than it should hold are read, never all that somebody may have put in.
  const { rows } = await sql<Said>`
    select seq, ${SAID} as text from event
    where (event.xid, event.seq) > (${from.xid}::xid8, ${from.seq}::bigint)
      and (event.xid, event.seq) <= (${to.xid}::xid8, ${to.seq}::bigint)
    order by event.xid, event.seq limit ${atMost(count + MOST)}`.execute(db);
  return rows;
}

export interface Proved {
  /** The last batch that was looked at; null when there was none. */
  to: number | null;
  events: number;
  faults: Fault[];
  /** There are further batches. */
  more: boolean;
}

/** Proves so many batches from a number on, one at a time: never more than one is held. */
export async function proveBatches(db: Db, from: number, most: number): Promise<Proved> {
  const { rows } = await sql<BatchRow>`
    select ${BATCH} from audit_batch where number >= ${from - 1}::bigint order by number limit ${atMost(most + 1)}`.execute(
    db,
  );
  const batches = rows.map(batchOf);
  let before = batches[0]?.number === from - 1 ? batches.shift()! : null;
  const proved: Proved = { to: null, events: 0, faults: [], more: false };
  for (const batch of batches.slice(0, most)) {
    const events = await eventsOf(db, batch);
    proved.faults.push(...checkBatch(batch, before, events));
    proved.events += events.length;
    proved.to = batch.number;
    before = batch;
  }
  const last = proved.to ?? from - 1;
  // Once there was one in front of where to begin; without any behind it, nothing else would say so.
  if (from > 1 && rows.length === 0)
    proved.faults.push({ batch: from - 1, kind: 'batch_missing', seq: null });
  proved.more = (await newest(db).then((batch) => batch?.number ?? 0)) > last;
  return proved;
}

/**
 * An event that a follower of the log has read and that is there no more: the log was cut off at its end, where no batch stands yet or any more. One
 * cut is one fault, however many followers stood behind it: the furthest of them names it.
 */
export async function lostEnds(db: Db): Promise<Fault[]> {
  const { rows } = await sql<{ seq: number }>`
    select s.seq from subscriber s
    where s.seq > 0 and not exists (select from event e where e.seq = s.seq and e.xid = s.xid) order by s.seq desc limit 1`.execute(
    db,
  );
  return rows.map(({ seq }) => ({ batch: 0, kind: 'cut', seq }));
}

/** The hash of a batch, as hexadecimal text; null when there is no such batch. */
export async function hashOf(db: Db, number: number): Promise<string | null> {
  const { rows } = await sql<{ hash: Buffer }>`
    select hash from audit_batch where number = ${number}::bigint`.execute(db);
  return rows[0]?.hash.toString('hex') ?? null;
}
