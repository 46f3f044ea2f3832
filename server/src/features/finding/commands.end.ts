import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { conflict, notAllowed } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { createMatter } from '../matter/index.ts';
import { type FindingRow, findFinding, mayHandle } from './queries.ts';
import type { CloseBody, GovernBody } from './schema.ts';

/** Who may end a finding now, on the version they saw; else refused in words. */
function check(actor: Actor, row: FindingRow, areas: AreaTree, version: number): void {
  if (row.state !== 'open') throw conflict('not_now', '这条预警已经处理过了。', { state: row.state });
  if (!mayHandle(actor, row, areas)) throw notAllowed('这条预警不归您所在的指挥中心处理。');
  if (row.version !== version)
    throw conflict('changed_meanwhile', '这条预警刚刚被更新过，请看一下最新情况再处理。');
}

async function end(
  ctx: Context,
  row: FindingRow,
  state: 'closed' | 'governed',
  words: string,
  matter: string | null,
): Promise<void> {
  const hash = record(ctx, {
    subjectKind: 'finding',
    subject: row.id,
    kind: `finding.${state}`,
    audience: 'staff',
    scopes: [...row.areas, ...(row.centre_unit ? [row.centre_unit] : [])],
    data: { words, ...(matter && { matter }) },
    prevHash: row.event_hash,
  });
  ctx.write(sql`
    update finding set state = ${state}, ended_at = ${ctx.now}::timestamptz, ended_by = ${ctx.actor.id}::uuid, words = ${words},
      matter_id = ${matter}::uuid, version = version + 1, event_hash = ${hash}::bytea where id = ${row.id}::uuid`);
  ctx.write(sql`update finding_area set open = false where finding_id = ${row.id}::uuid`);
}

/** Ends a finding with words: what was found out or done. Calls that come later begin to add up anew. */
export async function closeFinding(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, words }: Static<typeof CloseBody>,
): Promise<void> {
  const areas = await areaTree(runtime);
  await run(runtime, actor, async (ctx) => {
    const row = await findFinding(ctx.db, actor, areas, id, true);
    check(actor, row, areas, version);
    await end(ctx, row, 'closed', words.trim(), null);
  });
}

/** The newest of a finding's calls: its type and class are those of the matter that governs them all. */
async function newestCall(db: Db, id: string) {
  const { rows } = await sql<{ type: string; category: string | null; address: string; numbers: string[] }>`
    select m.type_code as type, m.category_code as category, m.address,
      array(select n.number from finding_matter k join matter n on n.id = k.matter_id where k.finding_id = ${id}::uuid order by n.id desc limit 20) as numbers
    from finding_matter k join matter m on m.id = k.matter_id where k.finding_id = ${id}::uuid order by m.id desc limit 1`.execute(
    db,
  );
  return rows[0]!;
}

/**
 * 专项治理: makes one matter out of a finding of a place, with the numbers of its calls in its text, and ends the finding with it.
 * The same `client_id` makes one matter. Refuses findings of a caller: a person is not governed.
 */
export async function governFinding(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, client_id, text }: Static<typeof GovernBody>,
): Promise<void> {
  const areas = await areaTree(runtime);
  await run(runtime, actor, async (ctx) => {
    // Locked until the end: of two who do so at once only one makes a matter.
    const row = await findFinding(ctx.db, actor, areas, id, true);
    check(actor, row, areas, version);
    if (row.kind !== 'place' || row.lng === null || row.lat === null)
      throw conflict('not_now', '只有同一地点的预警可以转为专项治理。');
    const { type, category, address, numbers } = await newestCall(ctx.db, id);
    // In a transaction of its own: should this one fail, the same client_id finds the matter again.
    const matter = await createMatter(runtime, actor, {
      client_id,
      type,
      category: category ?? undefined,
      title: `专项治理：${row.rule_name}`,
      text: `${text.trim()}\n涉及事项：${numbers.join('、')}`,
      point: { lng: row.lng, lat: row.lat },
      address,
      area: row.area_id,
    });
    await end(ctx, row, 'governed', text.trim(), matter.id);
  });
}
