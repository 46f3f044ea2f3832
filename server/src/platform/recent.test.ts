import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventRow, Position } from './events.ts';
import { keepRecent } from './recent.ts';

const event = (xid: number, seq: number) => ({ xid: String(xid), seq }) as EventRow;

test('what is kept answers for any position as the whole log would, or says that it cannot', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 9 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, fc.nat(130), fc.integer({ min: 1, max: 7 }), (made, at, limit) => {
      const recent = keepRecent(10);
      const log: EventRow[] = [];
      // Numbers are not in the order of transactions: a later transaction may hold an earlier number.
      for (const [more, seq] of made) {
        const xid = Number(log.at(-1)?.xid ?? 7) + more;
        const own = log.filter((each) => each.xid === String(xid)).map((each) => Number(each.seq));
        log.push(event(xid, Math.max(0, ...own) + seq));
      }
      recent.from({ xid: '5', seq: 3 });
      for (let i = 0; i < log.length; i += 3) recent.add(log.slice(i, i + 3));
      const position: Position = log[at] ?? { xid: '6', seq: 0 };
      const answer = recent.after(position, limit);
      const whole = log.slice(log.indexOf(position as EventRow) + 1).slice(0, limit);
      if (answer) assert.deepEqual(answer, whole);
      else assert.ok(log.length >= 20, 'only what was dropped is not answered');
    }),
  );
});

test('a position before the beginning, or no beginning at all, is left to the log', () => {
  const recent = keepRecent();
  assert.equal(recent.after({ xid: '9', seq: 1 }, 5), undefined);
  recent.from({ xid: '10', seq: 4 });
  assert.equal(recent.after({ xid: '10', seq: 3 }, 5), undefined);
  assert.deepEqual(recent.after({ xid: '10', seq: 4 }, 5), []);
});
