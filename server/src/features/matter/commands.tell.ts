import { sql } from 'kysely';
import { type Audience, record } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Notice } from '../workflow/index.ts';
import type { TaskDelta } from './apply.ts';
import { type Matter, scopesOf } from './row.ts';

/** What a later feature says about a matter, outside its flow. */
export interface Told {
  /** Without the `matter.` before it. */
  kind: string;
  audience: Audience;
  /** What the story shows, by the labels given with `registerStory`. */
  form?: Record<string, unknown>;
  /** What followers need beside it. */
  data?: Record<string, unknown>;
  /** Whom messages tell of it. */
  notify?: Notice[];
  /** Open tasks that a holder gained or lost by it. */
  tasks?: TaskDelta[];
}

/**
 * Queues events of a later feature in a matter's own chain, in this order. The matter must be locked, and this is called once
 * in a transaction: it writes the matter's row. The matter itself stays as it is, and so does its version.
 */
export function tell(ctx: Context, matter: Matter, events: readonly Told[]): void {
  let hash = matter.event_hash;
  for (const { kind, audience, form = {}, data = {}, notify = [], tasks = [] } of events)
    hash = record(ctx, {
      subjectKind: 'matter',
      subject: matter.id,
      kind: `matter.${kind}`,
      audience,
      scopes: scopesOf(matter),
      data: { from: null, to: null, form, ...data, ...(notify.length > 0 && { notify }), tasks },
      prevHash: hash,
    });
  ctx.write(sql`update matter set event_hash = ${hash}::bytea where id = ${matter.id}::uuid`);
}
