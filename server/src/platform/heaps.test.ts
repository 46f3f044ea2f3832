import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Heaps, inStretches } from './heaps.ts';

const moment = fc.integer({ min: 10, max: 60 }).map(String);
const heap = fc.constantFrom('a', 'b');

test('what is read in stretches answers each question as if it had been asked alone', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ heap, at: moment }), { selector: (each) => each.heap + each.at }),
      fc.array(fc.record({ heap, upTo: moment })),
      fc.integer({ min: 1, max: 5 }),
      (kept, questions, most) => {
        const newestOf = (name: string, after: string, upTo: string) =>
          kept
            .filter((each) => each.heap === name && each.at > after && each.at <= upTo)
            .sort((a, b) => (a.at < b.at ? 1 : -1))
            .slice(0, most);
        const stretches = inStretches(questions, '00');
        const heaps = new Heaps<{ at: string }>(({ at }) => at);
        for (const { heap, after, upTo } of stretches)
          for (const each of newestOf(heap, after, upTo)) heaps.add(heap, each);
        for (const { heap, upTo } of questions)
          assert.deepEqual(
            heaps.newest(heap, upTo, most, () => true),
            newestOf(heap, '00', upTo),
          );
        const asked = new Set(questions.map(({ heap, upTo }) => heap + upTo));
        assert.equal(stretches.length, asked.size, 'nothing is asked twice');
      },
    ),
  );
});
