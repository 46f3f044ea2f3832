import { type RawBuilder, sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { sha256 } from '../../platform/crypto.ts';
import { dayOf } from '../../platform/day.ts';
import { Refusal } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { loadActor } from './actor.ts';
import { limiterOf } from './limiter.ts';
import { withinOf } from './networks.ts';
import { type CredentialRefusal, REFUSALS } from './rules.credential.ts';
import { isAdministrator } from './rules.ts';

/** What events about secrets that were never given out are about: they belong to no account. */
const NO_ACCOUNT = '00000000-0000-7000-8000-000000000002';
const QUARTER = 900_000;

const wrong = limiterOf(100, QUARTER, '这里使用无效凭证的次数太多，请 15 分钟后再试。');
// A program that goes on knocking must not fill the event log.
const told = limiterOf(1, QUARTER, '');

interface CredentialRow {
  id: string;
  name: string;
  account_id: string;
  addresses: string[];
  expires_at: Date;
  revoked: boolean;
  used_on: string | null;
}

/** Who a secret stands for, and until when. */
export interface Proven {
  actor: Actor;
  expires: Date;
  /** Whether it may be used from an address. */
  within(address: string): boolean;
}

/** Nobody's rights over people or the audit are ever lent to a program: whoever stole it would be the administrator. */
const administers = ({ grants }: Actor): boolean =>
  isAdministrator({ permissions: grants.map(({ permission }) => permission) });

async function tell(
  runtime: Runtime,
  reason: CredentialRefusal,
  address: string,
  row?: CredentialRow,
): Promise<void> {
  const key = `${row?.id} ${reason} ${address}`;
  if (told.isFull(runtime, key)) return;
  told.count(runtime, key);
  await run(runtime, SYSTEM, (ctx) =>
    recordNext(ctx, {
      subjectKind: 'account',
      subject: row?.account_id ?? NO_ACCOUNT,
      kind: 'account.credential.refused',
      audience: 'staff',
      scopes: row ? [row.account_id] : [],
      data: { credential: row?.id ?? null, name: row?.name ?? null, reason, address },
    }),
  );
}

function reasonAgainst(row: CredentialRow, actor: Actor | null, now: Date): CredentialRefusal | null {
  if (row.revoked) return 'revoked';
  if (row.expires_at <= now) return 'expired';
  if (!actor) return 'account';
  return administers(actor) ? 'administrator' : null;
}

async function refuse(runtime: Runtime, reason: CredentialRefusal, address: string, row?: CredentialRow) {
  await tell(runtime, reason, address, row);
  return new Refusal(401, 'credential_refused', REFUSALS[reason].remedy, { extra: { reason } });
}

async function find(runtime: Runtime, which: RawBuilder<unknown>): Promise<CredentialRow | undefined> {
  const { rows } = await sql<CredentialRow>`
    select id, name, account_id, addresses, expires_at, revoked_at is not null as revoked, used_on::text as used_on
    from account_credential where ${which}`.execute(runtime.db);
  return rows[0];
}

/**
 * The actor of a credential: the account's present rights, without the person. Refuses (401, saying why to whoever has the
 * secret) what is unknown, revoked, expired, or used from elsewhere, and (429) an address with a hundred wrong secrets in 15
 * minutes; `proven` says that this secret was right a moment ago, so that strangers behind the same address shut nobody out.
 */
export async function readCredential(
  runtime: Runtime,
  secret: string,
  address: string,
  proven: boolean,
): Promise<Proven> {
  if (!proven) wrong.check(runtime, address);
  const now = runtime.clock.now();
  const row = await find(runtime, sql`token_hash = ${sha256(secret)}::bytea`);
  if (!row) {
    wrong.count(runtime, address);
    throw await refuse(runtime, 'unknown', address);
  }
  const actor = await loadActor(runtime.db, row.account_id, 'program');
  const within = withinOf(row.addresses);
  const reason = reasonAgainst(row, actor, now) ?? (within(address) ? null : 'address');
  if (reason || !actor) throw await refuse(runtime, reason ?? 'account', address, row);
  const today = dayOf(now);
  if (row.used_on !== today)
    await sql`update account_credential set used_on = ${today}::date where id = ${row.id}::uuid`.execute(
      runtime.db,
    );
  return { actor: { ...actor, credential: row.id }, expires: row.expires_at, within };
}

/**
 * Who asked for long work, with the rights of this moment: a person's, or those of a program by the credential it came with.
 * Null when the account is gone or disabled, or the credential revoked or expired.
 */
export async function askerOf(
  runtime: Runtime,
  { accountId, credential }: { accountId: string; credential?: string },
): Promise<Actor | null> {
  if (!credential) return loadActor(runtime.db, accountId);
  const row = await find(runtime, sql`id = ${credential}::uuid and account_id = ${accountId}::uuid`);
  const actor = await loadActor(runtime.db, accountId, 'program');
  if (!row || !actor || reasonAgainst(row, actor, runtime.clock.now())) return null;
  return { ...actor, credential: row.id };
}
