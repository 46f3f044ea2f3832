import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Preview, PreviewCell } from './data.ts';
import { placesOf, reachOf } from './reach.ts';

const cell = (ref: string, col: number, more: Partial<PreviewCell> = {}): PreviewCell => ({
  ...{ ref, row: 2, col, rows: 1, cols: 1, text: '' },
  style: { bold: false, size: 11, wrap: false, border: '' },
  ...more,
});

/** What the first cell of a row of three columns, 10, 20 and 40 wide, may take. */
function reach(cells: PreviewCell[], asked: string[] = [], lines?: { first: number; last: number }): number {
  const columns = [10, 20, 40].map((width) => ({ width, hidden: false }));
  const preview: Preview = { columns, rows: [], cells, cut: false };
  return reachOf(cells[0]!, preview, placesOf(preview), new Set(asked), lines);
}
const long = (more: Partial<PreviewCell> = {}) => cell('A2', 0, { text: '湖北省武汉市某路某号', ...more });

test('long text runs on over blank cells, and ends where the form ends', () => {
  assert.equal(reach([long()]), 70);
  assert.equal(reach([long(), cell('B2', 1)]), 70);
});

test('long text ends before another text, a gap, and a cell that is asked for', () => {
  assert.equal(reach([long(), cell('C2', 2, { text: '备注' })]), 30);
  assert.equal(reach([long(), cell('B2', 1, { mark: 'gap' })]), 10);
  assert.equal(reach([long(), cell('C2', 2)], ['C2']), 30);
  assert.equal(reach([long(), cell('B1', 1, { row: 1, rows: 2 })]), 10, 'a merged cell from above');
});

test('in a person’s row, and in a merged, wrapped or lined cell, text stays in its column', () => {
  const style = long().style;
  assert.equal(reach([long()], [], { first: 2, last: 4 }), 10);
  assert.equal(reach([long()], [], { first: 3, last: 4 }), 70);
  assert.equal(reach([long({ cols: 2 })]), 30);
  assert.equal(reach([long({ style: { ...style, wrap: true } })]), 10);
  assert.equal(reach([long({ style: { ...style, border: 'b' } })]), 10);
});
