import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf } from '../../../platform/access.ts';
import { badField, conflict, notAllowed } from '../../../platform/errors.ts';
import { record } from '../../../platform/events.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../../area/index.ts';
import { askedRule } from './asked.ts';
import { findSegment, type SegmentRow } from './queries.ts';
import type { SegmentBody, SegmentChange } from './schema.ts';

/** Makes segments and tags of the people one may see. */
export const SEGMENT = 'ledger:segment';
const SUBJECT = 'segment';

/** Says that a segment is another now, and never what it asks: a rule and a name may tell of people what the log must not keep. */
function tell(
  ctx: Context,
  kind: string,
  { id, area_id, version, event_hash }: Pick<SegmentRow, 'id' | 'area_id' | 'version' | 'event_hash'>,
): Buffer {
  return record(ctx, {
    ...{ subjectKind: SUBJECT, subject: id, kind, audience: 'staff' as const },
    ...{ scopes: [...(area_id ? [area_id] : []), ctx.actor.id], data: { version }, prevHash: event_hash },
  });
}

/** The area a segment is made for: one the actor makes segments in; the whole of it when none is named. */
function areaFor(actor: Actor, areas: AreaTree, named: string | undefined): string | null {
  const tops = areasOf(actor, SEGMENT);
  const area = named ?? tops[0];
  if (!area || !areas.get(area)) throw badField('area', 'unknown_area', '没有这个区域，请重新选择。');
  if (!tops.some((top) => areas.within(area, top))) throw notAllowed('您不能在这个区域建立人群。');
  return (areas.get(area)?.path.length ?? 0) <= 1 ? null : area;
}

/** Makes a segment; its members are computed at once in the background. The same submission again makes one. */
export async function createSegment(
  runtime: Runtime,
  actor: Actor,
  body: Static<typeof SegmentBody>,
): Promise<{ id: string }> {
  await askedRule(runtime, actor, body.rule);
  const area = areaFor(actor, await areaTree(runtime), body.area);
  const { client_id: id, name, note = '', rule, shared = false } = body;
  await run(runtime, actor, async (ctx) => {
    const hash = tell(ctx, 'segment.created', { id, area_id: area, version: 1, event_hash: null });
    const made = await sql`
      insert into ledger_segment (id, name, note, rule, area_id, owner_id, shared, created_at, event_hash)
      values (${id}::uuid, ${name.trim()}, ${note}, ${rule}, ${area}::uuid, ${actor.id}::uuid, ${shared}::boolean, ${ctx.now}::timestamptz,
        ${hash}::bytea) on conflict (id) do nothing returning id`.execute(ctx.db);
    if (made.rows.length === 0) ctx.undo(undefined);
  });
  return { id };
}

async function ownSegment(ctx: Context, actor: Actor, id: string, version?: number): Promise<SegmentRow> {
  const segment = await findSegment(ctx, actor, id, true);
  if (segment.owner_id !== actor.id)
    throw notAllowed('只有建立人可以修改这个人群；可以另建一个，把条件复制过去。');
  if (version !== undefined && version !== segment.version)
    throw conflict('stale', '这个人群刚被修改过，请刷新后再改。', { version: segment.version });
  return segment;
}

/** Changes a segment of one's own; with another rule it is computed anew. */
export async function changeSegment(
  runtime: Runtime,
  actor: Actor,
  id: string,
  change: Static<typeof SegmentChange>,
): Promise<void> {
  if (change.rule !== undefined) await askedRule(runtime, actor, change.rule);
  await run(runtime, actor, async (ctx) => {
    const before = await ownSegment(ctx, actor, id, change.version);
    const { name = before.name, note = before.note, rule = before.rule, shared = before.shared } = change;
    const hash = tell(ctx, 'segment.changed', { ...before, version: before.version + 1 });
    const again = rule !== before.rule || before.state === 'failed';
    ctx.write(sql`
      update ledger_segment set name = ${name.trim()}, note = ${note}, rule = ${rule}, shared = ${shared}::boolean,
        state = ${again ? 'computing' : before.state}, problem = null, due_at = null, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`);
  });
}

/** Ends a segment of one's own: its members are forgotten, what it was stays in the log. */
export async function retireSegment(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const before = await ownSegment(ctx, actor, id);
    const hash = tell(ctx, 'segment.retired', before);
    await sql`
      update ledger_segment set retired_at = ${ctx.now}::timestamptz, event_hash = ${hash}::bytea where id = ${id}::uuid`.execute(
      ctx.db,
    );
    await sql`delete from ledger_member where segment_id = ${id}::uuid`.execute(ctx.db);
    await sql`delete from ledger_count where segment_id = ${id}::uuid`.execute(ctx.db);
  });
}
