import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold, type Said, type Values } from './rules.ts';

let made = 0;
const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1 + n));
const says = (source: string, values: Values, more: Partial<Said> = {}): Said => ({
  ...{
    id: String(++made),
    order: made,
    about: 'one',
    source,
    key: null,
    saidAt: day(0),
    at: day(made),
    deliberate: false,
  },
  values,
  ...more,
});
const value = (said: Said[], item = 'phone') => fold(said).get(item);

test('sources that agree are one value, and nobody is asked', () => {
  const held = value([says('police', { phone: '1' }), says('health', { phone: '1' })]);
  assert.deepEqual([held?.value, held?.open, held?.others.length], ['1', false, 0]);
});

test('sources that differ wait for a decision; the older word stands meanwhile', () => {
  const held = value([
    says('health', { phone: '2' }, { saidAt: day(5) }),
    says('police', { phone: '1' }, { saidAt: day(1) }),
  ]);
  assert.deepEqual([held?.value, held?.open, held?.others[0]?.value], ['1', true, '2']);
});

test('a source that says something new replaces what it said itself', () => {
  const held = value([says('police', { phone: '1' }), says('police', { phone: '2' }, { saidAt: day(3) })]);
  assert.deepEqual([held?.value, held?.open], ['2', false]);
});

test('two records of one source, merged, differ like two sources', () => {
  const held = value([
    says('police', { phone: '1' }),
    says('police', { phone: '2' }, { saidAt: day(3), about: 'other' }),
  ]);
  assert.deepEqual([held?.value, held?.open, held?.others[0]?.value], ['1', true, '2']);
});

test('who decided has seen what was there: the old words said again are no news, a new one is', () => {
  const before = [says('police', { phone: '1' }), says('health', { phone: '2' })];
  const decided = [...before, says('manual', { phone: '2' }, { deliberate: true })];
  assert.deepEqual([value(decided)?.value, value(decided)?.open], ['2', false]);
  const again = [...decided, says('police', { phone: '1' }, { saidAt: day(9) })];
  assert.deepEqual([value(again)?.value, value(again)?.open], ['2', false]);
  const news = [...again, says('civil', { phone: '3' }, { saidAt: day(9) })];
  assert.deepEqual([value(news)?.value, value(news)?.open, value(news)?.others[0]?.value], ['2', true, '3']);
});

test('a rule decides by the first source named that speaks', () => {
  const said = [says('health', { sex: '1' }), says('police', { sex: '2' }, { saidAt: day(9) })];
  const held = fold(said, () => ['police']).get('sex');
  assert.deepEqual([held?.value, held?.open, held?.others[0]?.value], ['2', false, '1']);
});

const someStatement = fc.record({
  source: fc.constantFrom('police', 'health', 'civil', 'sheet'),
  values: fc.dictionary(fc.constantFrom('phone', 'work', 'kin'), fc.constantFrom('a', 'b', 'c'), {
    minKeys: 1,
  }),
  saidAt: fc.nat(6).map(day),
});

test('no order of sources changes what holds, and none loses a value', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(someStatement, { selector: (s) => `${s.source}${s.saidAt.getTime()}`, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      (statements, dice) => {
        const arrive = (list: typeof statements): Said[] =>
          list.map((statement, i) => says(statement.source, statement.values, { ...statement, order: i }));
        const shuffled = statements
          .map((statement) => ({ statement, by: dice.next().value as number }))
          .sort((a, b) => a.by - b.by)
          .map(({ statement }) => statement);
        const told = (said: Said[]) =>
          [...fold(said)]
            .map(([item, { value: holds, others, open }]) => ({
              item,
              holds,
              open,
              others: others.map((o) => o.value).sort(),
            }))
            .sort((a, b) => a.item.localeCompare(b.item));
        assert.deepEqual(told(arrive(shuffled)), told(arrive(statements)));
        // The last word of each source is there, as what holds or beside it.
        for (const source of new Set(statements.map((each) => each.source)))
          for (const item of ['phone', 'work', 'kin']) {
            const last = statements
              .filter((each) => each.source === source && each.values[item] !== undefined)
              .sort((a, b) => a.saidAt.getTime() - b.saidAt.getTime())
              .at(-1);
            const hold = fold(arrive(statements)).get(item);
            if (last)
              assert.ok(
                [hold?.value, ...(hold?.others ?? []).map((o) => o.value)].includes(last.values[item]),
              );
          }
      },
    ),
  );
});

test('withdrawing the last statement brings back what held before it', () => {
  fc.assert(
    fc.property(fc.array(someStatement, { maxLength: 6 }), someStatement, (statements, last) => {
      const said = statements.map((each, i) => says(each.source, each.values, { ...each, order: i }));
      const before = [...fold(said)];
      const edited = [...said, says('manual', last.values, { order: 1e9, deliberate: true })];
      for (const [item, wanted] of Object.entries(last.values))
        assert.equal(fold(edited).get(item)?.value, wanted);
      assert.deepEqual([...fold(edited.slice(0, -1))], before);
    }),
  );
});

test('what was decided on one record decides nothing on the other: merged, both wait; who decides then has seen all', () => {
  const came = { about: 'other', merged: true as const };
  const mine = [says('police', { phone: '1' }), says('manual', { phone: '2' }, { deliberate: true })];
  const theirs = [
    says('police', { phone: '3' }, came),
    says('manual', { phone: '4' }, { ...came, deliberate: true }),
  ];
  const held = value([...mine, ...theirs]);
  assert.deepEqual([held?.value, held?.open, held?.others.map((one) => one.value)], ['2', true, ['4']]);
  const decided = [...mine, ...theirs, says('manual', { phone: '4' }, { deliberate: true })];
  assert.deepEqual([value(decided)?.value, value(decided)?.open], ['4', false]);
  const news = [
    ...decided,
    says('civil', { phone: '9' }),
    says('police', { phone: '3' }, { saidAt: day(9) }),
  ];
  assert.deepEqual(
    value(news)?.others.map((one) => one.value),
    ['9'],
  );
});

const someWord = fc.record({
  source: fc.constantFrom('police', 'health', 'manual'),
  phone: fc.constantFrom('a', 'b', 'c', 'd'),
  saidAt: fc.nat(6).map(day),
});

test('merging two records loses no value that either came to, and a decision on neither silences the other', () => {
  fc.assert(
    fc.property(
      fc.array(someWord, { minLength: 1, maxLength: 6 }),
      fc.array(someWord, { minLength: 1, maxLength: 6 }),
      (kept, gone) => {
        const word = (about: string, merged: boolean) => (each: (typeof kept)[number]) =>
          says(
            each.source,
            { phone: each.phone },
            {
              ...{ saidAt: each.saidAt, deliberate: each.source === 'manual', about },
              ...(merged && { merged: true as const }),
            },
          );
        const [mine, theirs] = [kept.map(word('one', false)), gone.map(word('other', false))];
        const brought = theirs.map((each) => ({ ...each, merged: true as const }));
        // What was said on the record that stays before somebody decided on it was seen, and overruled.
        const decided = mine.findLastIndex((each) => each.deliberate);
        const seen = new Set(mine.slice(0, Math.max(0, decided)).map((each) => each.values.phone));
        const both = value([...mine, ...brought])!;
        const all = new Set([both.value, ...both.others.map((one) => one.value), ...seen]);
        for (const one of [value(mine)!, value(theirs)!])
          for (const each of [one.value, ...(one.open ? one.others.map((o) => o.value) : [])])
            assert.ok(all.has(each));
        const theirsHolds = value(theirs)!.value;
        if (theirsHolds !== both.value && !seen.has(theirsHolds)) assert.equal(both.open, true);
        const last = says('manual', { phone: 'd' }, { deliberate: true });
        const settled = value([...mine, ...brought, last])!;
        assert.deepEqual([settled.value, settled.open, settled.others], ['d', false, []]);
      },
    ),
  );
});
