import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Definition } from './definition.ts';
import { lint } from './lint.ts';
import { parseDefinition } from './parse.ts';

const FLOW = new URL('../../../../packs/default/workflows/city-event.yaml', import.meta.url);
const faults = (change: (definition: Definition) => void): string[] => {
  const definition = parseDefinition(readFileSync(FLOW, 'utf8')).value!;
  change(definition);
  return lint(definition, {}).flatMap(({ code, path }) => (code === 'request_unanswered' ? path : []));
};

test('what a unit can ask for can be granted and refused, and does not wait for ever', () => {
  assert.deepEqual(
    faults(() => undefined),
    [],
  );
  assert.deepEqual(
    faults(({ actions }) => delete actions['refuse-request']),
    ['states.handling'],
  );
  assert.deepEqual(
    faults((definition) => delete definition.approval),
    ['approval'],
  );
  assert.deepEqual(
    faults(({ actions }) => delete actions['climb-request']),
    ['states.handling', 'approval'],
  );
});
