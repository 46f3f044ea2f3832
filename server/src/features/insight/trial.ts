import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { DocumentTrial, Past, TrialDifference, TrialLine } from '../../platform/documents.ts';
import { atMost } from '../../platform/page.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { dayOf, dayStart, shifted } from './period.ts';
import { addTo } from './queries.sums.ts';
import { type Counts, type IndicatorValue, judge, measureOf, scoreOf, startsOf } from './rules.ts';
import { parseScheme } from './scheme.lint.ts';
import type { Scheme } from './scheme.schema.ts';
import { newestSchemes } from './scheme.store.ts';
import { type AnyMeasure, type Stage, stageOf } from './vocabulary.ts';

const BATCH = 1000;

/** The line of the score; no indicator is called so. */
const SCORE = '-';

interface FactRow {
  id: string;
  type: string;
  areas: string[];
  counted_at: Date;
  measures: AnyMeasure[];
}

/** The numbers of a scheme as the facts of a period come by, by area. */
class Tally {
  readonly scheme: Scheme;
  readonly start: Date;
  readonly end: Date;
  readonly areas = new Map<string, Counts>();

  /** Whole statistical days, from that of the first moment to that of the last. */
  constructor(scheme: Scheme, { from, until }: Past) {
    const starts = startsOf(scheme);
    this.scheme = scheme;
    this.start = dayStart(dayOf(from, 0), starts);
    this.end = dayStart(shifted('day', dayOf(new Date(until.getTime() - 1), 0), 1), starts);
  }

  add({ type, areas, counted_at, measures }: FactRow): void {
    const { types } = this.scheme;
    if (counted_at < this.start || counted_at >= this.end || (types && !types.includes(type))) return;
    const n = Object.fromEntries(measures.map((measure) => [measure, 1]));
    for (const area of areas) {
      const counts = this.areas.get(area) ?? {};
      this.areas.set(area, counts);
      addTo(counts, n);
    }
  }

  /** What each indicator, and the score, come to in an area, in words. */
  numbersOf(area: string): Map<string, string> {
    const values = this.scheme.indicators.map((indicator) => judge(indicator, this.areas.get(area) ?? {}));
    const score = scoreOf(this.scheme, values);
    return new Map([
      ...values.map((value) => [value.code, inWords(value)] as const),
      ...(this.scheme.score ? [[SCORE, score === null ? '无可计' : score.toFixed(2)] as const] : []),
    ]);
  }
}

function inWords({ rate, numerator, denominator }: IndicatorValue): string {
  if (rate === null) return '无可计';
  const [over, under] = [numerator, denominator].map((terms) =>
    terms.reduce((sum, { n, weight }) => sum + n * weight, 0),
  );
  return `${(rate * 100).toFixed(1)}%（${Number(over!.toFixed(2))}／${Number(under!.toFixed(2))}）`;
}

const stagesOf = (tallies: readonly Tally[]): Stage[] => [
  ...new Set(
    tallies.flatMap(({ scheme }) =>
      scheme.indicators.flatMap(({ numerator, denominator }) =>
        [...numerator, ...denominator].map((term) => stageOf(measureOf(term) as AnyMeasure)),
      ),
    ),
  ),
];

/** The facts of a stage that count in a period, the newest first, batch by batch. */
async function* factsOf(db: Db, stage: Stage, { from, until }: Past): AsyncGenerator<FactRow[]> {
  let last: FactRow | undefined;
  for (;;) {
    const after = last
      ? sql`and (counted_at, id) < (${last.counted_at}::timestamptz, ${last.id}::uuid)`
      : sql``;
    const { rows } = await sql<FactRow>`
      select id, type_code as type, counted_at, measures, array_remove(array[area_1, area_2, area_3], null) as areas
      from insight_fact where stage = ${stage} and counted_at >= ${from}::timestamptz and counted_at < ${until}::timestamptz ${after}
      order by counted_at desc, id desc limit ${atMost(BATCH)}`.execute(db);
    last = rows.at(-1);
    if (!last) return;
    yield rows;
  }
}

const NONE = '没有这一项';

/** Both schemes' numbers side by side: for every area that has any, each indicator that is in one of them. */
function compared(
  does: Tally | null,
  would: Tally,
  areas: AreaTree,
): { tried: number; differences: TrialDifference[]; lines: TrialLine[] } {
  const places = [...new Set([...(does?.areas.keys() ?? []), ...would.areas.keys()])]
    .flatMap((id) => areas.get(id) ?? [])
    .sort((a, b) => a.path.length - b.path.length || (a.code < b.code ? -1 : 1));
  const all = [would.scheme, ...(does ? [does.scheme] : [])];
  const names = new Map([
    ...all
      .toReversed()
      .flatMap(({ indicators }) => indicators.map(({ code, name }) => [code, name] as const)),
    ...all.flatMap(({ score }) => (score ? [[SCORE, score.name] as const] : [])),
  ]);
  const differences: TrialDifference[] = [];
  const lines: TrialLine[] = [];
  const numbers = places.map(({ id }) => [does?.numbersOf(id), would.numbersOf(id)] as const);
  for (const [code, name] of names) {
    for (const [i, { id }] of places.entries()) {
      const [before = NONE, after = NONE] = numbers[i]!.map((each) => each?.get(code));
      if (i === 0) lines.push({ code, name, cells: [before, after] });
      if (before !== after)
        differences.push({
          line: code,
          subject: null,
          at: null,
          about: `${areas.fullName(id)} · ${name}`,
          before,
          after,
        });
    }
  }
  return { tried: places.length * names.size, differences, lines };
}

/** A period's numbers by the scheme in force and by the draft, counted from the same facts: for the city, its districts and streets. */
export const schemeTrial: DocumentTrial = {
  words: { tried: '个数', different: '个会不同' },
  columns: ['全市现行', '全市按草稿'],
  async *run(runtime, { code, text }, past) {
    const inForce = (await newestSchemes(runtime)).find((scheme) => scheme.code === code);
    const would = new Tally(parseScheme(text).value!, past);
    const does = inForce ? new Tally(inForce, past) : null;
    const tallies = [would, ...(does ? [does] : [])];
    const span = {
      from: new Date(Math.min(...tallies.map(({ start }) => start.getTime()))),
      until: new Date(Math.max(...tallies.map(({ end }) => end.getTime()))),
    };
    const stages = stagesOf(tallies);
    const length = past.until.getTime() - past.from.getTime();
    for (const [i, stage] of stages.entries()) {
      for await (const batch of factsOf(runtime.db, stage, span)) {
        for (const fact of batch) for (const tally of tallies) tally.add(fact);
        const through =
          (span.until.getTime() - batch.at(-1)!.counted_at.getTime()) /
          (span.until.getTime() - span.from.getTime());
        yield {
          tried: 0,
          at: new Date(past.from.getTime() + (length * (i + through)) / stages.length),
          differences: [],
        };
      }
    }
    const { lines, ...found } = compared(does, would, await areaTree(runtime));
    yield { ...found, at: past.until };
    return lines;
  },
};
