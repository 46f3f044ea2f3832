import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { loadActor } from './actor.ts';

const DAY = 86_400_000;
/** Staff sign in each working day; residents stay signed in on their phone. */
const LIFETIME = { staff: DAY, resident: 90 * DAY };
// A change of rights reaches other programs within this at the latest; this program hears of it by the event at once.
const TRUSTED_FOR = 5000;
const SEEN_EVERY = 60_000;
const MOST_KNOWN = 20_000;

interface Known {
  actor: Actor | null;
  until: number;
  seen: number;
}

const known = new WeakMap<Runtime, Map<string, Known>>();

function knownOf(runtime: Runtime): Map<string, Known> {
  let map = known.get(runtime);
  if (!map) {
    const fresh = new Map<string, Known>();
    known.set(runtime, fresh);
    runtime.live.watch((event) => {
      if (event.kind.startsWith('account.')) fresh.clear();
    });
    map = fresh;
  }
  return map;
}

/** Forgets who is signed in, after rights or sessions changed here. */
export function forgetSessions(runtime: Runtime): void {
  known.get(runtime)?.clear();
}

/** Starts a session and returns its token, which exists nowhere else: the database keeps its hash. */
export function startSession(
  ctx: Context,
  account: { id: string; kind: 'resident' | 'staff' },
  from: { address: string; agent: string },
): { token: string; expires: Date } {
  const token = randomBytes(32).toString('base64url');
  const expires = new Date(ctx.now.getTime() + LIFETIME[account.kind]);
  ctx.write(sql`
    insert into account_session (token_hash, id, account_id, created_at, seen_at, expires_at, address, agent)
    values (${sha256(token)}::bytea, ${uuidv7(ctx.now)}::uuid, ${account.id}::uuid, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz,
      ${expires}::timestamptz, ${from.address}, ${from.agent.slice(0, 300)})`);
  return { token, expires };
}

async function readSession(runtime: Runtime, hash: Buffer, now: Date): Promise<Actor | null> {
  const { rows } = await sql<{ id: string; account_id: string }>`
    update account_session set seen_at = ${now}::timestamptz
    where token_hash = ${hash}::bytea and expires_at > ${now}::timestamptz returning id, account_id`.execute(
    runtime.db,
  );
  const session = rows[0];
  if (!session) return null;
  const actor = await loadActor(runtime.db, session.account_id);
  return actor && { ...actor, session: session.id };
}

/** Who a token belongs to; null when the session ended or never was. */
export async function authenticate(runtime: Runtime, token: string): Promise<Actor | null> {
  const map = knownOf(runtime);
  const time = Date.now();
  const entry = map.get(token);
  if (entry && entry.until > time && time - entry.seen < SEEN_EVERY) return entry.actor;
  const actor = await readSession(runtime, sha256(token), runtime.clock.now());
  if (map.size >= MOST_KNOWN) map.clear();
  // Strangers' tokens are not remembered: nobody fills this memory from outside.
  if (actor) map.set(token, { actor, until: time + TRUSTED_FOR, seen: time });
  else map.delete(token);
  return actor;
}
