import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { VIEW_UNIT } from '../matter/index.ts';
import { matterRefs, unitNames } from './refs.ts';
import type { Appraisal } from './schema.unit.ts';

interface Row {
  id: string;
  matter_id: string | null;
  period: string | null;
  kind: 'served' | 'superior';
  unit_id: string;
  by_unit: string;
  timely: number | null;
  solved: number | null;
  attitude: number | null;
  comment: string | null;
  state: 'asked' | 'given' | 'lapsed';
  until: Date;
  changed_at: Date;
}

export const APPRAISAL_KINDS = { served: '街道评部门', superior: '上级评下级' };

/** How the actor's units judged others, or were judged; newest first. Asked and not yet given shows to who is asked only. */
export async function listAppraisals(
  runtime: Runtime,
  actor: Actor,
  query: { received?: boolean; cursor?: string; limit?: number },
): Promise<Page<Static<typeof Appraisal>>> {
  const limit = query.limit ?? 50;
  const units = unitsOf(actor, VIEW_UNIT);
  if (units.length === 0) return { items: [], next: null };
  const before = cursorId(query.cursor);
  const column = sql.ref(query.received ? 'unit_id' : 'by_unit');
  const parts = units.map(
    (unit) => sql`(select * from judgement_unit where ${column} = ${unit}::uuid
      ${query.received ? sql`and state = 'given'` : sql``} ${before ? sql`and id < ${before}::uuid` : sql``}
      order by id desc limit ${atMost(limit + 1)})`,
  );
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<Row>`
      select * from (${sql.join(parts, sql` union all `)}) j order by id desc limit ${atMost(limit + 1)}`.execute(
      ctx.db,
    );
    const page = toPage(rows, limit, (row) => row.id);
    const matters = await matterRefs(
      runtime,
      ctx.db,
      page.items.flatMap(({ matter_id }) => matter_id ?? []),
    );
    const unitOf = await unitNames(runtime);
    const items = page.items.map(({ matter_id, unit_id, by_unit, until, changed_at, ...row }) => ({
      ...row,
      kind_name: APPRAISAL_KINDS[row.kind],
      unit: unitOf(unit_id),
      by: unitOf(by_unit),
      until: until.toISOString(),
      changeable: until >= ctx.now && !query.received,
      changed_at: changed_at.toISOString(),
      matter: matter_id === null ? null : (matters.get(matter_id) ?? null),
    }));
    return { items, next: page.next };
  });
}
