import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { maskName } from '../../platform/crypto.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { type Question, type Understood, understand } from './asked.ts';
import { leadsSomebody, namesPeopleOf } from './policy.ts';
import { postsOf } from './queries.people.ts';
import { addTo, readSums, type SumRow, type Wanted, wholeBook } from './queries.sums.ts';
import { type Counts, type IndicatorValue, judge, ranks, rateOf, scoreBy, scoreOf } from './rules.ts';
import { NOBODY } from './sums.ts';
import { type AnyMeasure, type Post, posts, type Stage, stageOf } from './vocabulary.ts';

export type Grain = 'area' | 'unit' | 'post' | 'person';

export interface TableQuestion extends Question {
  grain?: Grain;
  post?: Post;
}

/** What a row is about; the rest of it are numbers. */
interface RowHead {
  ref: string;
  name: string;
  detail: string | null;
  area: string | null;
  unit: string | null;
  account: string | null;
  post: Post | null;
  /** The row is a place with places below it. */
  opens: boolean;
}

interface Drawn {
  head: RowHead;
  rows: SumRow[];
}

const DAILY = new Set(['day', 'week', 'month']);
/** Beyond so many rows a line each would be more than anybody looks at, and its days cost thirty times its sum. */
const MOST_TRENDS = 60;

function wantedFor(
  { scope, types, starts, period, span, course }: Understood,
  grain: Wanted['grain'],
  areas: readonly string[],
): Wanted {
  const daily = DAILY.has(period);
  return {
    grain,
    areas,
    units: scope.units,
    account: scope.account,
    types,
    starts,
    bucket: daily ? 'day' : 'month',
    from: course[0]!,
    to: span.to,
  };
}

/** Sums of the whole that is looked at: the area, its one unit, or the one person. */
async function wholeRows(runtime: Runtime, asked: Understood): Promise<SumRow[]> {
  const { scope } = asked;
  const grain = scope.account ? 'person' : scope.units ? 'unit' : 'area';
  return readSums(runtime.db, wantedFor(asked, grain, [scope.area.id]));
}

async function areaRows(runtime: Runtime, asked: Understood): Promise<Drawn[]> {
  const { scope, areas } = asked;
  const children = areas.children(scope.area.id);
  if (children.length === 0 || scope.account) return [];
  const grain = scope.units ? 'unit' : 'area';
  const sums = await readSums(
    runtime.db,
    wantedFor(
      asked,
      grain,
      children.map(({ id }) => id),
    ),
  );
  const byArea = Map.groupBy(sums, ({ area }) => area);
  return children
    .filter(({ id, retired }) => !retired || byArea.has(id))
    .map(({ id, name, code }) => ({
      head: {
        ref: id,
        name,
        detail: code,
        area: id,
        unit: null,
        account: null,
        post: null,
        opens: areas.children(id).length > 0,
      },
      rows: byArea.get(id) ?? [],
    }));
}

/** The sums of many lines: of a month by its own sums where they are too many for a course each, which is far fewer rows. */
async function readLines(
  runtime: Runtime,
  { period, span }: Understood,
  wanted: Wanted,
  keep: (row: SumRow) => boolean = () => true,
): Promise<SumRow[]> {
  if (period === 'month') {
    const month = { ...wanted, bucket: 'month' as const, from: span.from, to: span.from };
    const whole = (await readSums(runtime.db, month)).filter(keep);
    const lines = new Set(whole.map(({ unit, account }) => `${unit} ${account}`));
    if (lines.size > MOST_TRENDS) return whole;
  }
  return (await readSums(runtime.db, wanted)).filter(keep);
}

async function unitRows(runtime: Runtime, asked: Understood): Promise<Drawn[]> {
  const { scope, units, areas } = asked;
  if (scope.account) return [];
  const sums = await readLines(runtime, asked, wantedFor(asked, 'unit', [scope.area.id]));
  return [...Map.groupBy(sums, ({ unit }) => unit)].map(([id, rows]) => {
    const unit = units.get(id);
    const detail = unit ? areas.fullName(unit.areaId) : null;
    return {
      head: {
        ref: id,
        name: unit?.name ?? '已不存在的单位',
        detail,
        area: null,
        unit: id,
        account: null,
        post: null,
        opens: false,
      },
      rows,
    };
  });
}

async function personRows(
  runtime: Runtime,
  actor: Actor,
  asked: Understood,
  post: Post | undefined,
): Promise<Drawn[]> {
  const { scope, units, areas } = asked;
  const stages = post ? new Set<Stage>(posts[post].stages) : null;
  const wanted = wantedFor(asked, 'person', [scope.area.id]);
  const seen = leadsSomebody(scope) ? wanted : { ...wanted, account: actor.id };
  const sums = await readLines(
    runtime,
    asked,
    seen,
    ({ n }) => !stages || Object.keys(n).some((measure) => stages.has(stageOf(measure as AnyMeasure))),
  );
  const groups = Map.groupBy(sums, ({ account, unit }) => `${account} ${unit}`);
  const accounts = [...new Set(sums.map(({ account }) => account))];
  const [names, posted] = await run(runtime, actor, (ctx) =>
    Promise.all([accountNames(ctx.db, accounts), postsOf(ctx.db, accounts)]),
  );
  return [...groups].map(([ref, rows]) => {
    const { account, unit } = rows[0]!;
    const name = names.get(account) ?? '';
    const whose = { unit, posts: posted.get(account) ?? [] };
    const named = account === actor.id || namesPeopleOf(scope, whose, areas, units);
    return {
      head: {
        ref,
        name: named ? name : maskName(name),
        detail: unit === NOBODY ? null : (units.get(unit)?.name ?? null),
        area: null,
        unit,
        account,
        post: post ?? null,
        opens: false,
      },
      rows,
    };
  });
}

/** Of a row of sums only what the stages of a post counted. */
const ofPost = (row: SumRow, post: Post): SumRow => ({
  ...row,
  n: Object.fromEntries(
    Object.entries(row.n).filter(([measure]) =>
      (posts[post].stages as readonly Stage[]).includes(stageOf(measure as AnyMeasure)),
    ),
  ) as Counts,
});

const postRows = (whole: readonly SumRow[]): Drawn[] =>
  (Object.keys(posts) as Post[]).map((post) => ({
    head: {
      ref: post,
      name: posts[post].name,
      detail: null,
      area: null,
      unit: null,
      account: null,
      post,
      opens: false,
    },
    rows: whole.map((row) => ofPost(row, post)),
  }));

/** The numbers of a row: every indicator with its addends, the score, and how both went over the period. */
function numbersOf(asked: Understood, rows: readonly SumRow[], withTrend: boolean) {
  const { scheme, span, period, course } = asked;
  const first = DAILY.has(period) ? span.from : `${span.from.slice(0, 7)}-01`;
  const counts: Counts = {};
  for (const { day, n } of rows) if (day >= first) addTo(counts, n);
  const values = scheme.indicators.map((indicator) => judge(indicator, counts));
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const at = (day: string) => {
    const there = byDay.get(day);
    if (!there) return null;
    const sum: Counts = {};
    for (const { n } of there) addTo(sum, n);
    if (!scheme.score) return rateOf(scheme.indicators[0]!, sum);
    const score = scoreBy(scheme, (indicator) => rateOf(indicator, sum));
    return score === null ? null : score / 100;
  };
  const trend = withTrend ? course.map(at) : [];
  return { values: values.map(compact), score: scoreOf(scheme, values), trend };
}

const compact = ({ code, numerator, denominator, rate, excluded }: IndicatorValue) => ({
  code,
  rate,
  numerator: numerator.map(({ n }) => n),
  denominator: denominator.map(({ n }) => n),
  excluded: excluded.n,
});

async function drawn(
  runtime: Runtime,
  actor: Actor,
  asked: Understood,
  question: TableQuestion,
  whole: SumRow[],
): Promise<Drawn[]> {
  switch (question.grain ?? 'area') {
    case 'area':
      return areaRows(runtime, asked);
    case 'unit':
      return unitRows(runtime, asked);
    case 'person':
      return personRows(runtime, actor, asked, question.post);
    case 'post':
      return postRows(whole);
  }
}

/**
 * Up to when deadlines were looked at: what became due since is counted within half a minute. `counting`: what lies before is still
 * being summed by this statistical day, and until then nothing stands in the table.
 */
async function freshness(runtime: Runtime, starts: number): Promise<{ as_of: string; counting: boolean }> {
  const { rows } = await sql<{ as_of: Date; whole: boolean }>`
    select as_of, ${wholeBook(starts)} is not null as whole from insight_state`.execute(runtime.db);
  return { as_of: rows[0]!.as_of.toISOString(), counting: !rows[0]!.whole };
}

/** The table of a scheme for a period and an area: one row for each part, unit, post or person, and one for the whole. */
export async function indicatorTable(runtime: Runtime, actor: Actor, question: TableQuestion) {
  const asked = await understand(runtime, actor, question);
  const whole = await wholeRows(runtime, asked);
  const parts = await drawn(runtime, actor, asked, question, whole);
  const rows = parts.map(({ head, rows: sums }) => {
    const numbers = numbersOf(asked, sums, parts.length <= MOST_TRENDS);
    // A post does some of the steps: a score of these beside one of others would compare what cannot be compared.
    const whole = question.grain === 'post' ? { score: null, trend: [] } : {};
    return { ...head, ...numbers, ...whole };
  });
  const { scheme } = asked;
  const [indicator] = scheme.indicators;
  const places =
    question.grain === 'post'
      ? rows.map(() => null)
      : scheme.score
        ? ranks(
            rows.map(({ score }) => score),
            'higher',
          )
        : ranks(
            rows.map(({ values }) => values[0]!.rate),
            indicator!.better,
          );
  return {
    asked,
    ...(await freshness(runtime, asked.starts)),
    trend: asked.course,
    total: { ...numbersOf(asked, whole, true) },
    rows: rows.map((row, i) => ({ ...row, rank: places[i]! })),
  };
}
