import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { maskName } from '../../platform/crypto.ts';
import { badField, notFound } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import { atMost, toPage } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { anyReach, reachesOf, registry } from '../matter/index.ts';
import { type Question, type Understood, understand } from './asked.ts';
import { namesPeopleOf } from './policy.ts';
import { postsOf } from './queries.people.ts';
import { addTo, readSums } from './queries.sums.ts';
import type { Counts } from './rules.ts';
import { NOBODY } from './sums.ts';
import { type AnyMeasure, isMeasure, RARE, stageOf, stages } from './vocabulary.ts';

export interface ListQuestion extends Question {
  measure: string;
  cursor?: string;
  limit?: number;
}

interface Row {
  id: string;
  subject: string;
  unit_id: string | null;
  account_id: string | null;
  counted_at: Date;
  opened_at: Date;
  due_at: Date | null;
  done_at: Date | null;
  outcome: string;
  excluded: string | null;
  visible: boolean;
  number: string | null;
  title: string | null;
  type_code: string;
  area_id: string | null;
}

const ofUnits = (units: readonly string[] | null): RawBuilder<unknown> => {
  if (units === null) return sql``;
  if (units.includes(NOBODY)) return sql`and f.unit_id is null`;
  const [only, ...more] = units;
  // One by itself: its index gives them in the order of the list.
  return only && more.length === 0
    ? sql`and f.unit_id = ${only}::uuid`
    : sql`and f.unit_id = any (${units as string[]}::uuid[])`;
};

/** How deep in the tree the areas lie by which facts are indexed. */
const STREET = 3;

/**
 * Written out, for there are few measures and PostgreSQL knows how many facts carry each; with parameters it would read a whole period.
 * What few carry has an index of its own (`insight_fact_rare`), which is asked for in its own words.
 */
function carrying(measure: AnyMeasure): RawBuilder<unknown> {
  const carried = sql`f.stage = ${sql.lit(stageOf(measure))} and f.measures @> ${sql.lit(`{${measure}}`)}::text[]`;
  const rare: readonly string[] = RARE;
  return rare.includes(measure)
    ? sql`${carried} and f.measures && ${sql.lit(`{${rare.join(',')}}`)}::text[]`
    : carried;
}

/** The facts that a number counts: the same measure, place, unit, person, types and moments as the sums have it by. */
function counted({ scope, types, span }: Understood, measure: AnyMeasure): RawBuilder<unknown> {
  const { path } = scope.area;
  const within = (depth: number) => sql`and ${sql.raw(`f.area_${depth}`)} = ${path[depth - 1]}::uuid`;
  // Below a street also by the street, whose index leads there: else all of the city is read.
  const area = sql`${path.length > STREET ? within(STREET) : sql``} ${path.length > 1 ? within(path.length) : sql``}`;
  // The lower bound as a pair: of two plain ones PostgreSQL expects so few rows between that it would sort all before it takes a page.
  return sql`${carrying(measure)}
    and (f.counted_at, f.id) >= (${span.start}::timestamptz, ${NOBODY}::uuid) and f.counted_at < ${span.end}::timestamptz ${area}
    ${ofUnits(scope.units)}
    ${scope.account ? sql`and f.account_id = ${scope.account}::uuid` : sql``}
    ${types ? sql`and f.type_code = any (${types as string[]}::text[])` : sql``}`;
}

/** The number as the table has it. */
async function totalOf(runtime: Runtime, asked: Understood, measure: AnyMeasure): Promise<number> {
  const { scope, types, starts, period, span } = asked;
  const rows = await readSums(runtime.db, {
    grain: scope.account ? 'person' : scope.units ? 'unit' : 'area',
    areas: [scope.area.id],
    units: scope.units,
    account: scope.account,
    types,
    starts,
    bucket: period === 'quarter' || period === 'year' ? 'month' : 'day',
    from: span.from,
    to: span.to,
  });
  const sum: Counts = {};
  for (const { n } of rows) addTo(sum, n);
  return sum[measure] ?? 0;
}

function after(cursor: string | undefined): RawBuilder<unknown> {
  if (!cursor) return sql``;
  const [at = '', id = ''] = cursor.split('_');
  if (Number.isNaN(Date.parse(at)) || !isUuid(id))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return sql`and (f.counted_at, f.id) < (${at}::timestamptz, ${id}::uuid)`;
}

/** Beyond so many nobody counts by looking at each. */
const MOST_LOOKED_AT = 5000;

async function hiddenOf(
  ctx: Context,
  where: RawBuilder<unknown>,
  sees: RawBuilder<boolean>,
  total: number,
): Promise<number | null> {
  if (total > MOST_LOOKED_AT) return null;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from insight_fact f where ${where}
      and not exists (select from matter m where m.id = f.subject and ${sees})`.execute(ctx.db);
  return rows[0]!.n;
}

const OUTCOMES: Record<string, string> = { open: '未办完', dropped: '到期后退回、转办或提级' };

function outcomeOf({ outcome, due_at, done_at, excluded }: Row, stage: string): string {
  if (excluded) return '已剔除';
  if (stage === 'report' || stage === 'visit') return stages[stage as 'report'];
  if (outcome === 'done') return due_at && done_at && done_at > due_at ? '超期办完' : '按期办完';
  return OUTCOMES[outcome] ?? outcome;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/**
 * The matters behind a number, newest first: exactly those it counts. What the reader may not open is counted too and stands
 * there without anything said about it.
 */
export async function listFacts(runtime: Runtime, actor: Actor, question: ListQuestion) {
  if (!isMeasure(question.measure)) throw notFound('计数项');
  const { measure } = question;
  const limit = question.limit ?? 50;
  const asked = await understand(runtime, actor, question);
  const { areas, units, scope } = asked;
  const sees = anyReach(reachesOf(actor, areas));
  const where = counted(asked, measure);
  const { types } = await registry(runtime);
  const total = await totalOf(runtime, asked, measure);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<Row>`
      select f.*, m.id is not null as visible, m.number, m.title, m.area_id
      from (
        select f.id, f.subject, f.unit_id, f.account_id, f.counted_at, f.opened_at, f.due_at, f.done_at, f.outcome, f.excluded, f.type_code
        from insight_fact f where ${where} ${after(question.cursor)}
        order by f.counted_at desc, f.id desc limit ${atMost(limit + 1)}) f
      left join matter m on m.id = f.subject and ${sees}
      order by f.counted_at desc, f.id desc`.execute(ctx.db);
    const page = toPage(rows, limit, (row) => `${row.counted_at.toISOString()}_${row.id}`);
    const accounts = [...new Set(page.items.flatMap(({ account_id }) => account_id ?? []))];
    const names = await accountNames(ctx.db, accounts);
    const posted = await postsOf(ctx.db, accounts);
    const personOf = ({ account_id, unit_id }: Row): string | null => {
      const name = account_id ? (names.get(account_id) ?? null) : null;
      if (name === null || account_id === actor.id) return name;
      const whose = { unit: unit_id, posts: posted.get(account_id!) ?? [] };
      return namesPeopleOf(scope, whose, areas, units) ? name : maskName(name);
    };
    return {
      total,
      hidden: question.cursor ? null : await hiddenOf(ctx, where, sees, total),
      next: page.next,
      items: page.items.map((row) => ({
        id: row.id,
        counted_at: row.counted_at.toISOString(),
        matter: row.visible
          ? {
              id: row.subject,
              number: row.number!,
              title: row.title!,
              type_name: types.get(row.type_code)?.name ?? row.type_code,
              area: areas.fullName(row.area_id!),
            }
          : null,
        unit: row.visible && row.unit_id ? (units.get(row.unit_id)?.name ?? null) : null,
        person: row.visible ? personOf(row) : null,
        opened_at: row.visible ? iso(row.opened_at) : null,
        due_at: row.visible ? iso(row.due_at) : null,
        done_at: row.visible ? iso(row.done_at) : null,
        outcome: row.visible ? outcomeOf(row, stageOf(measure)) : null,
      })),
    };
  });
}
