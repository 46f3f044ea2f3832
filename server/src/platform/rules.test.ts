import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RuleError, ruleLanguage } from './rules.ts';

const language = ruleLanguage({ box: { count: 'int', name: 'string', open: 'bool' }, form: 'map' });
const facts = { box: { count: 2, name: 'a', open: true }, form: { ok: false } };

test('a rule answers over the declared facts', () => {
  const bound = language.bind(facts);
  assert.equal(language.compile('box.count == 2 && box.open').test(bound), true);
  assert.equal(language.compile('box.name in ["b", "c"] || form.ok == true').test(bound), false);
});

test('what does not parse, names no fact, mixes types or is no condition is refused before it ever runs', () => {
  for (const source of ['box.count >', 'box.size == 1', 'other', 'box.count == "2"', 'box.count', '"text"']) {
    assert.notEqual(language.check(source), null, source);
    assert.throws(() => language.compile(source), RuleError, source);
  }
});

test('a missing or mistyped fact is refused, never guessed', () => {
  assert.throws(() => language.bind({ ...facts, box: { count: 2, open: true } }), /box\.name must be string/);
  assert.throws(
    () => language.bind({ ...facts, box: { ...facts.box, count: 1.5 } }),
    /box\.count must be int/,
  );
});

test('a rule that reads no fact is known to be constant', () => {
  assert.equal(language.compile('1 > 2').constant, false);
  assert.equal(language.compile('true || box.open').constant, true);
  assert.equal(language.compile('box.open').constant, null);
});

test('what could run for hours is refused before it runs: patterns, and loops within loops', () => {
  const list = `[${Array(20).fill(1).join(', ')}]`;
  const nested = ['a', 'b', 'c', 'd', 'e', 'f'].reduceRight(
    (inner, name) => `${list}.all(${name}, ${inner})`,
    'true',
  );
  const doubled = '["a"].map(x, ["a"].map(y, y + y)[0] + x).size() > 0';
  for (const source of [
    '"aaaa".matches("^(a+)+$")',
    'box.open && form.text.matches(box.name)',
    nested,
    doubled,
  ])
    assert.notEqual(language.check(source), null, source);
  assert.throws(() => language.compile('form.text.matches("^(a+)+$")'), RuleError);
  assert.equal(language.check('[1, 2].all(x, x > 0) && ["a"].exists(x, x == box.name)'), null);
});
