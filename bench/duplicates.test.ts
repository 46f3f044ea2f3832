import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { BOSTON } from './deadlines.ts';
import { agreed, measure } from './duplicates.ts';

const skip = existsSync(new URL('.', BOSTON))
  ? false
  : 'the requests of Boston lie beside the repository only where they are at hand';

test("Boston's duplicates of May and June are found by what January to April taught, and nothing is prompted at no place", {
  skip,
}, async () => {
  const found = await measure(BOSTON);
  assert.equal(found.golds, 748);
  const { ours, thumb } = agreed(found);
  assert.ok(ours >= thumb + 0.05, `at 15 % prompts ${ours} of the duplicates, the best radius ${thumb}`);
  assert.ok(found.placeless > 8000, 'the coordinate of the city hall is found by its number');
  assert.equal(found.promptedPlaceless, 0);
});
