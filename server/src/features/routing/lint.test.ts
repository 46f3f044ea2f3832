import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from './definition.ts';
import { lintRules, type Vocabulary } from './lint.ts';
import { sampleWorld, UNITS } from './sample.ts';
import { parseRules } from './store.ts';

const vocabulary: Vocabulary = {
  types: new Map([['city-event', ['danger']]]),
  categories: new Set(['lamp', 'utilities']),
};
const world = sampleWorld(UNITS, [
  ['li', 'li-id', ['fire']],
  ['zhao', 'zhao-id', []],
]);
const lint = (...rules: Partial<Rule>[]) =>
  lintRules(
    {
      code: 'standard',
      name: '规则',
      rules: rules.map((rule, i) => ({ code: `r${i}`, name: '规则', ...rule })),
    },
    vocabulary,
    world,
  ).map(({ severity, code, path }) => `${severity} ${code} ${path}`);

test('sound rules are without findings', () => {
  assert.deepEqual(
    lint(
      {
        when: 'matter.type == "city-event" && answers.danger == true',
        priority: 'urgent',
        clocks: { handle: '2h' },
      },
      { when: '"utilities" in matter.categories', units: [{ unit: 'fire', role: 'main', account: 'li' }] },
      { units: [{ department: 'water', role: 'main', turn: true }], auto: true },
    ),
    [],
  );
});

test('what cannot be used is told at its place', () => {
  const main = (more: object) => ({ units: [{ unit: 'fire', role: 'main', ...more }] }) as Partial<Rule>;
  const cases: [Partial<Rule>, string][] = [
    [{ when: 'matter.kind == "x"' }, 'error bad_rule rules.0.when'],
    [{ when: '1 > 2' }, 'error never_true rules.0.when'],
    [{ when: 'matter.type == "wish"' }, 'warning unknown_type rules.0.when'],
    [{ when: 'matter.category in ["lamp", "drain"]' }, 'warning unknown_category rules.0.when'],
    [{ when: 'answers.colour == 1' }, 'warning unknown_answer rules.0.when'],
    [main({ unit: 'closed' }), 'error unit_retired rules.0.units.0.unit'],
    [main({ unit: 'nowhere' }), 'error unknown_unit rules.0.units.0.unit'],
    [main({ account: 'wang' }), 'error person_left rules.0.units.0.account'],
    [main({ account: 'zhao' }), 'error person_left rules.0.units.0.account'],
    [main({ turn: true }), 'error turn_without_auto rules.0.units.0.turn'],
    [main({ role: 'co' }), 'error no_main rules.0.units'],
    [{ units: [...main({}).units!, { centre: 'city', role: 'main' }] }, 'error two_mains rules.0.units'],
    [
      { units: [...main({}).units!, { department: 'heating', role: 'co', optional: true }] },
      'warning unknown_unit rules.0.units.1.department',
    ],
    [{ clocks: { cook: '2h' } }, 'error unknown_clock rules.0.clocks.cook'],
    [{ clocks: { constructor: '2h' } }, 'error unknown_clock rules.0.clocks.constructor'],
    [{ clocks: { handle: '0h' } }, 'error bad_limit rules.0.clocks.handle'],
  ];
  for (const [rule, expected] of cases) assert.deepEqual(lint(rule), [expected], JSON.stringify(rule));
});

test('a rule behind one that takes everything is never reached, and a code is there once', () => {
  assert.deepEqual(lint({ level: 'B' }, { when: 'matter.urgent' }), ['error shadowed rules.1']);
  assert.deepEqual(lint({ when: 'matter.urgent' }, { code: 'r0' }), ['error code_twice rules.1.code']);
});

test('what is no YAML or has other fields is told without throwing', () => {
  assert.equal(parseRules('rules: [').findings[0]?.code, 'not_yaml');
  const odd = parseRules('code: standard\nname: 规则\nrules: [{ code: a, name: 甲, colour: red }]');
  assert.equal(odd.value, null);
  assert.ok(odd.findings.length > 0);
});
