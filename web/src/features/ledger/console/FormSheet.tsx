import type { CSSProperties, KeyboardEvent } from 'react';
import { keyOf, type Preview, type PreviewCell, type Target } from './data.ts';
import { type Lines, placesOf, reachOf } from './reach.ts';

interface Props {
  preview: Preview;
  label: string;
  /** What cells mean; drawn as small labels in them. */
  targets?: readonly Target[];
  /** Names of items by their codes. */
  names?: ReadonlyMap<string, string>;
  active?: string;
  onChoose?: (cell: PreviewCell) => void;
  lines?: Lines;
}

/** What a cell's own edges take of its width, in pixels. */
const EDGES = 4;
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

interface CellProps extends Omit<Props, 'preview' | 'label' | 'lines'> {
  cell: PreviewCell;
  /** Pixels that its text may take; what is longer is cut, and said whole on hover. */
  reach: number;
}

function Cell({ cell, reach, targets = [], names, active, onChoose }: CellProps) {
  const mine = targets.filter((target) => target.ref === cell.ref);
  const marked = mine.some((target) => keyOf(target) === active) || active === keyOf(cell);
  // What is said of a cell goes to a line of its own rather than out of sight.
  const whiteSpace = mine.length > 0 || cell.mark === 'gap' ? 'pre-wrap' : undefined;
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
      title={cell.text || undefined}
      {...(choose && {
        tabIndex: mine.length > 0 ? 0 : -1,
        className: 'hy-cell-open',
        onClick: choose,
        onKeyDown: (event: KeyboardEvent) => event.key === 'Enter' && choose(),
      })}
    >
      <span className="hy-cell-text" style={{ maxWidth: Math.max(reach - EDGES, 0), whiteSpace }}>
        {cell.text}
        {mine.map((target) => (
          <Means key={keyOf(target)} target={target} names={names} />
        ))}
        {cell.mark === 'gap' && <span className="hy-cell-gap">缺</span>}
      </span>
    </td>
  );
}

function Means({ target, names }: { target: Target; names?: ReadonlyMap<string, string> }) {
  const name = target.item === null ? '不填' : (names?.get(target.item) ?? target.item);
  return (
    <span className="hy-cell-means" data-sure={surenessOf(target)} title={name}>
      {name}
      {surenessOf(target) === 'unsure' && ' ?'}
    </span>
  );
}

/** A form drawn as it looks: a table with its merged cells, widths, fonts and lines. */
export function FormSheet({ preview, label, lines, ...rest }: Props) {
  const places = placesOf(preview);
  const asked = new Set(rest.targets?.map(({ ref }) => ref));
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
                  const cell = places.at(row, col);
                  if (!cell) return places.covered(row, col) ? null : <td key={place} />;
                  const reach = reachOf(cell, preview, places, asked, lines);
                  return <Cell key={place} cell={cell} reach={reach} {...rest} />;
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
