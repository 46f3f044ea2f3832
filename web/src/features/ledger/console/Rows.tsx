import { Checkbox } from 'antd';
import {
  type CSSProperties,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';

export interface RowsColumn<Row> {
  code: string;
  name: string;
  width: number;
  /** Stays in sight when the others are moved aside. */
  fixed: boolean;
  cell: (row: Row) => ReactNode;
  /** It is being written: what it shows may reach beyond it. */
  open?: (row: Row) => boolean;
}

interface Props<Row extends { id: string }> {
  /** The same list while nothing in them changes: rows are drawn anew with another. */
  columns: readonly RowsColumn<Row>[];
  /** How many have been read. */
  count: number;
  at: (index: number) => Row | undefined;
  /** Of the rows below the headings. */
  height: number;
  selected: readonly string[];
  /** All that are chosen now, and those of them that were not before. */
  onSelect: (ids: string[], fresh: readonly Row[]) => void;
  /** The last rows are near. */
  onNear: () => void;
}

/** All rows are as high: which stand on the screen is worked out of how far the pane was moved, whatever was read before. */
const ROW = 36;
/** Rows kept ready above and below. */
const OVER = 10;
/** So long before the last row the next page is asked for. */
const NEAR = 100;
const BOX = 44;

const sticky = (fixed: boolean) => (fixed ? { className: 'hy-rows-fixed', style: { left: BOX } } : {});

interface LineProps<Row> {
  row: Row;
  index: number;
  columns: readonly RowsColumn<Row>[];
  line: CSSProperties;
  chosen: boolean;
  onToggle: (row: Row, on: boolean) => void;
}

/** One row: while others come and go as one scrolls, it is not drawn anew. */
function LineOf<Row extends { id: string }>(props: LineProps<Row>) {
  const { row, index, columns, line, chosen, onToggle } = props;
  const open = columns.some((column) => column.open?.(row));
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by their number, which a table element cannot
    // biome-ignore lint/a11y/useFocusableInteractive: what is pressed stands in the cells
    <div
      role="row"
      aria-rowindex={index + 1}
      className="hy-rows-row"
      data-chosen={chosen}
      data-open={open || undefined}
      style={{ ...line, transform: `translateY(${index * ROW}px)` }}
    >
      <span className="hy-rows-box">
        <input
          type="checkbox"
          aria-label="选择"
          checked={chosen}
          onChange={(event) => onToggle(row, event.target.checked)}
        />
      </span>
      {columns.map((column) => {
        const shown = column.cell(row);
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          <span
            key={column.code}
            role="cell"
            data-open={(open && column.open?.(row)) || undefined}
            // What is cut is read whole under the hand.
            title={typeof shown === 'string' ? shown : undefined}
            {...sticky(column.fixed)}
          >
            {shown}
          </span>
        );
      })}
    </div>
  );
}
const Line = memo(LineOf) as typeof LineOf;

/** A table of any length, of which the page holds the rows on the screen and some around them. */
export function Rows<Row extends { id: string }>(props: Props<Row>) {
  const { columns, count, at, height, selected, onSelect, onNear } = props;
  const [top, setTop] = useState(0);
  const [aside, setAside] = useState(false);
  const near = useRef(onNear);
  near.current = onNear;
  const first = Math.max(0, top - OVER);
  const last = Math.min(count, top + Math.ceil(height / ROW) + OVER);
  useEffect(() => {
    if (last + NEAR >= count) near.current();
  }, [last, count]);
  const chosen = new Set(selected);
  const width = columns.reduce((sum, column) => sum + column.width, BOX);
  const [end] = columns.slice(-1);
  const template = [BOX, ...columns.slice(0, -1).map((column) => column.width)].map((px) => `${px}px`);
  const tracks = `${template.join(' ')} minmax(${end?.width ?? 0}px, 1fr)`;
  const line = useMemo(() => ({ gridTemplateColumns: tracks, minWidth: width }), [tracks, width]);
  const now = useRef({ selected, onSelect });
  now.current = { selected, onSelect };
  const toggle = useCallback((row: Row, on: boolean) => {
    const { selected: before, onSelect: select } = now.current;
    if (on) select([...before, row.id], [row]);
    else
      select(
        before.filter((each) => each !== row.id),
        [],
      );
  }, []);
  const all = () => {
    const rows = Array.from({ length: count }, (_, index) => at(index)).filter((row) => row !== undefined);
    const fresh = rows.filter(({ id }) => !chosen.has(id));
    onSelect(fresh.length === 0 ? [] : [...selected, ...fresh.map(({ id }) => id)], fresh);
  };
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by their number, which a table element cannot
    <div
      role="table"
      aria-rowcount={count}
      className="hy-rows"
      style={{ height: height + ROW + 4 }}
      // Only what was moved aside needs columns that stay: each is a layer of its own to whoever draws.
      data-aside={aside || undefined}
      onScroll={({ currentTarget }) => {
        setTop(Math.floor(currentTarget.scrollTop / ROW));
        setAside(currentTarget.scrollLeft > 0);
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the headings are read, not pressed */}
      <div role="row" className="hy-rows-head" style={line}>
        <span className="hy-rows-box">
          <Checkbox
            aria-label="全选已读的"
            checked={count > 0 && selected.length >= count}
            indeterminate={selected.length > 0 && selected.length < count}
            onChange={all}
          />
        </span>
        {columns.map(({ code, name, fixed }) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <span key={code} role="columnheader" title={name} {...sticky(fixed)}>
            {name}
          </span>
        ))}
      </div>
      <div style={{ height: count * ROW, minWidth: width, position: 'relative' }}>
        {shown.map((index) => {
          const row = at(index);
          if (!row) return null;
          return (
            <Line
              key={row.id}
              {...{ row, index, columns, line }}
              chosen={chosen.has(row.id)}
              onToggle={toggle}
            />
          );
        })}
      </div>
    </div>
  );
}
