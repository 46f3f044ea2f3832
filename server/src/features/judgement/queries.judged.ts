import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import type { Matter } from '../matter/index.ts';
import { clockKinds } from '../workflow/index.ts';
import { answerable, keepersOf, missed, stoppedAt } from './judged.ts';
import { CHECK_STATES } from './queries.check.ts';
import { APPRAISAL_KINDS } from './queries.unit.ts';
import { unitNames } from './refs.ts';
import type { Satisfaction } from './rules.ts';

/** A judgement as it was given, with the units that may appeal against it. */
export interface Found {
  what: string;
  target: string | null;
  name: string;
  /** When it was said, from which an appeal has its time; of a limit that is still being missed now. */
  at: Date;
  /** Since when a limit is being missed that still runs. */
  since?: Date;
  by: string;
  about: string | null;
  tone: 'good' | 'neutral' | 'bad';
  values: { label: string; text: string }[];
  comment: string | null;
  effective: boolean | null;
  units: string[];
}

const SATISFACTIONS: Record<Satisfaction, string> = {
  satisfied: '满意',
  basically: '基本满意',
  dissatisfied: '不满意',
  default: '默认评价（期满未评）',
};
const VIA = { caller: '诉求人评价', visit: '回访评价', silence: '默认评价' };

interface CallerRow {
  id: string;
  via: keyof typeof VIA;
  contacted: boolean | null;
  solved: boolean | null;
  satisfaction: Satisfaction;
  effective: boolean;
  comment: string | null;
  unit_id: string | null;
  actor: string;
  at: Date;
}

const yes = (answer: boolean | null): string => (answer === null ? '未答' : answer ? '是' : '否');

function toneOf({ satisfaction, solved }: CallerRow): Found['tone'] {
  if (satisfaction === 'dissatisfied' || solved === false) return 'bad';
  return satisfaction === 'satisfied' ? 'good' : 'neutral';
}

async function byCaller(ctx: Context, matter: Matter): Promise<Found[]> {
  const { rows } =
    await sql<CallerRow>`select * from judgement_caller where matter_id = ${matter.id}::uuid`.execute(ctx.db);
  const names = await accountNames(
    ctx.db,
    rows.flatMap(({ via, actor }) => (via === 'visit' ? actor : [])),
  );
  return rows.map((row) => ({
    what: 'rating',
    target: row.id,
    name: VIA[row.via],
    at: row.at,
    // Of the caller no name: who it is stands in the contact alone, where a look leaves a trace.
    by: row.via === 'visit' ? (names.get(row.actor) ?? '') : row.via === 'caller' ? '诉求人' : '系统',
    about: row.unit_id,
    tone: toneOf(row),
    values: [
      ...(row.via === 'silence'
        ? []
        : [
            { label: '是否联系', text: yes(row.contacted) },
            { label: '是否解决', text: yes(row.solved) },
          ]),
      { label: '是否满意', text: SATISFACTIONS[row.satisfaction] },
    ],
    comment: row.comment,
    effective: row.effective,
    units:
      row.via === 'silence'
        ? []
        : [...new Set([...(row.unit_id ? [row.unit_id] : []), ...answerable(matter)])],
  }));
}

interface UnitRow {
  id: string;
  kind: keyof typeof APPRAISAL_KINDS;
  unit_id: string;
  by_unit: string;
  timely: number;
  solved: number;
  attitude: number;
  comment: string | null;
  changed_at: Date;
}

async function byUnits(ctx: Context, matter: Matter): Promise<Found[]> {
  const { rows } = await sql<UnitRow>`
    select * from judgement_unit where matter_id = ${matter.id}::uuid and state = 'given'`.execute(ctx.db);
  const unitOf = await unitNames(ctx.runtime);
  return rows.map((row) => {
    const mean = (row.timely + row.solved + row.attitude) / 3;
    return {
      what: row.kind,
      target: row.id,
      name: APPRAISAL_KINDS[row.kind],
      at: row.changed_at,
      by: unitOf(row.by_unit).name,
      about: row.unit_id,
      tone: mean >= 4 ? 'good' : mean < 3 ? 'bad' : 'neutral',
      values: [
        { label: '及时', text: `${row.timely} 分` },
        { label: '解决', text: `${row.solved} 分` },
        { label: '态度', text: `${row.attitude} 分` },
      ],
      comment: row.comment,
      effective: null,
      units: [row.unit_id],
    };
  });
}

interface CheckedRow {
  id: string;
  state: 'confirmed' | 'false_closing';
  unit_id: string;
  closed_unit: string | null;
  note: string | null;
  at: Date;
}

async function byChecks(ctx: Context, matter: Matter): Promise<Found[]> {
  const { rows } = await sql<CheckedRow>`
    select * from judgement_check where matter_id = ${matter.id}::uuid and state in ('confirmed', 'false_closing')`.execute(
    ctx.db,
  );
  const unitOf = await unitNames(ctx.runtime);
  return rows.map((row) => ({
    what: 'spot_check',
    target: row.id,
    name: '抽查',
    at: row.at,
    by: unitOf(row.unit_id).name,
    about: row.closed_unit,
    tone: row.state === 'confirmed' ? 'good' : 'bad',
    values: [{ label: '结果', text: CHECK_STATES[row.state] }],
    comment: row.note,
    effective: null,
    units: [row.closed_unit, matter.main_unit].filter((unit) => unit !== null),
  }));
}

interface LateRow {
  kind: keyof typeof clockKinds;
  due_at: Date;
  ended: Date;
  running: boolean;
}

/** Each kind of limit that was missed, once: the worst of it. */
async function byClocks(ctx: Context, matter: Matter): Promise<Found[]> {
  const { rows } = await sql<LateRow>`
    select distinct on (kind) kind, due_at, ${stoppedAt(ctx)} as ended, stopped_at is null as running
    from workflow_clock where subject = ${matter.id}::uuid and ${missed(ctx)}
    order by kind, due_at desc`.execute(ctx.db);
  return rows.map((row) => ({
    ...keptBy(matter, row.kind),
    what: `overdue:${row.kind}`,
    target: null,
    name: `超期（${clockKinds[row.kind] ?? row.kind}）`,
    at: row.ended,
    ...(row.running && { since: row.due_at }),
    by: '系统',
    tone: 'bad',
    values: [
      { label: row.running ? '已超期' : '超期', text: lateness(row.ended.getTime() - row.due_at.getTime()) },
    ],
    comment: null,
    effective: null,
  }));
}

/** Whom a missed limit judges: all that had to keep it, one of them by name. */
function keptBy(matter: Matter, clock: string): Pick<Found, 'about' | 'units'> {
  const units = keepersOf(matter, clock);
  const [main] = units.filter((unit) => unit === matter.main_unit);
  return { units, about: main ?? units[0] ?? null };
}

function lateness(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours >= 48) return `${Math.floor(hours / 24)} 天`;
  return hours >= 1 ? `${hours} 小时` : `${Math.max(1, Math.round(ms / 60_000))} 分钟`;
}

const CARDS = { notice: '一般督办', yellow: '黄牌', red: '红牌' };

interface CardRow {
  id: string;
  level: keyof typeof CARDS;
  unit_id: string;
  reason: string;
  given_by: string;
  given_at: Date;
}

async function byCards(ctx: Context, matter: Matter): Promise<Found[]> {
  const { rows } = await sql<CardRow>`
    select id, level, unit_id, reason, given_by, given_at from matter_card where matter_id = ${matter.id}::uuid`.execute(
    ctx.db,
  );
  const names = await accountNames(
    ctx.db,
    rows.map(({ given_by }) => given_by),
  );
  return rows.map((row) => ({
    what: 'card',
    target: row.id,
    name: '督办单',
    at: row.given_at,
    by: names.get(row.given_by) ?? '系统',
    about: row.unit_id,
    tone: row.level === 'notice' ? 'neutral' : 'bad',
    values: [{ label: '等级', text: CARDS[row.level] }],
    comment: row.reason,
    effective: null,
    units: [row.unit_id],
  }));
}

/** Everything that judges a matter, newest first. */
export async function judgementsOf(ctx: Context, matter: Matter): Promise<Found[]> {
  const found = [
    await byCaller(ctx, matter),
    await byUnits(ctx, matter),
    await byChecks(ctx, matter),
    await byClocks(ctx, matter),
    await byCards(ctx, matter),
  ].flat();
  return found.sort((a, b) => b.at.getTime() - a.at.getTime());
}
