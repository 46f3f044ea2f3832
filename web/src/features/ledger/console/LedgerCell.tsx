import { Button } from 'antd';
import { type Cell, type Column, useChoices } from './data.table.ts';
import type { Draft } from './useCells.ts';
import { type Value, ValueControl } from './ValueControl.tsx';

interface Props {
  column: Column;
  /** Whose it is, for those who hear the page. */
  who: string;
  cell: Cell;
  draft: Draft | undefined;
  onDraft: (draft: Draft | null) => void;
  onSave: (value: Value) => void;
}

/** A cell one may write in: a press opens it, Enter or a choice keeps it, Esc gives it up. */
export function LedgerCell(props: Props) {
  const { column, who, cell, draft, onDraft } = props;
  if (draft) return <Open {...props} draft={draft} />;
  const begin = () => onDraft({ value: cell === '是' || cell === '否' ? flag(column, cell) : cell });
  return (
    <button
      type="button"
      className="hy-cell"
      aria-label={`${who} ${column.name}`}
      title={String(cell ?? '')}
      onClick={begin}
    >
      {cell ?? <span className="hy-muted">—</span>}
    </button>
  );
}

const flag = ({ type }: Column, cell: string): Value => (type === 'flag' ? cell === '是' : cell);

function Open({ column, cell, draft, onDraft, onSave }: Props & { draft: Draft }) {
  // The cell shows words, the choice has codes.
  const words = useChoices(column.dictionary);
  const { value } = draft;
  const coded = column.dictionary !== null || column.choices.length > 0;
  const choices = column.dictionary ? words.data : column.choices;
  const shown = coded ? (choices?.find(({ label }) => label === value)?.value ?? value) : value;
  const leave = () => {
    if (!draft.fault && !draft.busy && value === cell) onDraft(null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc is heard from the control within
    <div
      className="hy-cell-edit"
      onKeyDown={(event) => event.key === 'Escape' && onDraft(null)}
      onBlur={leave}
    >
      <ValueControl
        column={column}
        value={shown}
        open={!draft.fault}
        fault={Boolean(draft.fault)}
        onChange={(next) => onDraft({ value: next })}
        onDone={onSave}
      />
      {draft.fault && (
        <span className="hy-cell-fault" role="alert">
          {draft.fault}
        </span>
      )}
      {(draft.fault || (!coded && value !== cell)) && (
        <span className="hy-row">
          <Button size="small" type="primary" loading={draft.busy ?? false} onClick={() => onSave(shown)}>
            保存
          </Button>
          <Button size="small" onClick={() => onDraft(null)}>
            放弃
          </Button>
        </span>
      )}
    </div>
  );
}
