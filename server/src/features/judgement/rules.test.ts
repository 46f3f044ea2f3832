import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AppealState,
  type AppealStep,
  deciderOf,
  drawn,
  lotOf,
  satisfactionOf,
  stateAfter,
  stepsOn,
  visitRule,
} from './rules.ts';
import { parseSettings } from './settings.ts';

const ids = fc.uniqueArray(fc.uuid(), { maxLength: 60 });

test('a sample is the same for the same seed in whatever order matters come, holds none twice, and no more than asked', () => {
  fc.assert(
    fc.property(ids, fc.nat(70), fc.string(), fc.infiniteStream(fc.double()), (all, size, seed, lots) => {
      const shuffled = all
        .map((id) => [lots.next().value, id] as const)
        .sort(([a], [b]) => a - b)
        .map(([, id]) => id);
      const sample = drawn(all, size, seed);
      assert.deepEqual(drawn([...shuffled, ...shuffled], size, seed), sample);
      assert.equal(sample.length, Math.min(size, all.length));
      assert.equal(new Set(sample).size, sample.length);
      assert.ok(sample.every((id) => all.includes(id)));
    }),
  );
});

test('a larger sample of the same seed holds the smaller one', () => {
  fc.assert(
    fc.property(ids, fc.nat(30), fc.nat(30), fc.string(), (all, size, more, seed) => {
      assert.deepEqual(drawn(all, size + more, seed).slice(0, size), drawn(all, size, seed));
    }),
  );
});

test('another seed draws other matters', () => {
  const all = Array.from({ length: 200 }, (_, i) => `matter ${i}`);
  assert.notDeepEqual(drawn(all, 10, 'a'), drawn(all, 10, 'b'));
});

test('a lot falls as often as its share says', () => {
  const hits = Array.from({ length: 20_000 }, (_, i) => lotOf('x', String(i))).filter(
    (lot) => lot < 0.3,
  ).length;
  assert.ok(Math.abs(hits / 20_000 - 0.3) < 0.02, String(hits));
});

const closed = { number: 'm', type: 'complaint', source: 'hotline', reachable: true, account: false };
const rules = parseSettings(`
visits:
  attempts: 3
  due: 2wd
  rules:
    - { code: no-account, callers: unreachable, share: 1, holder: hotline }
    - { code: complaints, types: [complaint], share: 0, holder: centre }
    - { code: rest, share: 1, holder: centre }
served: { share: 0, within: 10d }
superior: { within: 10d }
checks: { due: 5wd }
appeals: { within: 5wd, accept: 1wd, decide: 3wd }
`).visits.rules;

test('the first rule that fits decides about a call-back, whichever way its lot falls', () => {
  assert.equal(visitRule(closed, rules)?.code, 'no-account');
  assert.equal(
    visitRule({ ...closed, account: true }, rules),
    null,
    'its lot did not fall, and no later rule is asked',
  );
  assert.equal(visitRule({ ...closed, account: true, type: 'repair' }, rules)?.code, 'rest');
  assert.equal(visitRule({ ...closed, reachable: false }, rules), null);
});

test('settings that mean nothing are refused in words', () => {
  assert.throws(() => parseSettings('visits: { attempts: 0 }'), /judgement\.yaml 有误/);
});

test('silence and yes or no of older flows are read as what they are', () => {
  assert.deepEqual([true, false, 'basically', 'dissatisfied'].map(satisfactionOf), [
    'satisfied',
    'dissatisfied',
    'basically',
    'dissatisfied',
  ]);
});

test('an appeal takes two steps to be approved, ends once, and nobody decides about the own one', () => {
  const step = fc.constantFrom<AppealStep>('accept', 'approve', 'refuse', 'withdraw');
  fc.assert(
    fc.property(fc.array(fc.record({ step, decider: fc.boolean() }), { maxLength: 12 }), (tries) => {
      let state: AppealState = 'submitted';
      const taken: AppealStep[] = [];
      for (const { step, decider } of tries) {
        const offered = stepsOn(state, { decider, appellant: !decider });
        if (!offered.includes(step)) continue;
        assert.equal(step === 'withdraw', !decider);
        state = stateAfter(step);
        taken.push(step);
      }
      const ends = taken.filter((each) => each !== 'accept');
      assert.ok(ends.length <= 1);
      if (state === 'approved') assert.deepEqual(taken, ['accept', 'approve']);
    }),
  );
});

const centre = (id: string, retired = false) => ({ id, kind: 'centre', retired });

test('the nearest centre above that is no party decides; where there is none, who judged; never the judged one', () => {
  const above = {
    unit: [{ id: 'bureau', kind: 'department', retired: false }, centre('district')],
    centre: [centre('street')],
  };
  assert.equal(deciderOf(above, { judged: 'water', judge: null }), 'district');
  assert.equal(deciderOf(above, { judged: 'water', judge: 'district' }), 'street');
  const top = { unit: [], centre: [centre('old', true), centre('city')] };
  assert.equal(deciderOf(top, { judged: 'water', judge: null }), 'city');
  assert.equal(deciderOf(top, { judged: 'water', judge: 'city' }), 'city');
  assert.equal(deciderOf(top, { judged: 'city', judge: null }), null);
});
