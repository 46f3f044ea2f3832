import { sql } from 'kysely';
import type { Db } from './database/open.ts';
import { type EventRow, eventHash } from './events.ts';

/** What recomputing the hashes of a subject's events came to. */
export interface Chain {
  /** The hash of each event, as hexadecimal text, by its number. */
  hashes: Map<number, string>;
  /** The hash of the last event. */
  last: string;
  /** The first event that does not say what its hash was made of, or does not follow the one before; null when all do. */
  broken: number | null;
}

type Hashed = Pick<EventRow, 'seq' | 'subject' | 'kind' | 'actor' | 'at' | 'audience' | 'data'> & {
  prev_hash: Buffer | null;
  hash: Buffer;
};

/** Recomputes a chain from what its events say; `kept` is the hash that the subject's row remembers as the last. */
export function checkChain(events: readonly Hashed[], kept: Uint8Array): Chain {
  const hashes = new Map<number, string>();
  let [before, broken]: [Buffer | null, number | null] = [null, null];
  for (const event of events) {
    const own = eventHash(event, before);
    const follows = before ? event.prev_hash?.equals(before) === true : event.prev_hash === null;
    if (broken === null && !(follows && own.equals(event.hash))) broken = event.seq;
    hashes.set(event.seq, event.hash.toString('hex'));
    before = event.hash;
  }
  const last = events.at(-1);
  // Whatever is there was once opened: without any event, all of them were taken away.
  if (!last) return { hashes, last: '', broken: 0 };
  if (broken === null && !last.hash.equals(Buffer.from(kept))) broken = last.seq;
  return { hashes, last: last.hash.toString('hex'), broken };
}

/**
 * The chain of a subject's events, all of them whoever may read them, checked from the first to the last. `kind`: where things of several kinds
 * share an id (a person and that person's care), each with a chain of its own.
 */
export async function chainOf(db: Db, subject: string, kept: Uint8Array, kind?: string): Promise<Chain> {
  const { rows } = await sql<Hashed>`
    select seq, subject, kind, actor, at, audience, data, prev_hash, hash from event
    where subject = ${subject}::uuid and (${kind ?? null}::text is null or subject_kind = ${kind ?? null}) order by seq`.execute(
    db,
  );
  return checkChain(rows, kept);
}
