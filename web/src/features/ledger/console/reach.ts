import type { Preview, PreviewCell } from './data.ts';

/** The rows of people in a list, first and last: in them each value stays in its own column. */
export interface Lines {
  first: number;
  last: number;
}

type Place = readonly [row: number, col: number];
const keyOf = ([row, col]: Place): string => `${row} ${col}`;

/** The cells of a form by their places, and the places that a merged one covers. */
export function placesOf({ cells }: Preview) {
  const first = new Map(cells.map((cell) => [keyOf([cell.row, cell.col]), cell]));
  const covered = new Set<string>();
  for (const { row, col, rows, cols } of cells)
    for (let r = row; r < row + rows; r += 1)
      for (let c = col; c < col + cols; c += 1) if (r !== row || c !== col) covered.add(keyOf([r, c]));
  return {
    at: (...place: Place): PreviewCell | undefined => first.get(keyOf(place)),
    covered: (...place: Place): boolean => covered.has(keyOf(place)),
  };
}

/**
 * How many pixels the text of a cell may take: long text runs on over blank cells as in a spreadsheet, but not over a text, a mark or
 * a cell of `asked`, not past the form's edge, and not out of a merged, wrapped or lined cell or a person's row.
 */
export function reachOf(
  cell: PreviewCell,
  { columns }: Pick<Preview, 'columns'>,
  places: ReturnType<typeof placesOf>,
  asked: ReadonlySet<string>,
  lines?: Lines,
): number {
  const isWall = (col: number): boolean => {
    const next = places.at(cell.row, col);
    if (!next) return places.covered(cell.row, col);
    return next.text !== '' || next.mark !== undefined || asked.has(next.ref);
  };
  const inLines = lines !== undefined && cell.row >= lines.first && cell.row <= lines.last;
  const stays = inLines || cell.cols > 1 || cell.rows > 1 || cell.style.wrap || cell.style.border !== '';
  let end = cell.col + cell.cols;
  while (!stays && end < columns.length && !isWall(end)) end += 1;
  return columns.slice(cell.col, end).reduce((sum, { width, hidden }) => sum + (hidden ? 0 : width), 0);
}
