import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { conflict, notAllowed } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { anyReach, prepareMatter, reachesOf } from '../matter/index.ts';
import { type FindingRow, findFinding, mayHandle } from './queries.ts';
import type { CloseBody, GovernBody } from './schema.ts';

/** So many of its calls are named in the matter that governs a finding. */
const NAMED = 20;

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

interface Call {
  type: string;
  category: string | null;
  address: string;
  number: string;
}

/** The newest of a finding's calls that the actor may see, at most twenty. */
async function newestCalls(db: Db, actor: Actor, areas: AreaTree, id: string): Promise<Call[]> {
  const { rows } = await sql<Call>`
    select m.type_code as type, m.category_code as category, m.address, m.number
    from finding_matter k join matter m on m.id = k.matter_id
    where k.finding_id = ${id}::uuid and not m.confidential and ${anyReach(reachesOf(actor, areas))}
    order by m.id desc limit ${atMost(NAMED)}`.execute(db);
  return rows;
}

/** Who may turn a finding into a matter now: as for ending it, and only one of a place; a person is not governed. */
function checkPlace(actor: Actor, row: FindingRow, areas: AreaTree, version: number): Placed {
  check(actor, row, areas, version);
  if (row.kind !== 'place' || row.lng === null || row.lat === null)
    throw conflict('not_now', '只有同一地点的预警可以转为专项治理。');
  return row as Placed;
}

type Placed = FindingRow & { lng: number; lat: number };

/**
 * 专项治理: makes one matter out of a finding of a place, of the type and class of its newest call, with the numbers of its calls in its
 * text, and ends the finding with it, both or neither. Of calls that the actor may not see nothing is said in it.
 */
export async function governFinding(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { version, client_id, text }: Static<typeof GovernBody>,
): Promise<void> {
  const areas = await areaTree(runtime);
  const seen = checkPlace(actor, await findFinding(runtime.db, actor, areas, id, false), areas, version);
  const calls = await newestCalls(runtime.db, actor, areas, id);
  const [newest] = calls;
  if (!newest) throw notAllowed('您看不到这条预警的事项，不能转为专项治理。');
  const open = await prepareMatter(runtime, actor, {
    client_id,
    type: newest.type,
    category: newest.category ?? undefined,
    title: `专项治理：${seen.rule_name}`,
    text: `${text.trim()}\n涉及事项：${calls.map(({ number }) => number).join('、')}`,
    point: { lng: seen.lng, lat: seen.lat },
    address: newest.address,
    area: seen.area_id,
  });
  await run(runtime, actor, async (ctx) => {
    // Locked until the end: of two who do so at once only one makes a matter.
    const row = checkPlace(actor, await findFinding(ctx.db, actor, areas, id, true), areas, version);
    await end(ctx, row, 'governed', text.trim(), await open(ctx));
  }).catch((error) => {
    if ((error as { constraint?: string }).constraint !== 'matter_client_unique') throw error;
    throw conflict('not_now', '这次提交已经立过一件事项，请刷新页面看一下。');
  });
}
