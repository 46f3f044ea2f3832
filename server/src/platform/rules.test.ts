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

test('what is wrong with a rule is said in Chinese, also what was probably meant', () => {
  const said: [string, RegExp][] = [
    ['box.count >= eighty', /没有“eighty”这一项/],
    ['box.size == 1', /没有“size”这一项/],
    ['box.count == "2"', /“==”两边对不上：左边是整数，右边是文字/],
    ['box.count == 2.0', /请带上小数/],
    ['!box.name', /“!”不能用在文字上/],
    ['box.open && box.name', /两边都要是成立或不成立的条件，有一边却是文字/],
    ['box.count', /这里得到的是整数/],
    ['', /条件是空的/],
    ['box.count >', /没有写完/],
    ['(box.count > 1', /没有写完/],
    ['box.count = 1', /“==”/],
    ['box.count > 1 and box.open', /“and”这里看不懂：并且写“&&”/],
    ['box.name == “a”', /英文的引号/],
    ['box.name == "a', /引号没有成对/],
    ['box.name == "\\q"', /“\\”写得不对/],
    ['1.5e > 1', /数字写得不对/],
    ['near(box.count)', /“near”不能这样用：没有这个函数/],
    ['box.name.startsWith(1)', /“startsWith”不能这样用/],
    ['box.name in ["a", 1]', /列表里要是同一种内容：既有文字，又有整数/],
    ['box.open ? 1 : "a"', /“:”两边要是同一种内容/],
    ['box.name ? true : false', /“\?”前面/],
    ['["a"].all(1, true)', /括号里写得不对/],
    ['box.count[0] == 1', /“\[\]”/],
    ['for > 1', /保留的词/],
    [`${'('.repeat(60)}true${')'.repeat(60)}`, /条件太长/],
    ['box.name.matches("a")', /不能用 matches/],
    ['[1].all(x, [2].all(y, x == y))', /“all”不能写在另一个/],
  ];
  for (const [source, words] of said) {
    assert.match(language.check(source) ?? 'sound', words, source);
    assert.doesNotMatch(language.check(source)!, /[a-z]+ [a-z]+ [a-z]+/, source);
  }
});
