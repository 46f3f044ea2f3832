import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RoutingDefinition, Rule, Target } from './definition.ts';
import { wordsIn } from './facts.ts';
import { compileRules, nextInTurn, type Routed, route } from './rules.ts';
import { facts, sampleWorld, UNITS, unit } from './sample.ts';
import { centreFor, type Proposed } from './targets.ts';

const MATRIX: Proposed[] = [{ unit: 'city-water', role: 'main' }];
const rulesOf = (...rules: Partial<Rule>[]): RoutingDefinition => ({
  code: 'standard',
  name: '规则',
  rules: rules.map((rule, i) => ({ code: `r${i}`, name: `规则${i}`, ...rule })),
});
const decide = (
  rules: Partial<Rule>[],
  about = facts(),
  {
    world = sampleWorld(),
    matrix = MATRIX,
  }: { world?: ReturnType<typeof sampleWorld>; matrix?: Proposed[] } = {},
): Routed => route(compileRules(rulesOf(...rules), 1), about, 'grid', world, () => matrix);
const said = ({ outcome }: Routed) => outcome.units.map(({ unit: id, role }) => `${role} ${id}`);

test('the first rule that holds decides, in the order written', () => {
  const rules: Partial<Rule>[] = [
    { when: 'matter.type == "wish"', units: [{ unit: 'fire', role: 'main' }] },
    { when: 'matter.type == "city-event"', units: [{ department: 'water', role: 'main' }], level: 'B' },
    { when: 'true', units: [{ unit: 'fire', role: 'main' }] },
  ];
  const routed = decide(rules);
  assert.equal(routed.rule?.code, 'r1');
  assert.deepEqual(said(routed), ['main district-water'], 'the department nearest to the place');
  assert.equal(routed.outcome.level, 'B');
  assert.equal(decide([...rules].reverse()).rule?.code, 'r0', 'another order, another rule');
});

test('classes above, areas above, time, answers and words of the text can be asked for', () => {
  const holds = (rule: Partial<Rule>, about = facts()) =>
    decide([{ ...rule, level: 'C' }], about).by === 'rule';
  assert.ok(holds({ when: '"utilities" in matter.categories' }));
  assert.ok(holds({ when: '"district" in place.areas && place.level == "grid"' }));
  assert.ok(holds({ when: 'time.working && time.hour >= 9 && time.weekday < 6' }));
  assert.ok(!holds({ when: 'caller.repeats' }));
  assert.ok(holds({ when: 'answers.danger == true' }));
  const gas = { words: ['燃气泄漏', 'GAS'] };
  assert.ok(!holds(gas));
  assert.deepEqual(wordsIn(rulesOf(gas), '楼下有gas味'), ['GAS']);
  assert.ok(holds(gas, facts({}, ['GAS'])));
});

test('without units the matrix says who, with matrix: true it adds', () => {
  assert.deepEqual(said(decide([{ level: 'B' }])), ['main city-water']);
  const both: Target[] = [{ centre: 'street', role: 'main' }, { matrix: true }];
  assert.deepEqual(said(decide([{ units: both }])), ['main street-centre', 'co city-water'], 'one 主办 only');
  assert.deepEqual(said(decide([{ units: [{ property: true, role: 'main' }] }])), ['main company']);
});

test('a rule that names who is no longer there is passed over and told, the next is taken', () => {
  const rules: Partial<Rule>[] = [
    { units: [{ unit: 'closed', role: 'main' }] },
    { units: [{ unit: 'nowhere', role: 'main' }] },
    { units: [{ unit: 'fire', role: 'main', account: 'li' }] },
    {
      units: [
        { unit: 'fire', role: 'main' },
        { department: 'heating', role: 'co', optional: true },
      ],
    },
  ];
  const routed = decide(rules, facts(), { world: sampleWorld(UNITS, [['li', 'li-id', ['city-water']]]) });
  assert.deepEqual(
    routed.skipped.map(({ rule, problem }) => `${rule} ${problem}`),
    ['r0 unit_retired', 'r1 unit_missing', 'r2 person_left'],
  );
  assert.equal(routed.rule?.code, 'r3');
  const there = decide(rules.slice(2), facts(), { world: sampleWorld(UNITS, [['li', 'li-id', ['fire']]]) });
  assert.equal(there.outcome.units[0]?.account, 'li-id');
});

test('a rule that fails when it runs is passed over and told; after the last the matrix decides, then the centre', () => {
  const failing: Partial<Rule>[] = [{ when: 'answers.unheard == 1' }];
  const routed = decide(failing);
  assert.equal(routed.by, 'matrix');
  assert.equal(routed.skipped[0]?.problem, 'fails');
  assert.match(routed.skipped[0]!.words, /不能计算/);
  assert.equal(decide(failing, facts(), { matrix: [] }).by, 'centre');
  assert.equal(decide([{ auto: true }], facts(), { matrix: [] }).skipped[0]?.problem, 'no_main');
});

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ unit: fc.constantFrom('fire', 'closed', 'nowhere'), role: fc.constantFrom('main', 'co') }),
  fc.record({
    department: fc.constantFrom('water', 'closed', 'none'),
    role: fc.constantFrom('main', 'inform'),
  }),
  fc.record({ centre: fc.constantFrom('community', 'street'), role: fc.constantFrom('main', 'co') }),
  fc.constant({ property: true, role: 'main' }),
  fc.constant({ matrix: true }),
) as fc.Arbitrary<Target>;
const rule = fc.record(
  {
    when: fc.constantFrom('true', 'matter.urgent', 'answers.none > 1', 'caller.before > 2', 'place.special'),
    units: fc.array(target, { minLength: 1, maxLength: 4 }),
    level: fc.constantFrom('A', 'B', 'C', 'D'),
    auto: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<Rule>>;

test('whatever the rules, units and matrix say, every matter is routed to somebody who is there', () => {
  const gone = fc.subarray(UNITS.map(({ id }) => id).filter((id) => id !== 'city-centre'));
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 8 }),
      gone,
      fc.boolean(),
      fc.boolean(),
      (rules, retired, urgent, silent) => {
        const units = UNITS.map((each) => ({ ...each, retired: each.retired || retired.includes(each.id) }));
        const world = sampleWorld(units);
        const matrix = silent || retired.includes('city-water') ? [] : MATRIX;
        const about = facts({ urgent });
        const routed = decide(rules, about, { world, matrix });
        const chosen = routed.outcome.units;
        assert.ok(chosen.every(({ unit: id }) => world.units.get(id)?.retired === false));
        assert.equal(new Set(chosen.map(({ unit: id }) => id)).size, chosen.length);
        const mains = chosen.filter(({ role }) => role === 'main').length;
        assert.ok(mains <= 1);
        if (routed.by === 'matrix' || routed.outcome.auto) assert.equal(mains, 1);
        const level = { A: 'community', B: 'street', C: 'district', D: 'city' }[routed.outcome.level ?? 'A'];
        const centre = centreFor(level, world.areas.get('grid')!, world);
        assert.ok(centre && !centre.retired, 'and a centre has it in any case');
        assert.deepEqual(decide(rules, about, { world, matrix }), routed, 'the same again');
      },
    ),
    { numRuns: 500 },
  );
});

test('the centre of the level has it first, else the nearest above, else the nearest below', () => {
  const at = (level: string, units = UNITS) =>
    centreFor(level, sampleWorld(units).areas.get('grid')!, sampleWorld(units))?.id;
  assert.equal(at('street'), 'street-centre');
  assert.equal(
    at(
      'street',
      UNITS.filter(({ id }) => id !== 'street-centre'),
    ),
    'district-centre',
  );
  assert.equal(at('city', [unit('low', 'community', { kind: 'centre' })]), 'low');
});

test('turns go round evenly, whoever comes or goes meanwhile', () => {
  const change = fc.array(fc.record({ who: fc.constantFrom('a', 'b', 'c', 'd', 'e'), turns: fc.nat(7) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(change, (changes) => {
      const people = new Set(['a', 'c', 'e']);
      let last: string | null = null;
      const since = new Map<string, number>();
      for (const { who, turns } of changes) {
        if (!people.delete(who)) people.add(who);
        // Shares are compared among those who stay.
        since.clear();
        for (let i = 0; i < turns; i += 1) {
          last = nextInTurn([...people], last);
          if (last === null) continue;
          assert.ok(people.has(last), 'never somebody who left');
          since.set(last, (since.get(last) ?? 0) + 1);
        }
        const counts = [...people].map((each) => since.get(each) ?? 0);
        if (people.size > 0) assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
      }
    }),
  );
  assert.equal(nextInTurn([], 'a'), null);
});
