import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import type { Headline } from '../../platform/events.ts';
import type { Bearing } from '../../platform/http/routes.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { loadActor } from './actor.ts';
import { readCredential } from './credential.ts';
import { isSecret } from './rules.credential.ts';

const DAY = 86_400_000;
/** Staff sign in each working day; residents stay signed in on their phone. */
const LIFETIME = { staff: DAY, resident: 90 * DAY };
// A change of rights reaches other programs within this at the latest; this program hears of it by the event at once.
const TRUSTED_FOR = 5000;
const SEEN_EVERY = 60_000;
const MOST_KNOWN = 20_000;

interface Known {
  actor: Actor;
  /** Real time until which it is believed without asking. */
  until: number;
  /** When the session or the credential ends by the program's clock. */
  expires: Date;
  /** From where a credential may be used; a session goes with its owner. */
  within?(address: string): boolean;
}

/** Who is signed in, as this program last read it. */
class KnownSessions {
  readonly byToken = new Map<string, Known>();
  /** Counts what was forgotten: what was read before a change is not believed after it. */
  changes = 0;

  forget(accountId?: string): void {
    this.changes += 1;
    for (const [token, { actor }] of this.byToken)
      if (accountId === undefined || actor.id === accountId) this.byToken.delete(token);
  }

  hear({ kind, subject_kind, subject }: Headline): void {
    if (!kind.startsWith('account.') || kind === 'account.session.started') return;
    this.forget(subject_kind === 'account' ? subject : undefined);
  }
}

const known = new WeakMap<Runtime, KnownSessions>();

function knownOf(runtime: Runtime): KnownSessions {
  const sessions = known.get(runtime);
  if (sessions) return sessions;
  const fresh = new KnownSessions();
  known.set(runtime, fresh);
  runtime.live.watch((event) => fresh.hear(event));
  return fresh;
}

/** Forgets who is signed in, after rights or sessions of an account (or of anybody) changed here. Call it after the commit. */
export function forgetSessions(runtime: Runtime, accountId?: string): void {
  known.get(runtime)?.forget(accountId);
}

export interface From {
  address: string;
  agent: string;
}

export interface Started {
  id: string;
  token: string;
  expires: Date;
}

/** Starts a session and returns its token, which exists nowhere else: the database keeps its hash. */
export function startSession(
  ctx: Context,
  account: { id: string; kind: 'resident' | 'staff' },
  from: From,
): Started {
  const token = randomBytes(32).toString('base64url');
  const id = uuidv7(ctx.now);
  const expires = new Date(ctx.now.getTime() + LIFETIME[account.kind]);
  ctx.write(sql`
    insert into account_session (token_hash, id, account_id, created_at, seen_at, expires_at, address, agent)
    values (${sha256(token)}::bytea, ${id}::uuid, ${account.id}::uuid, ${ctx.now}::timestamptz, ${ctx.now}::timestamptz,
      ${expires}::timestamptz, ${from.address}, ${from.agent.slice(0, 300)})`);
  return { id, token, expires };
}

interface SessionRow {
  id: string;
  account_id: string;
  seen_at: Date;
  expires_at: Date;
}

async function readSession(runtime: Runtime, hash: Buffer): Promise<Omit<Known, 'until'> | null> {
  const now = runtime.clock.now();
  const { rows } = await sql<SessionRow>`
    select id, account_id, seen_at, expires_at from account_session
    where token_hash = ${hash}::bytea and expires_at > ${now}::timestamptz`.execute(runtime.db);
  const session = rows[0];
  const actor = session && (await loadActor(runtime.db, session.account_id));
  if (!actor) return null;
  if (now.getTime() - session.seen_at.getTime() >= SEEN_EVERY)
    await sql`update account_session set seen_at = ${now}::timestamptz where token_hash = ${hash}::bytea`.execute(
      runtime.db,
    );
  return { actor: { ...actor, session: session.id }, expires: session.expires_at };
}

/**
 * Who a token belongs to; null when the session ended or never was. A credential's secret stands for its account (see
 * `readCredential` for what it refuses), and never in a cookie: no browser shall send it by itself.
 */
export async function authenticate(
  runtime: Runtime,
  token: string,
  { address, byCookie }: Bearing,
): Promise<Actor | null> {
  const secret = isSecret(token);
  if (secret && byCookie) return null;
  const sessions = knownOf(runtime);
  const entry = sessions.byToken.get(token);
  const lasts = entry && entry.until > Date.now() && entry.expires > runtime.clock.now();
  if (lasts && (entry.within?.(address) ?? true)) return entry.actor;
  const before = sessions.changes;
  sessions.byToken.delete(token);
  const found = secret
    ? await readCredential(runtime, token, address, entry !== undefined)
    : await readSession(runtime, sha256(token));
  // Strangers' tokens are not remembered: nobody fills this memory from outside.
  if (!found) return null;
  if (sessions.byToken.size >= MOST_KNOWN) sessions.byToken.clear();
  if (sessions.changes === before) sessions.byToken.set(token, { ...found, until: Date.now() + TRUSTED_FOR });
  return found.actor;
}
