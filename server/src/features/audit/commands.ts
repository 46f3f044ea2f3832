import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { conflict } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { findAlert } from './queries.alert.ts';

/** Closes an alert with what was found out; reading that comes later begins to add up anew. Refused (409) when it is closed or has grown since. */
export async function closeAlert(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, note }: { version: number; note: string },
): Promise<void> {
  // The rows are the program's; the act is the auditor's.
  await run(runtime, SYSTEM, async (system) => {
    const ctx = { ...system, actor };
    const row = await findAlert(ctx, id, true);
    if (row.state !== 'open') throw conflict('not_now', '这条预警已经核查过了。');
    if (row.version !== version)
      throw conflict('changed_meanwhile', '这条预警刚刚又有新的查阅，请看一下最新情况再写结果。');
    const hash = record(ctx, {
      subjectKind: 'audit_alert',
      subject: id,
      kind: 'audit.closed',
      audience: 'staff',
      scopes: [actor.id],
      data: { note: note.trim(), n: row.n },
      prevHash: row.event_hash,
    });
    ctx.write(sql`
      update audit_alert set state = 'closed', note = ${note.trim()}, closed_by = ${actor.id}::uuid, closed_at = ${ctx.now}::timestamptz,
        version = version + 1, event_hash = ${hash}::bytea where id = ${id}::uuid`);
  });
}
