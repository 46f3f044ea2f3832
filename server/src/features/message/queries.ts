import { type RawBuilder, sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost, cursorId, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { maySeeReceipts } from './policy.ts';

const MOST_COUNTED = 99;
const MOST_PEOPLE = 500;

interface MessageRow {
  id: string;
  template: string;
  title: string;
  body: string;
  subject_kind: string | null;
  subject: string | null;
  created_at: Date;
  read_at: Date | null;
}

/** The own inbox, newest first. */
export async function inbox(
  runtime: Runtime,
  actor: Actor,
  query: { cursor?: string; limit?: number; unread?: boolean },
) {
  const limit = query.limit ?? 50;
  const before = cursorId(query.cursor);
  // Each filter is text of its own: a parameter in its place would hide the partial index from the planner.
  const filters: RawBuilder<unknown>[] = [sql`account_id = ${actor.id}::uuid`];
  if (query.unread) filters.push(sql`read_at is null`);
  if (before) filters.push(sql`id < ${before}::uuid`);
  const { rows } = await run(runtime, actor, (ctx) =>
    sql<MessageRow>`
      select id, template, title, body, subject_kind, subject, created_at, read_at from message
      where ${sql.join(filters, sql` and `)} order by id desc limit ${atMost(limit + 1)}`.execute(ctx.db),
  );
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map(toMessage) };
}

function toMessage(row: MessageRow) {
  return {
    ...row,
    created_at: row.created_at.toISOString(),
    read_at: row.read_at?.toISOString() ?? null,
  };
}

/** How many messages are unread, counted up to 99. */
export async function unreadCount(runtime: Runtime, actor: Actor): Promise<{ count: number; more: boolean }> {
  const { rows } = await run(runtime, actor, (ctx) =>
    sql<{ n: number }>`
      select count(*) as n from (select from message where account_id = ${actor.id}::uuid and read_at is null
        limit ${atMost(MOST_COUNTED + 1)}) m`.execute(ctx.db),
  );
  const n = rows[0]!.n;
  return { count: Math.min(n, MOST_COUNTED), more: n > MOST_COUNTED };
}

interface ReceiptRow {
  name: string;
  kind: string;
  unit: string | null;
  title: string;
  created_at: Date;
  read_at: Date | null;
}

/** Who was told of a subject and has read it, staff by name and unit, residents as residents; 404 for who may not see the subject. */
export async function receipts(runtime: Runtime, actor: Actor, subjectKind: string, subject: string) {
  if (!(await maySeeReceipts(runtime, actor, subjectKind, subject))) throw notFound('事项');
  // Other people's messages: the right was judged above, by whoever owns the subject.
  const { rows } = await run(runtime, SYSTEM, (ctx) =>
    sql<ReceiptRow>`
      select a.name, a.kind, u.name as unit, m.title, m.created_at, m.read_at
      from message m join account a on a.id = m.account_id
      left join lateral (
        select u.name from account_relation r join account_unit u on u.id = r.unit_id
        where r.account_id = a.id and r.ended_at is null order by r.created_at limit 1) u on true
      where m.subject = ${subject}::uuid and m.subject_kind = ${subjectKind}
      order by m.id desc limit ${atMost(MOST_PEOPLE)}`.execute(ctx.db),
  );
  return {
    total: rows.length,
    read: rows.filter((row) => row.read_at).length,
    people: rows.map((row) => ({
      // Not even masked: whoever called anonymously would be known by the surname.
      name: row.kind === 'resident' ? '居民' : row.name,
      unit: row.unit,
      title: row.title,
      sent_at: row.created_at.toISOString(),
      read_at: row.read_at?.toISOString() ?? null,
    })),
  };
}
