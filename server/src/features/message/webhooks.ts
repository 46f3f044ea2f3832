import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict, notFound } from '../../platform/errors.ts';
import { type EventRow, recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { asksFor, TEXT_VALID } from './rules.ts';
import type { ChangedWebhook, NewWebhook } from './schema.ts';

const MOST = 50;

interface WebhookRow {
  id: string;
  name: string;
  url: string;
  kinds: string[];
  disabled: boolean;
  version: number;
  created_at: Date;
}

const COLUMNS = sql.raw('id, name, url, kinds, disabled, version, created_at');

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw badField('url', 'bad_url', '回调地址应以 http:// 或 https:// 开头，且不含用户名和密码。');
  return url.href;
}

const toWebhook = (row: WebhookRow) => ({ ...row, created_at: row.created_at.toISOString() });

const say = (ctx: Context, id: string, what: string, data: object) =>
  recordNext(ctx, {
    subjectKind: 'webhook',
    subject: id,
    kind: `message.webhook.${what}`,
    audience: 'staff',
    scopes: [ctx.actor.id],
    data,
  });

/** All webhooks, without their secrets. */
export async function listWebhooks(runtime: Runtime) {
  const { rows } = await sql<WebhookRow>`
    select ${COLUMNS} from message_webhook where removed_at is null order by id`.execute(runtime.db);
  return { items: rows.map(toWebhook) };
}

async function existing(ctx: Context, clientId: string): Promise<WebhookRow | undefined> {
  const { rows } = await sql<WebhookRow>`
    select ${COLUMNS} from message_webhook
    where created_by = ${ctx.actor.id}::uuid and client_id = ${clientId}::uuid`.execute(ctx.db);
  return rows[0];
}

async function checkRoom(ctx: Context): Promise<void> {
  const { rows } = await sql`select from message_webhook where removed_at is null limit ${MOST}`.execute(
    ctx.db,
  );
  if (rows.length >= MOST) throw conflict('too_many_webhooks', `最多登记 ${MOST} 个回调，请先删除不用的。`);
}

/** Registers a webhook; the same `client_id` again returns the first. The secret is sealed and never given out. */
export function addWebhook(runtime: Runtime, actor: Actor, input: NewWebhook) {
  const url = checkUrl(input.url);
  return run(runtime, actor, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('message_webhook', 0))`.execute(ctx.db);
    const known = await existing(ctx, input.client_id);
    if (known) return toWebhook(known);
    await checkRoom(ctx);
    const id = uuidv7(ctx.now);
    const { rows } = await sql<WebhookRow>`
      insert into message_webhook (id, name, url, secret_sealed, kinds, client_id, created_by, created_at)
      values (${id}::uuid, ${input.name}, ${url}, ${runtime.sealer.seal(input.secret)}::bytea, ${input.kinds}::text[],
        ${input.client_id}::uuid, ${actor.id}::uuid, ${ctx.now}::timestamptz) returning ${COLUMNS}`.execute(
      ctx.db,
    );
    await say(ctx, id, 'added', { name: input.name, url, kinds: input.kinds });
    return toWebhook(rows[0]!);
  });
}

async function locked(ctx: Context, id: string): Promise<WebhookRow> {
  const { rows } = await sql<WebhookRow>`
    select ${COLUMNS} from message_webhook where id = ${id}::uuid and removed_at is null for update`.execute(
    ctx.db,
  );
  if (!rows[0]) throw notFound('回调');
  return rows[0];
}

/** Changes a webhook; a stale version is refused with what is. Without a secret the present one stays. */
export function changeWebhook(runtime: Runtime, actor: Actor, id: string, input: ChangedWebhook) {
  const url = checkUrl(input.url);
  return run(runtime, actor, async (ctx) => {
    const now = await locked(ctx, id);
    if (now.version !== input.version)
      throw conflict('stale_version', '这个回调刚刚被修改过，请刷新后再改。', { current: toWebhook(now) });
    const secret = input.secret === undefined ? null : runtime.sealer.seal(input.secret);
    const { rows } = await sql<WebhookRow>`
      update message_webhook set name = ${input.name}, url = ${url}, kinds = ${input.kinds}::text[],
        disabled = ${input.disabled}::boolean, secret_sealed = coalesce(${secret}::bytea, secret_sealed), version = version + 1
      where id = ${id}::uuid returning ${COLUMNS}`.execute(ctx.db);
    const { name, kinds, disabled } = input;
    await say(ctx, id, 'changed', { name, url, kinds, disabled, secret: secret !== null });
    return toWebhook(rows[0]!);
  });
}

/** Takes a webhook away; what waits for it is given up. */
export function removeWebhook(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  return run(runtime, actor, async (ctx) => {
    await locked(ctx, id);
    ctx.write(sql`update message_webhook set removed_at = ${ctx.now}::timestamptz where id = ${id}::uuid`);
    ctx.write(sql`update message_delivery set state = 'given_up', error = '回调已停用或删除'
      where webhook_id = ${id}::uuid and state in ('waiting', 'failed')`);
    await say(ctx, id, 'removed', {});
  });
}

interface Listener {
  id: string;
  kinds: string[];
  created_at: Date;
}

/** Queues a call for each event a webhook asked for and that happened since it was registered; once, however often. */
export async function queueWebhooks(ctx: Context, events: EventRow[]): Promise<void> {
  const { rows: hooks } = await sql<Listener>`
    select id, kinds, created_at from message_webhook where removed_at is null and not disabled`.execute(
    ctx.db,
  );
  const rows = hooks.flatMap((hook) =>
    events
      .filter((event) => event.at >= hook.created_at && asksFor(hook.kinds, event.kind))
      .map((event) => ({
        id: uuidv7(ctx.now),
        webhook_id: hook.id,
        event_seq: event.seq,
        purpose: event.kind,
      })),
  );
  if (rows.length === 0) return;
  ctx.write(sql`
    insert into message_delivery (id, channel, purpose, webhook_id, event_seq, state, next_at, expires_at, created_at)
    select id, 'webhook', purpose, webhook_id, event_seq, 'waiting', ${ctx.now}::timestamptz,
      ${new Date(ctx.now.getTime() + TEXT_VALID)}::timestamptz, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d (id uuid, webhook_id uuid, event_seq bigint, purpose text)
    on conflict on constraint message_delivery_webhook_once do nothing`);
}
