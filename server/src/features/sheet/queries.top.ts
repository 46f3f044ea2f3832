import type { FileRow, Reading } from '../../platform/sheet/cells.ts';
import { readPortions } from '../../platform/sheet/read.ts';
import type { SheetSource } from '../../platform/sheet/source.ts';
import { MOST_UNPACKED } from './row.ts';
import type { Head } from './rules.head.ts';

/** So many rows are looked at for the headings and shown below them. */
const TOP = 60;

/** The first rows of a file. */
export async function topRows(source: SheetSource, reading: Reading): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const portion of readPortions(source, reading, MOST_UNPACKED)) {
    rows.push(...portion.slice(0, TOP - rows.length));
    if (rows.length >= TOP) break;
  }
  return rows;
}

/** How many bytes a row has in its file, cells and what stands between them; a packed one about a fifth of them. */
const bytesOf = ({ cells }: FileRow, packed: boolean): number =>
  packed
    ? cells.length * 4 + 20
    : cells.reduce<number>((sum, cell) => sum + Buffer.byteLength(String(cell)) + 1, 1);

/** How many rows of data a file probably has: surely when all of them were seen, else by its size. */
export function rowsAbout(
  source: SheetSource,
  reading: Reading,
  top: readonly FileRow[],
  head: Head,
): number {
  const data = top.filter(({ row }) => row >= head.row + head.lines);
  if (top.length < TOP || data.length === 0) return data.length;
  const bytes = data.reduce((sum, row) => sum + bytesOf(row, reading.format === 'xlsx'), 0);
  return Math.max(data.length, Math.round((source.size / bytes) * data.length));
}
