import { readConfig } from '../server/src/config.ts';
import { ripen } from '../server/src/features/insight/index.ts';
import { differences } from '../server/src/features/insight/oracle/compare.ts';
import { loadDefaultPack, loadDemoCity } from '../server/src/packs/index.ts';
import { ManualClock } from '../server/src/platform/clock.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY } from '../server/test/child.ts';
import { MORNING } from '../server/test/harness.ts';
import { forgotten, Year } from '../server/test/year/year.ts';
import { benchDatabase } from './cluster.ts';
import type { Report } from './figure.ts';
import { option } from './tokens.ts';

export const name = 'year';

const MATTERS = 20_000;
const DAYS = 365;
/** Days that time alone has afterwards: longer than any suspension and all rungs of the ladder together. */
const QUIET = 120;
/** People who act at one moment: their calls meet, as they do in a city. */
const TOGETHER = 4;

/**
 * A year of the demo city in simulated time: holidays, nights, absences, refusals, forgotten work. Afterwards each matter must be
 * closed or stand at the top with an owner, and the indicators must be what a plain recount of the events says.
 * `--matters=N`, `--days=N`, `--seed=N`.
 */
export async function run(report: Report, args: string[]): Promise<void> {
  const matters = Number(option(args, 'matters') ?? MATTERS);
  const days = Number(option(args, 'days') ?? DAYS);
  const seed = Number(option(args, 'seed') ?? 1);
  const database = await benchDatabase('year');
  const clock = new ManualClock(MORNING);
  const config = readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY, LOG_LEVEL: 'fatal' });
  const program = await createProgram(config, database.url, { clock });
  await loadDefaultPack(program.runtime);
  await loadDemoCity(program, () => {}, { residents: 300, matters: 0 });
  const began = performance.now();
  const say = (line: string) => console.error(`${Math.round((performance.now() - began) / 1000)} s: ${line}`);
  const year = await Year.of(
    { ...program, clock },
    { matters, days, quiet: QUIET, seed, together: TOGETHER, say },
  );
  const lived = await year.live();
  say(JSON.stringify({ acted: [...lived.acted], refused: [...lived.refused] }));
  const none = (what: string, value: number, unit: string) =>
    report({ name: what, value, unit, bound: '= 0', ok: value === 0 });
  const list = (lines: string[]) => lines.slice(0, 20).forEach(say);
  report({ name: 'matters lived through', value: lived.matters.length, unit: 'matters' });
  const actions = [...lived.acted.values()].reduce((a, b) => a + b, 0);
  report({ name: 'actions of people', value: actions, unit: 'actions' });
  none('errors', lived.faults.length, 'errors');
  list(lived.faults);
  const left = await forgotten(program);
  none('neither closed nor at the top with an owner', left.length, 'matters');
  list(left.map((each) => JSON.stringify(each)));
  await ripen(program.runtime);
  const wrong = await differences(program.runtime.db, clock.now());
  none('numbers of the indicators that a recount does not find', wrong.length, 'numbers');
  list(wrong);
  await program.stop();
  await database.drop();
}
