import type { DocumentTrial, TrialDifference, TrialLine } from '../../platform/documents.ts';
import { uuidFloor } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { wordsIn } from './facts.ts';
import { type KeptRuling, rulingsBetween } from './queries.ts';
import { compileRules, type Outcome, type Routed, type RuleSet, route } from './rules.ts';
import { routingSource } from './source.ts';
import { around, parseRules } from './store.ts';
import { factsInWords, outcomeInWords } from './words.ts';

const BATCH = 500;
/** The line of what no rule took. */
const NO_RULE = '-';

/** What would be noticed: who answers and how, where it begins, how urgent it is, and whether anybody is asked first. */
const told = ({ units, level, priority, auto }: Outcome): string =>
  JSON.stringify([units.map(({ unit, role }) => `${role} ${unit}`), level, priority, auto]);

/** The counts of a trial, by rule in their order, with a last line for what no rule took. */
class Counts {
  readonly #rules: Map<string, { name: string; matched: number; failed: number; words: string | null }>;

  constructor({ definition }: RuleSet) {
    const lines = [
      ...definition.rules.map(({ code, name }) => [code, `${name}（${code}）`] as const),
      [NO_RULE, '没有规则成立，按责任清单'] as const,
    ];
    this.#rules = new Map(lines.map(([code, name]) => [code, { name, matched: 0, failed: 0, words: null }]));
  }

  add({ rule, skipped }: Routed): void {
    this.#rules.get(rule?.code ?? NO_RULE)!.matched += 1;
    for (const each of skipped) {
      const failed = this.#rules.get(each.rule)!;
      failed.failed += 1;
      failed.words ??= each.words;
    }
  }

  get lines(): TrialLine[] {
    return [...this.#rules].map(([code, { name, matched, failed, words }]) => ({
      code,
      name,
      cells: [matched > 0 ? matched : '从未', failed > 0 ? `${failed} 次：${words}` : '—'],
    }));
  }
}

type Decide = (kept: KeptRuling, text: string) => Routed;

async function deciding(runtime: Runtime, set: RuleSet): Promise<Decide> {
  const [world, matrix] = await Promise.all([
    around(runtime, set.definition),
    routingSource(runtime).matrix(runtime),
  ]);
  return ({ facts, area_id: area }, text) => {
    const { type, category } = facts.matter;
    return route(set, { ...facts, words: wordsIn(set.definition, text) }, area, world, () =>
      matrix({ type, category: category || null, area }),
    );
  };
}

/** How a difference is told: what it was about, and what came of it under which rule. */
async function telling(runtime: Runtime) {
  const [units, areas, names] = await Promise.all([
    unitRegistry(runtime),
    areaTree(runtime),
    routingSource(runtime).names(runtime),
  ]);
  return (kept: KeptRuling, routed: Routed): TrialDifference => ({
    line: routed.rule?.code ?? NO_RULE,
    subject: kept.subject,
    at: kept.at,
    about: factsInWords(kept.facts, areas.fullName(kept.area_id), names)
      .slice(0, 3)
      .map(({ value }) => value)
      .join(' · '),
    before: outcomeInWords(kept.outcome, kept.rule_name, units),
    after: outcomeInWords(routed.outcome, routed.rule?.name ?? null, units),
  });
}

/** Tries rules on what was decided in a period, by the facts of then. */
export const routingTrial: DocumentTrial = {
  words: { tried: '件', different: '件的派法与当时不同' },
  columns: ['接住', '没能执行'],
  async *run(runtime, { text }, { from, until }) {
    const set = compileRules(parseRules(text).value!, 0);
    const counts = new Counts(set);
    const [decide, tell] = await Promise.all([deciding(runtime, set), telling(runtime)]);
    let after = uuidFloor(from);
    for (;;) {
      const batch = await rulingsBetween(runtime.db, after, uuidFloor(until), BATCH);
      const last = batch.at(-1);
      if (!last) return counts.lines;
      const texts = await routingSource(runtime).told(
        runtime,
        batch.map(({ subject }) => subject),
      );
      const differences: TrialDifference[] = [];
      for (const kept of batch) {
        const routed = decide(kept, texts.get(kept.subject)?.text ?? '');
        counts.add(routed);
        if (told(kept.outcome) !== told(routed.outcome)) differences.push(tell(kept, routed));
      }
      yield { tried: batch.length, at: last.at, differences };
      after = last.id;
    }
  },
};
