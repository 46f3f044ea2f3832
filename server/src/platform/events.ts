import { type RawBuilder, sql } from 'kysely';
import { sha256 } from './crypto.ts';
import type { Db } from './database/open.ts';
import type { Json } from './database/tables.ts';
import { atMost } from './page.ts';
import type { Context } from './runtime.ts';

/** Who may read an event on the subject's page: anybody who may look it up, the caller too, or staff only. */
export type Audience = 'public' | 'caller' | 'staff';

export interface NewEvent {
  subjectKind: string;
  subject: string;
  kind: string;
  audience: Audience;
  /** Areas, units and accounts concerned: who is told that something changed. */
  scopes: readonly string[];
  data: Json;
  /** The hash of the subject's event before this one, kept by the subject's row and read under its lock. */
  prevHash: Uint8Array | null;
}

export interface EventRow {
  seq: number;
  xid: string;
  subject_kind: string;
  subject: string;
  kind: string;
  actor: string;
  at: Date;
  audience: Audience;
  scopes: string[];
  data: Json;
}

/** That something happened, to whom and whom it concerns; not what. */
export type Headline = Pick<
  EventRow,
  'seq' | 'xid' | 'subject_kind' | 'subject' | 'kind' | 'audience' | 'scopes'
>;

/** Where a follower stands in the log. */
export interface Position {
  xid: string;
  seq: number;
}

/** Whether a place in the log lies behind another. */
export function isAfter(a: Position, b: Position): boolean {
  const [x, y] = [BigInt(a.xid), BigInt(b.xid)];
  return x === y ? Number(a.seq) > Number(b.seq) : x > y;
}

/** JSON with sorted keys: the same value always has the same text, also after a round trip through jsonb. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join()}]`;
  let text = '';
  for (const key of Object.keys(value).sort())
    if (value[key] !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(value[key])}`;
  return `{${text}}`;
}

/** The hash of an event: over the one before it, and over all that it says. */
export function eventHash(
  event: Pick<EventRow, 'subject' | 'kind' | 'actor' | 'at' | 'audience' | 'data'>,
  prevHash: Uint8Array | null,
): Buffer {
  const said = [event.subject, event.kind, event.actor, event.at.toISOString(), event.audience, event.data];
  return sha256(`${prevHash ? Buffer.from(prevHash).toString('hex') : ''}\n${canonical(said)}`);
}

type Recorded = NewEvent & { actor: string; at: Date; hash: Buffer };

const hex = (bytes: Uint8Array | null): string | null => (bytes ? Buffer.from(bytes).toString('hex') : null);

/** The usual case, without the way through JSON that several rows take. */
function insertEvent(event: Recorded): RawBuilder<unknown> {
  return sql`
    insert into event (subject_kind, subject, kind, actor, at, audience, scopes, data, prev_hash, hash)
    values (${event.subjectKind}, ${event.subject}::uuid, ${event.kind}, ${event.actor}::uuid, ${event.at}::timestamptz,
      ${event.audience}, ${event.scopes as string[]}::uuid[], ${JSON.stringify(event.data)}::jsonb, ${event.prevHash}::bytea,
      ${event.hash}::bytea)`;
}

/** Events get their numbers in the order in which they were recorded. */
function insertEvents(events: Recorded[]): RawBuilder<unknown> {
  const [only] = events;
  if (events.length === 1 && only) return insertEvent(only);
  const rows = events.map(({ prevHash, hash, ...event }, i) => ({
    ...event,
    i,
    prev: hex(prevHash),
    own: hex(hash),
  }));
  return sql`
    insert into event (subject_kind, subject, kind, actor, at, audience, scopes, data, prev_hash, hash)
    select "subjectKind", subject, kind, actor, at, audience, scopes, data,
      decode(prev, 'hex'), decode(own, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(i int, "subjectKind" text, subject uuid, kind text, actor uuid,
      at timestamptz, audience text, scopes uuid[], data jsonb, prev text, own text)
    order by i`;
}

/** Queues the event of a change in the change's own transaction and returns its hash, for the subject's row to keep. */
export function record(ctx: Context, event: NewEvent): Buffer {
  const [actor, at] = [ctx.actor.id, ctx.now];
  // What jsonb will give back, so that the hash can be checked from the stored row.
  const data = JSON.parse(JSON.stringify(event.data)) as Json;
  const hash = eventHash({ ...event, actor, at, data }, event.prevHash);
  ctx.append('event', { ...event, actor, at, data, hash }, insertEvents);
  return hash;
}

const HEADLINE = 'seq, xid::text as xid, subject_kind, subject, kind, audience, scopes';
const WHOLE = `${HEADLINE}, actor, at, data`;

/** By the column and not by the text of the same name, in which 10000 comes before 9999. */
const behind = ({ xid, seq }: Position): RawBuilder<boolean> =>
  sql`(event.xid, event.seq) > (${xid}::xid8, ${seq}::bigint) and event.xid < pg_snapshot_xmin(pg_current_snapshot())`;

async function next<Row>(db: Db, columns: string, after: Position, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${sql.raw(columns)} from event
    where ${behind(after)} order by event.xid, event.seq limit ${atMost(limit)}`.execute(db);
  return rows;
}

/**
 * The next events after a position, in the order (xid, seq), and only those of transactions older than every running
 * one: nothing that commits late is ever skipped.
 */
export const eventsAfter = (db: Db, after: Position, limit: number): Promise<EventRow[]> =>
  next(db, WHOLE, after, limit);

/** The same, as headlines: what is in them is most of an event, and whoever only passes news on does not need it. */
export const headlinesAfter = (db: Db, after: Position, limit: number): Promise<Headline[]> =>
  next(db, HEADLINE, after, limit);

/** What the log holds next: which kinds, and where that stretch ends; no end when nothing is there. */
export interface Ahead {
  kinds: string[];
  end: Position | undefined;
  /** There may be more behind it. */
  more: boolean;
}

/** The kinds of the next events after a position, without reading the events: whoever wants none of them goes on behind them. */
export async function kindsAfter(db: Db, after: Position, limit: number): Promise<Ahead> {
  const { rows } = await sql<{ kinds: string[] | null; n: number; xid: string; seq: number }>`
    with ahead as materialized (select event.xid, seq, kind from event where ${behind(after)} order by event.xid, seq limit ${limit})
    select (select array_agg(distinct kind) from ahead) as kinds, (select count(*)::int from ahead) as n, e.xid::text as xid, e.seq
    from ahead e order by e.xid desc, e.seq desc limit 1`.execute(db);
  const last = rows[0];
  if (!last) return { kinds: [], end: undefined, more: false };
  return { kinds: last.kinds!, end: { xid: last.xid, seq: last.seq }, more: last.n >= limit };
}

/** The next events of these kinds after a position and no further than `end`, which `kindsAfter` gave. */
export async function eventsOfKinds(
  db: Db,
  after: Position,
  end: Position,
  kinds: readonly string[],
  limit: number,
): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select ${sql.raw(WHOLE)} from event
    where ${behind(after)} and (event.xid, event.seq) <= (${end.xid}::xid8, ${end.seq}::bigint) and kind = any (${kinds as string[]}::text[])
    order by event.xid, event.seq limit ${atMost(limit)}`.execute(db);
  return rows;
}

/** The position before everything that is still to come. */
export async function endOfLog(db: Db): Promise<Position> {
  const { rows } = await sql<Position>`
    select xid::text as xid, seq from event where xid < pg_snapshot_xmin(pg_current_snapshot())
    order by event.xid desc, event.seq desc limit 1`.execute(db);
  return rows[0] ?? { xid: '0', seq: 0 };
}

/** `record` for subjects that change rarely and keep no hash of their own: reads the last event's under a lock of the subject. */
export async function recordNext(ctx: Context, event: Omit<NewEvent, 'prevHash'>): Promise<void> {
  await ctx.flush();
  await sql`select pg_advisory_xact_lock(hashtextextended(${event.subject}, 0))`.execute(ctx.db);
  const { rows } = await sql<{ hash: Buffer }>`
    select hash from event where subject = ${event.subject}::uuid order by seq desc limit 1`.execute(ctx.db);
  record(ctx, { ...event, prevHash: rows[0]?.hash ?? null });
  await ctx.flush();
}
