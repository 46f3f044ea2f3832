import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseDefinition, parseLadder, parseMatterType } from './parse.ts';

const PACK = new URL('../../../../packs/default/', import.meta.url);
const read = (name: string) => readFile(new URL(name, PACK), 'utf8');
const told = ({ findings }: { findings: { path: string; message: string }[] }) =>
  findings.map(({ path, message }) => `${path}: ${message}`);

test('slips in a flow are told in its own words, at their paths', async () => {
  const text = await read('workflows/wish.yaml');
  assert.deepEqual(told(parseDefinition(text)), []);
  assert.deepEqual(told(parseDefinition(text.replace(/^initial: .*$/m, ''))), [
    'initial: 请填写「起始环节」。',
  ]);
  const [limit] = told(parseDefinition(text.replace(/limit: \[type\]/, 'limit: [3天]')));
  assert.match(
    limit!,
    /^states\.\w+\.clocks\.0\.limit\.0: 「时限（category、type，或 4wh、2wd 这样的）」的格式不对/,
  );
  const [phase] = told(parseDefinition(text.replace(/phase: report$/m, 'phase: begin')));
  assert.match(phase!, /^states\.\w+\.phase: 「进度阶段」只能是：report、/);
  const [extra] = told(parseDefinition(`${text}\nfast: true\n`));
  assert.equal(extra, 'fast: 没有「fast」这一项，请检查名称是否写错。');
});

test('slips in types and ladders are told the same way', async () => {
  const type = await read('types/city-event.yaml');
  assert.deepEqual(told(parseMatterType(type.replace(/^order: .*$/m, 'order: 第一'))), [
    'order: 「排序」的类型不对，应为整数。',
  ]);
  const [limit] = told(parseMatterType(type.replace(/limits: \{ accept: 2h,/, 'limits: { accept: 两小时,')));
  assert.match(limit!, /^limits\.accept: 「受理时限（4wh、2wd 这样的）」的格式不对/);
  const ladder = await read('ladders/standard.yaml');
  const [rung] = told(parseLadder(ladder.replace(/at: [^,]+,/, 'at: 一半,')));
  assert.match(rung!, /「什么时候（80%、due、\+1wd 这样的）」的格式不对/);
});
