import { sql } from 'kysely';
import { Refusal } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { clockTime, LOCKED_FOR, MOST_FAILURES, normalUsername } from './rules.ts';

const indexesOf = ({ sealer }: Runtime, username: string) =>
  sealer.fingerprints(`name ${normalUsername(username)}`);

/** The index of a name; while the search key changes, what was counted under an older one comes along: no lock ends by that. */
async function indexOf(runtime: Runtime, username: string): Promise<Buffer> {
  const [index, ...older] = indexesOf(runtime, username);
  if (older.length > 0)
    await sql`
      with before as (delete from account_attempt where name_index = any (${older}::bytea[]) returning failed, at, locked_until)
      insert into account_attempt (name_index, failed, at, locked_until)
      select ${index}::bytea, failed, at, locked_until from before on conflict do nothing`.execute(
      runtime.db,
    );
  return index;
}

function locked(until: Date): Refusal {
  return new Refusal(
    423,
    'locked',
    `连续输错次数过多，已锁定到 ${clockTime(until)}。请稍后再试，或联系安全管理员解锁。`,
    {
      extra: { locked_until: until.toISOString() },
    },
  );
}

/**
 * Counts an attempt before the password is looked at, so that many at once cannot outrun the count. Names that do not
 * exist are counted alike. Refuses (423) while locked; returns the number of this attempt since the last success.
 */
export async function countAttempt(runtime: Runtime, username: string): Promise<number> {
  const now = runtime.clock.now();
  const until = new Date(now.getTime() + LOCKED_FOR);
  const stale = new Date(now.getTime() - LOCKED_FOR);
  const index = await indexOf(runtime, username);
  const { rows } = await sql<{ failed: number; locked_until: Date | null }>`
    insert into account_attempt as a (name_index, failed, at)
    values (${index}::bytea, 1, ${now}::timestamptz)
    on conflict (name_index) do update set
      failed = case when a.locked_until > ${now}::timestamptz then a.failed
        when a.locked_until is not null or a.at < ${stale}::timestamptz then 1 else a.failed + 1 end,
      locked_until = case when a.locked_until > ${now}::timestamptz then a.locked_until end,
      at = ${now}::timestamptz
    returning failed, locked_until`.execute(runtime.db);
  const { failed, locked_until } = rows[0]!;
  if (locked_until) throw locked(locked_until);
  if (failed > MOST_FAILURES) throw locked(until);
  return failed;
}

/** After a wrong password: the fifth locks the name and refuses with the time; fewer return. */
export async function lockAfter(runtime: Runtime, username: string, attempt: number): Promise<void> {
  if (attempt < MOST_FAILURES) return;
  const until = new Date(runtime.clock.now().getTime() + LOCKED_FOR);
  const index = await indexOf(runtime, username);
  await sql`update account_attempt set locked_until = ${until}::timestamptz where name_index = ${index}::bytea`.execute(
    runtime.db,
  );
  throw locked(until);
}

/** Forgets the failures of a name: after a success, or when the security administrator unlocks it. */
export function clearAttempts(ctx: Context, username: string): void {
  ctx.write(
    sql`delete from account_attempt where name_index = any (${indexesOf(ctx.runtime, username)}::bytea[])`,
  );
}

/** Until when each of these names is locked; names that are not locked are missing. */
export async function locksOf(ctx: Context, usernames: readonly string[]): Promise<Map<string, Date>> {
  const byIndex = new Map(
    usernames.flatMap((name) => indexesOf(ctx.runtime, name).map((index) => [index.toString('hex'), name])),
  );
  const { rows } = await sql<{ index: string; locked_until: Date }>`
    select encode(name_index, 'hex') as index, locked_until from account_attempt
    where name_index = any (${[...byIndex.keys()].map((hex) => Buffer.from(hex, 'hex'))}::bytea[])
      and locked_until > ${ctx.now}::timestamptz`.execute(ctx.db);
  return new Map(rows.map((row) => [byIndex.get(row.index)!, row.locked_until]));
}
