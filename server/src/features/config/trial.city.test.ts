import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId } from '../../../test/demo.ts';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadDefaultPack, loadDemoCity } from '../../packs/index.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { ripen } from '../insight/index.ts';
import { trier } from './sample.ts';

// Some weeks of a city: returns, suspensions, raises, reopenings.
const program = await testProgram(await emptyTemplate(), new Date('2026-03-25T08:00:00Z'));
const { runtime, http } = program;
await loadDefaultPack(runtime);
await loadDemoCity(program, () => {}, { residents: 60, matters: 220, photos: 0 });
await program.settle();
await ripen(runtime);
const voice = async (username: string) => {
  const headers = bearer(await tokenFor(runtime, await accountId(program, username), 'staff'));
  return async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await http.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.json() };
  };
};
const { tried, textOf } = trier(runtime, await voice('admin'));
const ALL = { from: '2025-10-01T00:00:00Z' };

// biome-ignore lint/suspicious/noExplicitAny: answers as they come.
type Body = any;
const lineOf = ({ lines }: Body, code: string) => lines.find((each: Body) => each.code === code);

test('the flow in force, decided again over what happened, comes to the same at every step', async () => {
  for (const code of ['city-event', 'repair', 'complaint', 'dispute', 'wish', 'whistle']) {
    const same = await tried('workflow', code, await textOf('workflow', code), ALL);
    assert.deepEqual([same.different, same.differences], [0, []], code);
    const byGraph = same.lines.reduce((sum: number, { cells }: Body) => sum + cells.at(-1), 0);
    assert.ok(same.tried > 20, `${code}: ${same.tried}`);
    assert.ok(
      code === 'whistle' || byGraph <= same.tried / 50,
      `${code}: ${byGraph} of ${same.tried} by the graph alone`,
    );
  }
});

test('steps that a draft would refuse, lead elsewhere or ask more for are counted, each with what happened', async () => {
  const text = await textOf('workflow', 'city-event');
  const draft = text
    .replace(
      'from: [reported]\n    to: accepted\n',
      'from: [reported]\n    to: [{ when: matter.source == "resident", to: accepted }, { to: registered }]\n',
    )
    .replace(
      'name: met, kind: boolean, label: 已达到结案条件, required: true }',
      'name: met, kind: boolean, label: 已达到结案条件, required: true }\n      - { name: proof, kind: text, label: 结案依据, required: true }',
    )
    .replace(
      '- { ensure: me.open > 0, message: 本单位没有未办结的任务 }\n    form:\n      - { name: reason, kind: textarea, label: 退回理由',
      '- { ensure: matter.age_hours > 5000.0, message: 五千小时内不能退回 }\n    form:\n      - { name: reason, kind: textarea, label: 退回理由',
    );
  const found = await tried('workflow', 'city-event', draft, ALL);
  const cells = (code: string) => lineOf(found, code).cells as number[];
  const [accepts, , elsewhere] = cells('accept');
  assert.ok(elsewhere! > 0 && elsewhere! < accepts!, 'what residents reported goes on as before');
  assert.equal(cells('return')[1], cells('return')[0], 'no return is allowed');
  assert.equal(cells('close')[3], cells('close')[0], 'every closing would want its proof');
  assert.equal(lineOf(found, 'verify').different, 0);
  const of = (line: string) => found.differences.find((each: Body) => each.line === line);
  assert.deepEqual(
    [of('accept').before, of('accept').after],
    ['「受理」：待受理 → 待立案', '会去「待派遣」'],
  );
  assert.equal(of('return').after, '五千小时内不能退回');
  assert.match(of('close').after, /^须另外填写：.*结案依据/);
});

test('what the draft has no more is told also where rights and facts of then are not known', async () => {
  const text = await textOf('workflow', 'whistle');
  const start = text.indexOf('\n  sign:');
  assert.ok(start > 0);
  const found = await tried(
    'workflow',
    'whistle',
    text.replace('\n  sign:', '\n  report_in:').replaceAll('[sign]', '[report_in]'),
    ALL,
  );
  const [steps, refused, , , byGraph] = lineOf(found, 'sign').cells;
  assert.deepEqual([refused, byGraph], [steps, steps]);
  assert.equal(found.differences.find((each: Body) => each.line === 'sign').after, '草稿里没有这个操作');
});

test('another unit in the matrix is told for the matters it would have been proposed for', async () => {
  const text = await textOf('matrix', 'standard');
  const same = await tried('matrix', 'standard', text, ALL);
  assert.ok(same.tried >= 200);
  assert.equal(same.different, 0);
  const [head, ...rows] = text.trim().split('\n');
  const draft = [head, ...rows.filter((row) => !row.startsWith('repair,'))].join('\n');
  assert.ok(rows.length > draft.split('\n').length - 1, 'some rows are about repairs');
  const found = await tried('matrix', 'standard', draft, ALL);
  assert.ok(found.different > 0);
  assert.deepEqual([...new Set(found.differences.map(({ line }: Body) => line))], ['repair']);
  const [tried_, main, others] = lineOf(found, 'repair').cells;
  assert.ok(main + others === lineOf(found, 'repair').different && main <= tried_);
  assert.match(found.differences[0].before, /^主办 /);
});

test('a scheme is tried on a month: its numbers beside those of the tables, for the city, districts and streets', async () => {
  const month = { from: '2026-02-28T16:00:00Z', until: '2026-03-31T16:00:00Z' };
  const text = await textOf('scheme', 'city-management');
  const same = await tried('scheme', 'city-management', text, month);
  assert.equal(same.different, 0);
  const city = await voice('city1');
  const table = await city('GET', '/api/insight/table?scheme=city-management&period=month&day=2026-03-15');
  assert.equal(table.status, 200, JSON.stringify(table.body));
  const { values, score } = table.body.total;
  let compared = 0;
  for (const { code, rate, numerator, denominator } of values) {
    const told = lineOf(same, code).cells[0];
    if (rate === null) continue;
    assert.equal(told, `${(rate * 100).toFixed(1)}%（${numerator[0]}／${denominator[0]}）`, code);
    compared += 1;
  }
  assert.ok(compared > 8, `${compared} indicators have numbers`);
  assert.equal(lineOf(same, '-').cells[0], score.toFixed(2));

  const draft = text
    .replace('name: 处置率, numerator: [handle_done]', 'name: 处置率, numerator: [handle_on_time]')
    .replace(
      /^ {2}- \{ code: rework_rate.*$/m,
      '  - { code: reopen_rate, name: 复开率, numerator: [resolve_reopened], denominator: [resolve_due], better: lower, source: 试算 }',
    )
    .replace('indicator: rework_rate', 'indicator: reopen_rate');
  const found = await tried('scheme', 'city-management', draft, month);
  const [before, after] = lineOf(found, 'dispose_rate').cells;
  assert.notEqual(before, after);
  assert.equal(after, lineOf(found, 'in_time_dispose_rate').cells[1]);
  assert.equal(lineOf(found, 'in_time_dispose_rate').different, 0);
  assert.equal(lineOf(found, 'rework_rate').cells[1], '没有这一项');
  assert.equal(lineOf(found, 'reopen_rate').cells[0], '没有这一项');
  const levels = new Set(
    found.differences
      .filter(({ line }: Body) => line === 'dispose_rate')
      .map(({ about }: Body) => about.split(' / ').length),
  );
  assert.ok(levels.size > 1, 'the city, and places in it');

  const noon = text.replace(
    'statistical_day: { starts: "00:00", of: same_day }',
    'statistical_day: { starts: "12:00", of: previous_day }',
  );
  const shifted = await tried('scheme', 'city-management', noon, {
    from: '2026-03-24T16:00:00Z',
    until: '2026-03-25T16:00:00Z',
  });
  assert.ok(
    shifted.different > 0,
    'another statistical day counts other things, also one that nothing was summed by yet',
  );
});
