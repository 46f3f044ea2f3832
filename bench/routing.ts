import { compileRules, route } from '../server/src/features/routing/rules.ts';
import { facts, sampleWorld } from '../server/src/features/routing/sample.ts';
import { median, type Report } from './figure.ts';

export const name = 'routing';

const RULES = 100;
const CALLS = 20_000;
const ROUNDS = 5;

/** How many rules a second are judged: a set of a hundred of which only the last holds, so that every call asks all of them. */
export async function run(report: Report): Promise<void> {
  const rules = Array.from({ length: RULES }, (_, i) => ({
    code: `rule-${i}`,
    name: `规则 ${i}`,
    when:
      i === RULES - 1
        ? 'matter.type == "city-event"'
        : `matter.type == "city-event" && "class-${i}" in matter.categories && time.hour >= 8 && !matter.confidential`,
    level: 'B' as const,
  }));
  const set = compileRules({ code: 'standard', name: '规则', rules }, 1);
  const world = sampleWorld();
  const about = facts();
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begin = performance.now();
    for (let i = 0; i < CALLS; i += 1) route(set, about, 'grid', world, () => []);
    rounds.push((CALLS * RULES * 1000) / (performance.now() - begin));
  }
  report({ name: 'rules judged', value: median(rounds), unit: 'rules/s' });
  report({ name: 'calls routed over 100 rules', value: median(rounds) / RULES, unit: 'calls/s' });
}
