import { sql } from 'kysely';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { Context } from '../../platform/runtime.ts';
import { accountsWith } from '../account/index.ts';
import { sendMessages } from '../message/index.ts';
import { type Reading, type Unusual, unusual } from './rules.ts';
import { policyOf, type Rule } from './settings.ts';

/** More readings of one account than any rule counts are not looked at. */
const MOST = 10_000;

/** The last moment of this rule's alerts on this account that an auditor has closed: what lies before it is answered. */
async function answeredUntil(ctx: Context, rule: string, actor: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select last_at as at from audit_alert where actor = ${actor}::uuid and rule = ${rule} and state = 'closed'
    order by last_at desc limit 1`.execute(ctx.db);
  return rows[0]?.at ?? null;
}

/** Lets the open alert grow, or raises one and tells the auditors. */
async function raise(ctx: Context, actor: string, { rule, n, firstAt, lastAt }: Unusual): Promise<void> {
  const { numAffectedRows: grown } = await sql`
    update audit_alert set n = greatest(n, ${n}::int), last_at = ${lastAt}::timestamptz, version = version + 1
    where rule = ${rule.code} and actor = ${actor}::uuid and state = 'open'`.execute(ctx.db);
  if (grown) return;
  const [id, auditors] = [uuidv7(ctx.now), await accountsWith(ctx.db, { permission: 'audit:read' })];
  const hash = record(ctx, {
    subjectKind: 'audit_alert',
    subject: id,
    kind: 'audit.raised',
    audience: 'staff',
    scopes: auditors,
    data: { rule: rule.code, actor, n },
    prevHash: null,
  });
  await sql`
    insert into audit_alert (id, rule, kind, name, actor, n, first_at, last_at, state, event_hash)
    values (${id}::uuid, ${rule.code}, ${rule.kind}, ${rule.name}, ${actor}::uuid, ${n}::int, ${firstAt}::timestamptz,
      ${lastAt}::timestamptz, 'open', ${hash}::bytea)`.execute(ctx.db);
  const url = `${ctx.runtime.config.publicUrl}/console/audit?tab=alerts`;
  const values = { title: rule.name, reason: `${n} 次`, url };
  await sendMessages(ctx, [
    { template: 'audit-raised', accounts: auditors, subjectKind: 'audit_alert', subject: id, values },
  ]);
}

/** The most that the new readings of an account amount to under a rule. */
function worst(
  rule: Rule,
  fresh: readonly Reading[],
  all: readonly Reading[],
  since: Date | null,
): Unusual | null {
  const found = fresh.flatMap((reading) => unusual(rule, reading, all, since) ?? []);
  return found.reduce<Unusual | null>((a, b) => (a && a.n > b.n ? a : b), null);
}

/** Judges what an account has just read together with what it read before. Its entries are written already. */
export async function judgeReading(ctx: Context, actor: string, fresh: readonly Reading[]): Promise<void> {
  const { rules } = await policyOf(ctx.runtime);
  const minutes = Math.max(0, ...rules.map((rule) => rule.minutes));
  const [from, to] = [
    Math.min(...fresh.map(({ at }) => at.getTime())),
    Math.max(...fresh.map(({ at }) => at.getTime())),
  ];
  const { rows } = await sql<Reading>`
    select at, category, outside from audit_entry
    where actor = ${actor}::uuid and category in ('look', 'export')
      and at > ${new Date(from - minutes * 60_000)}::timestamptz and at <= ${new Date(to)}::timestamptz
    order by at desc limit ${atMost(MOST)}`.execute(ctx.db);
  for (const rule of rules) {
    const found = worst(rule, fresh, rows, await answeredUntil(ctx, rule.code, actor));
    if (found) await raise(ctx, actor, found);
  }
}
