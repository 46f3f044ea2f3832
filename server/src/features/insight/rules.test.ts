import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { countedAt, type Fact, measuresOf } from './facts.ts';
import { dayOf, spanName, spanOf } from './period.ts';
import { judge, ranks, scoreOf, startsOf } from './rules.ts';
import { lintScheme, parseScheme } from './scheme.lint.ts';
import type { Scheme } from './scheme.schema.ts';

const FOLDER = new URL('../../../../packs/default/indicators/', import.meta.url);
const read = async (name: string): Promise<Scheme> =>
  parseScheme(await readFile(new URL(name, FOLDER), 'utf8')).value!;
const TYPES = new Set(['city-event']);

const fact = (more: Partial<Fact>): Fact => ({
  id: '',
  subject: '',
  stage: 'handle',
  clock: 'handle',
  type: 'city-event',
  areas: ['a'],
  unit: 'u',
  account: null,
  opened_at: new Date('2026-03-01T00:00:00Z'),
  due_at: new Date('2026-03-10T00:00:00Z'),
  done_at: null,
  paused: false,
  overdue: false,
  outcome: 'open',
  flags: [],
  excluded: null,
  ...more,
});

test('a statistical day from noon to noon holds what came the evening before', () => {
  const noon = startsOf({ statistical_day: { starts: '12:00', of: 'previous_day' } });
  assert.equal(noon, -720);
  assert.equal(dayOf(new Date('2026-03-31T11:59:59+08:00'), noon), '2026-03-31');
  assert.equal(dayOf(new Date('2026-03-31T12:00:00+08:00'), noon), '2026-04-01');
  const march = spanOf('month', '2026-03-15', noon);
  assert.equal(march.start.toISOString(), '2026-02-28T04:00:00.000Z');
  assert.equal(march.end.toISOString(), '2026-03-31T04:00:00.000Z');
});

test('weeks begin on Monday, and a week over New Year belongs to one year', () => {
  const week = spanOf('week', '2027-01-01', 0);
  assert.deepEqual([week.from, week.to], ['2026-12-28', '2027-01-03']);
  assert.equal(spanName('week', week.from), '2026年第53周');
});

test('work counts once, at the earlier of done and due; open and not yet due counts nowhere', () => {
  const early = new Date('2026-03-05T00:00:00Z');
  const late = new Date('2026-03-20T00:00:00Z');
  assert.deepEqual(measuresOf(fact({})), []);
  assert.deepEqual(measuresOf(fact({ overdue: true })), ['handle_due', 'handle_overdue']);
  const done = fact({ outcome: 'done', done_at: early });
  assert.deepEqual(countedAt(done), early);
  assert.deepEqual(measuresOf(done), ['handle_due', 'handle_done', 'handle_on_time']);
  const slow = fact({ outcome: 'done', done_at: late });
  assert.deepEqual(countedAt(slow), slow.due_at);
  assert.deepEqual(measuresOf(slow), ['handle_due', 'handle_done']);
});

test('what is given back in time is not judged, and given back late stays overdue', () => {
  assert.deepEqual(measuresOf(fact({ outcome: 'dropped', done_at: new Date('2026-03-05T00:00:00Z') })), []);
  assert.deepEqual(measuresOf(fact({ outcome: 'dropped', done_at: new Date('2026-03-11T00:00:00Z') })), [
    'handle_due',
    'handle_overdue',
  ]);
});

test('what is excluded counts as excluded and as nothing else', () => {
  assert.deepEqual(measuresOf(fact({ overdue: true, excluded: 'x' })), ['handle_excluded']);
});

test('the three rates weigh the basically satisfied 0.9 and score 10/50/40', async () => {
  const scheme = await read('three-rates.yaml');
  const counts = {
    visit_valid: 10,
    visit_contacted: 10,
    visit_solved: 8,
    visit_satisfied: 5,
    visit_basically: 2,
  };
  const values = scheme.indicators.map((indicator) => judge(indicator, counts));
  assert.deepEqual(
    values.map(({ rate }) => Math.round(rate! * 1000) / 1000),
    [1, 0.8, 0.68],
  );
  assert.equal(Math.round(scoreOf(scheme, values)! * 100) / 100, 10 + 40 + 27.2);
});

test('a part without anything to judge leaves its weight to the others; a rate of nothing is unknown, not zero', async () => {
  const scheme = await read('city-management.yaml');
  const values = scheme.indicators.map((indicator) =>
    judge(indicator, { handle_due: 4, handle_done: 4, handle_on_time: 2, handle_extended: 1 }),
  );
  assert.equal(values.find(({ code }) => code === 'rework_rate')?.rate, null);
  assert.equal(scoreOf(scheme, values), (100 * (30 + 10 + 20 + 7.5)) / 80);
});

test('equal values share a place, and who has none has no place', () => {
  assert.deepEqual(ranks([80, 90, null, 90], 'higher'), [3, 1, null, 1]);
  assert.deepEqual(ranks([0.1, 0.2], 'lower'), [1, 2]);
});

test('the shipped schemes hold the fifteen rates and are without fault', async () => {
  for (const name of await readdir(FOLDER)) assert.deepEqual(lintScheme(await read(name), TYPES), [], name);
  assert.equal((await read('city-management.yaml')).indicators.length, 15);
});

test('a scheme that makes no sense is told what is wrong, in words', async () => {
  const scheme = await read('three-rates.yaml');
  const [first, second, third] = scheme.indicators;
  const codes = (more: Partial<Scheme>) => lintScheme({ ...scheme, ...more }, TYPES).map(({ code }) => code);
  assert.deepEqual(codes({ types: ['nothing'] }), ['unknown_type']);
  assert.deepEqual(codes({ indicators: [{ ...first!, numerator: ['nobody'] }, second!, third!] }), [
    'unknown_measure',
  ]);
  assert.deepEqual(codes({ indicators: [{ ...first!, numerator: ['handle_due'] }, second!, third!] }), [
    'mixed_stages',
  ]);
  const twice = [{ measure: 'visit_solved', weight: 0.5 }, 'visit_solved'];
  assert.deepEqual(codes({ indicators: [{ ...first!, numerator: twice }, second!, third!] }), [
    'counted_twice',
  ]);
  const parts = scheme.score!.parts;
  assert.deepEqual(codes({ score: { ...scheme.score!, parts: parts.slice(1) } }), ['weights']);
  assert.deepEqual(
    codes({ score: { ...scheme.score!, parts: [{ ...parts[0]!, inverse: true }, ...parts.slice(1)] } }),
    ['wrong_direction'],
  );
  assert.deepEqual(codes({ indicators: [first!, second!] }), ['unknown_indicator']);
  const [words] = lintScheme({ ...scheme, score: { ...scheme.score!, parts: parts.slice(1) } }, TYPES);
  assert.equal(words!.message, '权重之和应为 100 或 1，现在是 90。');
});

test('a file that is no scheme is refused by path', () => {
  const { value, findings } = parseScheme('code: x\nindicators: []');
  assert.equal(value, null);
  assert.ok(findings.length > 0);
});
