import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonPath, type Earlier, gather, placeRule } from './rules.ts';

const DAY = 86_400_000;
const NOW = new Date('2026-11-22T02:00:00Z');
const before = (id: string, days: number, more: Partial<Earlier> = {}): Earlier => ({
  id,
  at: new Date(NOW.getTime() - days * DAY),
  finding: null,
  open: false,
  ...more,
});
const call = { id: 'now', at: NOW };
const three = { days: 30, count: 3 };

test('the third call within the time raises a finding of all three, an older one does not count', () => {
  assert.deepEqual(gather(call, [before('a', 1)], three), { kind: 'none' });
  assert.deepEqual(gather(call, [before('a', 1), before('b', 31)], three), { kind: 'none' });
  assert.deepEqual(gather(call, [before('a', 1), before('b', 30)], three), {
    kind: 'raise',
    calls: ['a', 'b', 'now'],
  });
});

test('an open finding grows, an ended one leaves its calls behind', () => {
  const open = before('a', 1, { finding: 'f', open: true });
  assert.deepEqual(gather(call, [open, before('b', 2)], three), { kind: 'grow', finding: 'f' });
  const ended = { finding: 'f', open: false };
  assert.deepEqual(gather(call, [before('a', 1, ended), before('b', 2, ended), before('c', 3)], three), {
    kind: 'none',
  });
});

test('of several open findings that of the last call takes it, in whatever order they were read', () => {
  const [older, newer] = [
    before('a', 3, { finding: 'f', open: true }),
    before('b', 1, { finding: 'g', open: true }),
  ];
  for (const earlier of [
    [older, newer],
    [newer, older],
  ])
    assert.deepEqual(gather(call, earlier, three), { kind: 'grow', finding: 'g' });
});

test('whatever came before, a finding is raised of at least so many calls, each once, none from before its time', () => {
  const earlier = fc.array(
    fc.record({
      id: fc.uuid(),
      at: fc.integer({ min: -60, max: 5 }).map((days) => new Date(NOW.getTime() + days * DAY)),
      finding: fc.constantFrom(null, null, 'f'),
      open: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(
      earlier,
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 60 }),
      (many, count, days) => {
        const found = gather(call, many, { days, count });
        if (found.kind !== 'raise') return;
        assert.ok(found.calls.length >= count);
        assert.equal(found.calls.at(-1), 'now');
        for (const id of found.calls.slice(0, -1)) {
          const each = many.find((one) => one.id === id)!;
          assert.ok(each.finding === null && NOW.getTime() - each.at.getTime() <= days * DAY);
        }
      },
    ),
  );
});

test('the area of a finding holds all its calls and is a community at least', () => {
  const grid = ['city', 'district', 'street', 'community', 'grid'];
  assert.deepEqual(commonPath([grid], 4), ['city', 'district', 'street', 'community']);
  assert.deepEqual(commonPath([grid, [...grid.slice(0, 4), 'other']], 4), grid.slice(0, 4));
  assert.deepEqual(commonPath([grid, ['city', 'district', 'street', 'next', 'grid2']], 4), grid.slice(0, 3));
});

test('the first rule that fits a call decides; a call without a class fits none', () => {
  const rule = { code: 'place', kind: 'place' as const, name: '同一地点', radius: 100, ...three };
  const repairs = { ...rule, code: 'repairs', types: ['repair'] };
  const policy = { rules: [repairs, rule] };
  assert.equal(placeRule(policy, { type: 'repair', group: 'water' })?.code, 'repairs');
  assert.equal(placeRule(policy, { type: 'city-event', group: 'water' })?.code, 'place');
  assert.equal(placeRule(policy, { type: 'city-event', group: null }), null);
});
