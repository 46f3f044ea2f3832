import type { Cell, FileRow } from './cells.ts';
import { MOST_CELLS } from './cells.ts';
import type { Parts } from './zip.ts';

/** A block of cells that are shown as one: rows and columns from and to, columns from 0. */
export interface Merge {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

const MOST_MERGES = 500_000;
const MERGED = /mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g;

/** A column's letters as its place: A is 0. */
export function columnAt(letters: string): number {
  let at = 0;
  for (let i = 0; i < letters.length; i += 1) at = at * 26 + letters.charCodeAt(i) - 64;
  return at - 1;
}

/**
 * The merged blocks of a sheet, by their first row. They stand behind the rows in the file, so it is gone through once without reading
 * what is in it.
 */
export async function mergesOf(parts: Parts, sheet: string): Promise<Map<number, Merge[]>> {
  const merges = new Map<number, Merge[]>();
  const stream = await parts.open(sheet);
  if (!stream) return merges;
  let carried = '';
  let begun = false;
  let found = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const text = carried + chunk.toString('latin1');
    begun ||= text.includes('mergeCells');
    if (!begun) {
      carried = text.slice(-10);
      continue;
    }
    let end = 0;
    for (const match of text.matchAll(MERGED)) {
      const [, left, top, right, bottom] = match as unknown as [string, string, string, string, string];
      const merge = {
        top: Number(top),
        bottom: Number(bottom),
        left: columnAt(left),
        right: columnAt(right),
      };
      end = match.index + match[0].length;
      found += 1;
      if (found > MOST_MERGES) break;
      const known = merges.get(merge.top);
      if (known) known.push(merge);
      else merges.set(merge.top, [merge]);
    }
    carried = text.slice(Math.max(end, text.length - 400));
  }
  return merges;
}

/** Gives each cell of a merged block the value of its first one: a household's number that is written once stands for all its rows. */
export function mergeFiller(merges: ReadonlyMap<number, readonly Merge[]>): (row: FileRow) => void {
  let active: { merge: Merge; value: Cell }[] = [];
  if (merges.size === 0) return () => undefined;
  return ({ row, cells }) => {
    active = active.filter(({ merge }) => merge.bottom >= row);
    // Blocks do not overlap in a real sheet: no row is crossed by more of them than it has cells.
    for (const merge of merges.get(row) ?? [])
      if (merge.left < MOST_CELLS && active.length < MOST_CELLS)
        active.push({ merge, value: cells[merge.left] ?? '' });
    for (const { merge, value } of active) {
      if (value === '') continue;
      for (let at = merge.left; at <= Math.min(merge.right, MOST_CELLS - 1); at += 1) {
        while (cells.length < at) cells.push('');
        if ((cells[at] ?? '') === '') cells[at] = value;
      }
    }
  };
}
