import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { render, TEXT_VALID, type Template, type Values } from './rules.ts';
import { templatesOf } from './templates.ts';

/** One message to several accounts. */
export interface Sending {
  template: string;
  accounts: readonly string[];
  subjectKind?: string;
  subject?: string;
  /** The event it tells of: with it, however often it is sent, each account gets it once. */
  eventSeq?: number;
  values: Values;
}

interface NewMessage {
  id: string;
  account_id: string;
  template: string;
  title: string;
  body: string;
  subject_kind: string | null;
  subject: string | null;
  event_seq: number | null;
}

function expand(ctx: Context, sending: Sending, template: Template): NewMessage[] {
  // A cut may halve a character, which the database would refuse, and with it all that follows.
  const title = render(template.title, sending.values).slice(0, 200).toWellFormed();
  const body = render(template.body, sending.values).slice(0, 2000).toWellFormed();
  return [...new Set(sending.accounts)].map((account_id) => ({
    id: uuidv7(ctx.now),
    account_id,
    template: template.code,
    title,
    body,
    subject_kind: sending.subjectKind ?? null,
    subject: sending.subject ?? null,
    event_seq: sending.eventSeq ?? null,
  }));
}

async function insertMessages(ctx: Context, messages: NewMessage[]): Promise<NewMessage[]> {
  const { rows } = await sql<{ id: string }>`
    insert into message (id, account_id, template, title, body, subject_kind, subject, event_seq, created_at)
    select id, account_id, template, title, body, subject_kind, subject, event_seq, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as m (id uuid, account_id uuid, template text, title text,
      body text, subject_kind text, subject uuid, event_seq bigint)
    on conflict on constraint message_once do nothing returning id`.execute(ctx.db);
  const made = new Set(rows.map((row) => row.id));
  return messages.filter((message) => made.has(message.id));
}

function queueDeliveries(ctx: Context, messages: NewMessage[], templates: Map<string, Template>): void {
  const rows = messages.flatMap((message) =>
    templates
      .get(message.template)!
      .channels.filter((channel) => channel !== 'in_app')
      .map((channel) => ({
        id: uuidv7(ctx.now),
        message_id: message.id,
        channel,
        purpose: message.template,
      })),
  );
  if (rows.length === 0) return;
  ctx.write(sql`
    insert into message_delivery (id, message_id, channel, purpose, state, next_at, expires_at, created_at)
    select id, message_id, channel, purpose, 'waiting', ${ctx.now}::timestamptz,
      ${new Date(ctx.now.getTime() + TEXT_VALID)}::timestamptz, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d (id uuid, message_id uuid, channel text, purpose text)`);
}

/** One event for a whole batch, a subject of its own: it tells browsers to look, and costs no chain of thousands. */
function ring(ctx: Context, kind: string, accounts: string[]): void {
  record(ctx, {
    subjectKind: 'inbox',
    subject: uuidv7(ctx.now),
    kind,
    audience: 'caller',
    scopes: [...new Set(accounts)],
    data: {},
    prevHash: null,
  });
}

/**
 * Puts messages into inboxes and queues what goes out by other channels, in the caller's transaction, which must be the
 * program's own (`SYSTEM`: a subscriber, a job). Give a whole batch at once: it is one statement. Sending the same event again
 * changes nothing. An unknown template is logged and passed over, because a follower of the log must not stop for it.
 * Returns how many messages are new.
 */
export async function sendMessages(ctx: Context, sendings: Sending | readonly Sending[]): Promise<number> {
  const templates = await templatesOf(ctx.runtime);
  const messages = [sendings].flat().flatMap((sending) => {
    const template = templates.get(sending.template);
    if (!template) ctx.runtime.log.error({ template: sending.template }, 'a message has no template');
    return template ? expand(ctx, sending, template) : [];
  });
  if (messages.length === 0) return 0;
  const made = await insertMessages(ctx, messages);
  if (made.length === 0) return 0;
  queueDeliveries(ctx, made, templates);
  ring(
    ctx,
    'message.created',
    made.map((message) => message.account_id),
  );
  return made.length;
}

/** Marks an own message read; 404 for anybody else's. Reading twice keeps the first time. */
export function markRead(runtime: Runtime, actor: Actor, id: string): Promise<{ read_at: string }> {
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ read_at: Date | null }>`
      select read_at from message where id = ${id}::uuid and account_id = ${actor.id}::uuid for update`.execute(
      ctx.db,
    );
    const message = rows[0];
    if (!message) throw notFound('消息');
    if (message.read_at) return { read_at: message.read_at.toISOString() };
    ctx.write(sql`update message set read_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
    ring(ctx, 'message.read', [actor.id]);
    return { read_at: ctx.now.toISOString() };
  });
}

/** Marks every own message read; returns how many were not. */
export function markAllRead(runtime: Runtime, actor: Actor): Promise<{ read: number }> {
  return run(runtime, actor, async (ctx) => {
    const { numAffectedRows } = await sql`
      update message set read_at = ${ctx.now}::timestamptz
      where account_id = ${actor.id}::uuid and read_at is null`.execute(ctx.db);
    const read = Number(numAffectedRows ?? 0);
    if (read > 0) ring(ctx, 'message.read', [actor.id]);
    return { read };
  });
}
