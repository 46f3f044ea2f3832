import { fileURLToPath } from 'node:url';
import { fitRule, score } from './deadlines.fit.ts';
import { readRequests } from './deadlines.requests.ts';
import type { Report } from './figure.ts';
import { option } from './tokens.ts';

export const name = 'deadlines';

/** Half a year of a city's requests, beside the repository where it is at hand. */
export const BOSTON = new URL('../../shared/data/boston311/boston_311_2015_h1.csv.gz', import.meta.url);
/** What the best rule of this kind (hours, holidays, one whole number a type) can meet of the file's 43,592 targets. */
export const BEST = 40_025;

/**
 * Fits hours, holidays and one whole number of days per type to the first file (`--fit CSV`) and computes the targets of the
 * second (`--file CSV`) with the engine; without options both are Boston's first half of 2015.
 */
export async function run(report: Report, args: string[]): Promise<void> {
  const fitted = option(args, 'fit') ?? fileURLToPath(BOSTON);
  const tested = option(args, 'file') ?? fitted;
  const past = await readRequests(fitted);
  const rule = fitRule(past);
  const { total, matched, judged, agreed } = score(
    tested === fitted ? past : await readRequests(tested),
    rule,
  );
  const own = tested === fileURLToPath(BOSTON);
  report({
    name: 'targets met within 60 s',
    value: matched,
    unit: 'requests',
    reference: total,
    ratio: matched / total,
    ...(own && { bound: `>= ${BEST}`, ok: matched >= BEST }),
  });
  report({
    name: 'on time or overdue as the city says',
    value: agreed,
    unit: 'requests',
    reference: judged,
    ratio: agreed / judged,
    ...(own && { bound: `= ${judged}`, ok: agreed === judged }),
  });
}
