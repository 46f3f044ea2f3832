import type { CSSProperties, KeyboardEvent } from 'react';
import { keyOf, type Preview, type PreviewCell, type Target } from './data.ts';

interface Props {
  preview: Preview;
  label: string;
  /** What cells mean; drawn as small labels in them. */
  targets?: readonly Target[];
  /** Names of items by their codes. */
  names?: ReadonlyMap<string, string>;
  active?: string;
  onChoose?: (cell: PreviewCell) => void;
}

const HORIZONTAL: Record<string, CSSProperties['textAlign']> = {
  center: 'center',
  centerContinuous: 'center',
  distributed: 'justify',
  justify: 'justify',
  left: 'left',
  right: 'right',
};
const VERTICAL: Record<string, CSSProperties['verticalAlign']> = {
  top: 'top',
  center: 'middle',
  bottom: 'bottom',
};
const LINE = '1px solid var(--hy-ink-soft)';

function lookOf({ style }: PreviewCell): CSSProperties {
  const side = (letter: string) => (style.border.includes(letter) ? { border: LINE } : {}).border;
  return {
    fontWeight: style.bold ? 600 : 400,
    fontSize: `${Math.min(style.size, 26)}pt`,
    color: style.color,
    background: style.fill,
    textAlign: HORIZONTAL[style.align ?? ''],
    verticalAlign: VERTICAL[style.valign ?? ''] ?? 'bottom',
    whiteSpace: style.wrap ? 'pre-wrap' : 'pre',
    borderLeft: side('l'),
    borderRight: side('r'),
    borderTop: side('t'),
    borderBottom: side('b'),
  };
}

/** How sure a meaning is: what is unsure should be looked at. */
export const surenessOf = (target: Target): 'sure' | 'unsure' | 'none' =>
  target.item === null ? 'none' : target.confidence < 0.8 ? 'unsure' : 'sure';

interface CellProps extends Omit<Props, 'preview' | 'label'> {
  cell: PreviewCell;
  /** Something stands right of it: long text ends there, as in a spreadsheet. */
  clipped: boolean;
}

function Cell({ cell, clipped, targets = [], names, active, onChoose }: CellProps) {
  const mine = targets.filter((target) => target.ref === cell.ref);
  const marked = mine.some((target) => keyOf(target) === active) || active === keyOf(cell);
  const open = mine.length > 0 || cell.text.trim() === '';
  const choose = onChoose && open ? () => onChoose(cell) : undefined;
  return (
    <td
      rowSpan={cell.rows}
      colSpan={cell.cols}
      style={lookOf(cell)}
      data-mark={cell.mark}
      data-active={marked || undefined}
      data-ref={cell.ref}
      data-clipped={clipped || undefined}
      {...(choose && {
        tabIndex: mine.length > 0 ? 0 : -1,
        className: 'hy-cell-open',
        onClick: choose,
        onKeyDown: (event: KeyboardEvent) => event.key === 'Enter' && choose(),
      })}
    >
      {cell.text}
      {mine.map((target) => (
        <span key={keyOf(target)} className="hy-cell-means" data-sure={surenessOf(target)}>
          {target.item === null ? '不填' : (names?.get(target.item) ?? target.item)}
          {surenessOf(target) === 'unsure' && ' ?'}
        </span>
      ))}
      {cell.mark === 'gap' && <span className="hy-cell-gap">缺</span>}
    </td>
  );
}

const isClipped = (cell: PreviewCell, byPlace: ReadonlyMap<string, PreviewCell>): boolean =>
  (byPlace.get(`${cell.row} ${cell.col + cell.cols}`)?.text ?? '') !== '' || cell.style.border !== '';

/** A form drawn as it looks: a table with its merged cells, widths, fonts and lines. */
export function FormSheet({ preview, label, ...rest }: Props) {
  const byPlace = new Map(preview.cells.map((cell) => [`${cell.row} ${cell.col}`, cell]));
  const covered = new Set<string>();
  for (const { row, col, rows, cols } of preview.cells)
    for (let r = row; r < row + rows; r += 1)
      for (let c = col; c < col + cols; c += 1) if (r !== row || c !== col) covered.add(`${r} ${c}`);
  return (
    <section className="hy-sheet" aria-label={label}>
      <table
        style={{ width: preview.columns.reduce((sum, each) => sum + (each.hidden ? 0 : each.width), 0) }}
      >
        <colgroup>
          {preview.columns.map(({ width, hidden }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
            <col key={at} style={{ width: hidden ? 0 : width }} />
          ))}
        </colgroup>
        <tbody>
          {preview.rows
            .filter(({ hidden }) => !hidden)
            .map(({ row, height }) => (
              <tr key={row} style={{ height }}>
                {preview.columns.map((_, col) => {
                  const place = `${row} ${col}`;
                  const cell = byPlace.get(place);
                  if (cell)
                    return <Cell key={place} cell={cell} clipped={isClipped(cell, byPlace)} {...rest} />;
                  return covered.has(place) ? null : <td key={place} />;
                })}
              </tr>
            ))}
        </tbody>
      </table>
      {preview.cut && (
        <p className="hy-muted hy-sheet-cut">表格较大，这里只显示前面一部分；下载的文件是完整的。</p>
      )}
    </section>
  );
}
