import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fitRule, score } from './deadlines.fit.ts';
import { readRequests } from './deadlines.requests.ts';
import { BEST, BOSTON } from './deadlines.ts';

const folder = new URL('.', BOSTON);
const skip = existsSync(folder)
  ? false
  : 'the requests of Boston lie beside the repository only where they are at hand';

test("Boston's own target times follow from its hours, holidays and one whole number a type", {
  skip,
}, async () => {
  const requests = await readRequests(BOSTON);
  const rule = fitRule(requests);
  assert.deepEqual(
    Object.values(rule.calendar.week).flat(),
    Array(5).fill('08:30-17:00'),
    'Monday to Friday',
  );
  const found = score(requests, rule);
  assert.equal(found.total, 43_592);
  assert.ok(found.matched >= BEST, `${found.matched} of ${found.total} target times`);
  assert.equal(found.judged, 37_257);
  assert.equal(found.agreed, found.judged, 'on time or overdue, as the city says');
});
