import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, areasOf } from '../../platform/access.ts';
import { addDays, dayOf, endOfDay } from '../../platform/day.ts';
import { notFound } from '../../platform/errors.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { ADMIT, touching, unitsSeen } from './policy.ts';
import { ADMISSION, type AdmissionRow, readAdmission, seesAdmission, standsTo } from './row.admission.ts';
import { offers } from './rules.admission.ts';
import { periodStart, standingOf } from './rules.ts';
import type { Admission, AdmissionQuery, History } from './schema.admission.ts';
import { LINES, PERIODS } from './words.ts';

type Item = Static<typeof Admission>;

function visible(actor: Actor, areas: AreaTree): RawBuilder<boolean> {
  const listed = sql<boolean>`(a.state in ('approved', 'ended') and ${touching(actor, areas, 'a')})`;
  return sql<boolean>`(${listed} or a.unit_id = any (${unitsSeen(actor)}::uuid[]) or a.paths && ${areasOf(actor, ADMIT)}::uuid[])`;
}

async function usedOf(runtime: Runtime, rows: readonly AdmissionRow[]): Promise<Map<string, number>> {
  const today = dayOf(runtime.clock.now());
  const asked = rows.map(({ id, per }) => {
    const first = periodStart(today, per);
    return { id, since: first === null ? null : endOfDay(addDays(first, -1)).toISOString() };
  });
  const { rows: counted } = await sql<{ id: string; n: number }>`
    select a.id, count(d.id)::int as n from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a(id uuid, since timestamptz)
    left join duty d on d.admission_id = a.id and (a.since is null or d.created_at >= a.since) group by a.id`.execute(
    runtime.db,
  );
  return new Map(counted.map(({ id, n }) => [id, n]));
}

async function itemsOf(runtime: Runtime, actor: Actor, rows: readonly AdmissionRow[]): Promise<Item[]> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const used = await usedOf(runtime, rows);
  const today = dayOf(runtime.clock.now());
  return rows.map((row) => ({
    ...{ id: row.id, line: row.line, line_name: LINES[row.line], name: row.name, content: row.content },
    ...{ reason: row.reason, unit: row.unit_id, unit_name: units.get(row.unit_id)?.name ?? '' },
    areas: row.areas.map((id) => ({ id, name: areas.get(id)?.name ?? '' })),
    ...{ from_on: row.from_on, to_on: row.to_on, most: row.most, per: row.per, said: row.said },
    often: `${PERIODS[row.per]}最多 ${row.most} 次`,
    used: used.get(row.id) ?? 0,
    standing: standingOf(row, today),
    created_at: row.created_at.toISOString(),
    changed_at: row.changed_at.toISOString(),
    version: row.version,
    abilities: offers(row, standsTo(actor, row, areas)),
  }));
}

function filtered(query: Static<typeof AdmissionQuery>, actor: Actor, today: string) {
  const where: RawBuilder<unknown>[] = [];
  if (query.standing === 'waiting') where.push(sql`a.state in ('applied', 'reviewed')`);
  if (query.standing === 'in_force')
    where.push(sql`a.state = 'approved' and a.from_on <= ${today}::date and a.to_on >= ${today}::date`);
  if (query.standing === 'over')
    where.push(
      sql`(a.state in ('refused', 'withdrawn', 'ended') or a.state = 'approved' and a.to_on < ${today}::date)`,
    );
  if (query.line) where.push(sql`a.line = ${query.line}`);
  if (query.mine) where.push(sql`a.unit_id = any (${unitsSeen(actor)}::uuid[])`);
  const from = cursorId(query.cursor);
  if (from)
    where.push(
      sql`(a.created_at, a.id) < (select k.created_at, k.id from duty_admission k where k.id = ${from}::uuid)`,
    );
  return where;
}

/** The admission list as an actor sees it, the newest first. */
export async function listAdmissions(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof AdmissionQuery>,
): Promise<Page<Item>> {
  const limit = query.limit ?? 50;
  const where = [
    visible(actor, await areaTree(runtime)),
    ...filtered(query, actor, dayOf(runtime.clock.now())),
  ];
  const { rows } = await sql<AdmissionRow>`
    select ${ADMISSION} from duty_admission a where ${sql.join(where, sql` and `)}
    order by a.created_at desc, a.id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => row.id);
  return { items: await itemsOf(runtime, actor, page.items), next: page.next };
}

const STEPS: Record<string, string> = {
  applied: '申请',
  reviewed: '初审同意',
  approved: '批准',
  refused: '不同意',
  withdrawn: '撤回',
  ended: '移出清单',
};

/** Every step of an entry, the first first: who, when, with which words. */
export async function admissionHistory(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof History>> {
  const entry = await readAdmission(runtime.db, id);
  if (!seesAdmission(actor, entry, await areaTree(runtime))) throw notFound('准入事项');
  const { rows } = await sql<{ kind: string; actor: string; at: Date; said: string | null }>`
    select kind, actor, at, coalesce(data ->> 'said', data ->> 'reason') as said from event
    where subject = ${id}::uuid and subject_kind = 'duty_admission' order by seq`.execute(runtime.db);
  const names = await accountNames(
    runtime.db,
    rows.map((row) => row.actor),
  );
  const items = rows.map(({ kind, actor: by, at, said }) => {
    const step = kind.replace('duty.admission.', '');
    return { kind: step, name: STEPS[step] ?? step, by: names.get(by) ?? '', at: at.toISOString(), said };
  });
  return { items };
}
