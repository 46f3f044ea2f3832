import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** How the program names a refusal's code, or a field's. */
const SAID = [
  /new Refusal\(\s*\d+,\s*'([a-z_]+)'/g,
  /conflict\(\s*'([a-z_]+)'/g,
  /badField\(\s*[^,]+,\s*'([a-z_]+)'/g,
  /\bcode: '([a-z_]+)',\s*message/g,
  /wrong\('([a-z_]+)'/g,
  /\bfault\('[a-z]+',\s*'([a-z_]+)'/g,
  /Refusal\(error.statusCode, '([a-z_]+)'/g,
  /problem\([^;]+?'([a-z]+_[a-z_]+)'/g,
  /(?:FST|HPE|ERR)_\w+: \[\s*\d+,\s*'([a-z_]+)'/g,
];
/** Names of the validator's rules, of which errors.md lists those we use. */
const RULES =
  /^(required|type|format|pattern|enum|minLength|maxLength|minimum|maximum|minItems|maxItems|additionalProperties)$/;

function codesOfProgram(): Set<string> {
  const files = globSync('server/src/**/*.ts', { cwd: ROOT }).filter(
    (file) => !/\.(test|sample|lint)\.ts$|\/lint/.test(file),
  );
  const texts = files.map((file) => readFileSync(join(ROOT, file), 'utf8'));
  return new Set(
    texts.flatMap((text) => SAID.flatMap((one) => [...text.matchAll(one)].map((match) => match[1]!))),
  );
}

test('errors.md explains every code the program refuses with, and no other', () => {
  const guide = readFileSync(join(ROOT, 'docs/guide/errors.md'), 'utf8');
  const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
  const explained = new Set(
    rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`([a-zA-Z_]+)`/g)].map((match) => match[1]!)),
  );
  const program = codesOfProgram();
  assert.ok(program.size > 80, `only ${program.size} codes found: is the search still right?`);
  assert.deepEqual(
    [...program].filter((code) => !explained.has(code) && !RULES.test(code)).sort(),
    [],
    'not explained',
  );
  assert.deepEqual(
    [...explained].filter((code) => !program.has(code)).sort(),
    [],
    'explained, but never said',
  );
});
