import { type RawBuilder, sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { maskName } from '../../platform/crypto.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { atMost, cursorId, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { channelsOf } from './channels.ts';
import { TEXT_VALID, titleAlone } from './rules.ts';
import { SIGN_IN_CODE } from './texts.ts';

interface OutboxRow {
  id: string;
  channel: string;
  purpose: string;
  template_title: string | null;
  account_name: string | null;
  webhook_name: string | null;
  state: 'waiting' | 'failed' | 'sent' | 'given_up';
  error: string | null;
  attempts: number;
  next_at: Date;
  created_at: Date;
  sent_at: Date | null;
}

function titleOf(row: OutboxRow): string {
  if (row.purpose === SIGN_IN_CODE) return '登录验证码';
  return row.template_title === null ? row.purpose : titleAlone(row.template_title);
}

/** An administrator sees that something was sent, of what kind and how it went; neither the words nor to which number. */
function toDelivery(row: OutboxRow, ready: Set<string>) {
  const { id, channel, purpose, state, attempts } = row;
  const waits = (state === 'waiting' || state === 'failed') && !ready.has(channel);
  return {
    id,
    channel,
    purpose,
    title: titleOf(row),
    recipient: row.webhook_name ?? (row.account_name === null ? '—' : maskName(row.account_name)),
    state,
    note: waits ? '未配置通道' : row.error,
    attempts,
    next_at: row.next_at.toISOString(),
    created_at: row.created_at.toISOString(),
    sent_at: row.sent_at?.toISOString() ?? null,
  };
}

/** What went out or waits to, newest first. */
export async function outbox(
  runtime: Runtime,
  query: { cursor?: string; limit?: number; state?: string; channel?: string },
) {
  const limit = query.limit ?? 50;
  const before = cursorId(query.cursor);
  const filters: RawBuilder<unknown>[] = [sql`true`];
  if (query.state) filters.push(sql`d.state = ${query.state}`);
  if (query.channel) filters.push(sql`d.channel = ${query.channel}`);
  if (before) filters.push(sql`d.id < ${before}::uuid`);
  const { rows } = await run(runtime, SYSTEM, (ctx) =>
    sql<OutboxRow>`
      select d.id, d.channel, d.purpose, d.state, d.error, d.attempts, d.next_at, d.created_at, d.sent_at,
        t.title as template_title, a.name as account_name, w.name as webhook_name
      from message_delivery d left join message_template t on t.code = d.purpose
      left join message m on m.id = d.message_id left join account a on a.id = m.account_id
      left join message_webhook w on w.id = d.webhook_id
      where ${sql.join(filters, sql` and `)} order by d.id desc limit ${atMost(limit + 1)}`.execute(ctx.db),
  );
  const ready = new Set(channelsOf(runtime).map((channel) => channel.name));
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => toDelivery(row, ready)) };
}

/** Tries a failed or given-up delivery again from the start, now. A sign-in code is gone and cannot be. */
export function retryDelivery(runtime: Runtime, actor: Actor, id: string): Promise<{ state: 'waiting' }> {
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ state: string; purpose: string; gone: boolean }>`
      select state, purpose, message_id is null and webhook_id is null and sealed is null as gone from message_delivery where id = ${id}::uuid for update`.execute(
      ctx.db,
    );
    const row = rows[0];
    if (!row) throw notFound('发送记录');
    if (row.state === 'sent' || row.state === 'waiting')
      throw conflict('not_failed', row.state === 'sent' ? '已经发出，不需要重发。' : '正在等待发送。', {
        state: row.state,
      });
    if (row.purpose === SIGN_IN_CODE)
      throw conflict('code_gone', '验证码不保留，请让对方重新获取。', { state: row.state });
    if (row.gone) throw conflict('text_gone', '号码和内容已清除，不能重发。', { state: row.state });
    ctx.write(sql`update message_delivery set state = 'waiting', attempts = 0, error = null, next_at = ${ctx.now}::timestamptz,
      expires_at = ${new Date(ctx.now.getTime() + TEXT_VALID)}::timestamptz where id = ${id}::uuid`);
    await recordNext(ctx, {
      subjectKind: 'delivery',
      subject: id,
      kind: 'message.delivery.retried',
      audience: 'staff',
      scopes: [actor.id],
      data: {},
    });
    return { state: 'waiting' };
  });
}
