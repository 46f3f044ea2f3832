import { sql } from 'kysely';
import type { JobKind } from '../../platform/feature.ts';
import { uuidFloor } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { TRIAL_JOB } from './commands.trial.ts';
import { wordsIn } from './facts.ts';
import { type KeptRuling, rulingsBetween, trialRow } from './queries.ts';
import { compileRules, type Outcome, type Routed, type RuleSet, route } from './rules.ts';
import { routingSource } from './source.ts';
import { around, parseRules } from './store.ts';

const BATCH = 500;

export interface RuleCount {
  rule: string;
  name: string;
  matched: number;
  different: number;
  failed: number;
  words: string | null;
}

interface Difference {
  rule: string;
  decision: string;
  before: Side;
  after: Side;
}

/** What one set of rules made of a call. */
export interface Side extends Omit<Outcome, 'clocks'> {
  rule_name: string | null;
}

const sideOf = ({ units, level, priority, auto }: Outcome, rule_name: string | null): Side => ({
  units,
  level,
  priority,
  auto,
  rule_name,
});

/** What would be noticed: who answers and how, where it begins, how urgent it is, and whether anybody is asked first. */
const told = ({ units, level, priority, auto }: Outcome): string =>
  JSON.stringify([units.map(({ unit, role }) => `${role} ${unit}`), level, priority, auto]);

/** The counts of a trial, by rule in their order, with a last line for what no rule took. */
class Counts {
  readonly #rules: Map<string, RuleCount>;
  tried = 0;
  different = 0;

  constructor({ definition }: RuleSet) {
    const lines = [
      ...definition.rules.map(({ code, name }) => ({ code, name })),
      { code: '', name: '没有规则成立，按责任清单' },
    ];
    this.#rules = new Map(
      lines.map(({ code, name }) => [
        code,
        { rule: code, name, matched: 0, different: 0, failed: 0, words: null },
      ]),
    );
  }

  add({ rule, skipped }: Routed, different: boolean): void {
    const line = this.#rules.get(rule?.code ?? '')!;
    this.tried += 1;
    line.matched += 1;
    if (different) {
      this.different += 1;
      line.different += 1;
    }
    for (const each of skipped) {
      const failed = this.#rules.get(each.rule)!;
      failed.failed += 1;
      failed.words ??= each.words;
    }
  }

  get result() {
    return { tried: this.tried, different: this.different, rules: [...this.#rules.values()] };
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

async function keep(runtime: Runtime, trial: string, found: readonly Difference[]): Promise<void> {
  if (found.length === 0) return;
  await sql`insert into routing_trial_difference (trial_id, rule, decision_id, before, after)
    select ${trial}::uuid, rule, decision, before, after
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as d(rule text, decision uuid, before jsonb, after jsonb)`.execute(
    runtime.db,
  );
}

/** Judges one batch of kept decisions by the tried rules. */
async function tryBatch(
  runtime: Runtime,
  batch: readonly KeptRuling[],
  decide: Decide,
  counts: Counts,
): Promise<Difference[]> {
  const texts = await routingSource(runtime).told(
    runtime,
    batch.map(({ subject }) => subject),
  );
  const found: Difference[] = [];
  for (const kept of batch) {
    const routed = decide(kept, texts.get(kept.subject)?.text ?? '');
    const different = told(kept.outcome) !== told(routed.outcome);
    counts.add(routed, different);
    if (different)
      found.push({
        rule: routed.rule?.code ?? '',
        decision: kept.id,
        before: sideOf(kept.outcome, kept.rule_name),
        after: sideOf(routed.outcome, routed.rule?.name ?? null),
      });
  }
  return found;
}

/** Tries a draft on what was decided in a period, by the facts of then. Changes nothing; begun again after a crash it begins anew. */
export const trialJob: JobKind = {
  kind: TRIAL_JOB,
  async work(runtime, job) {
    const { text, from_at, until_at } = await trialRow(runtime.db, job.input.subject);
    const set = compileRules(parseRules(text).value!, 0);
    const counts = new Counts(set);
    const decide = await deciding(runtime, set);
    await sql`delete from routing_trial_difference where trial_id = ${job.input.subject}::uuid`.execute(
      runtime.db,
    );
    let after = uuidFloor(from_at);
    let batch: KeptRuling[] = [];
    do {
      batch = await rulingsBetween(runtime.db, after, uuidFloor(until_at), BATCH);
      await keep(runtime, job.input.subject, await tryBatch(runtime, batch, decide, counts));
      const last = batch.at(-1);
      if (last) after = last.id;
      const share = last
        ? (last.at.getTime() - from_at.getTime()) / (until_at.getTime() - from_at.getTime())
        : 1;
      await job.report({ done: counts.tried, share });
    } while (batch.length === BATCH);
    await sql`update routing_trial set result = ${JSON.stringify(counts.result)}::jsonb
      where id = ${job.input.subject}::uuid`.execute(runtime.db);
    return { tried: counts.tried, different: counts.different };
  },
};
