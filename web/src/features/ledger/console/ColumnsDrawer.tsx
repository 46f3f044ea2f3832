import { Button, Checkbox, Drawer, Input } from 'antd';
import { useState } from 'react';
import { useColumns } from './data.table.ts';
import type { Subject } from './kinds.ts';

interface Props {
  subject: Subject;
  chosen: readonly string[];
  onChange: (columns: string[]) => void;
  onClose: () => void;
}

/** As many as a view keeps. */
const MOST = 40;

/** The columns of a ledger: ticked from all there are, and put in order by dragging or by the arrows. */
export function ColumnsDrawer({ subject, chosen, onChange, onClose }: Props) {
  const all = useColumns(subject);
  const [typed, setTyped] = useState('');
  const names = new Map(all.data?.items.map(({ code, name }) => [code, name]));
  const shown = (all.data?.items ?? []).filter(({ name }) => name.includes(typed.trim()));
  const tick = (code: string, on: boolean) =>
    onChange(on ? [...chosen, code] : chosen.filter((each) => each !== code));
  return (
    <Drawer open title="选择列" onClose={onClose} size={420}>
      <h3 className="hy-head">
        已选 {chosen.length} 列<span className="hy-muted">，拖动排序</span>
      </h3>
      <Order chosen={chosen} names={names} onChange={onChange} />
      <Input
        aria-label="查找列"
        placeholder="查找列，如：学历"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        allowClear
      />
      <div className="hy-checks">
        {shown.map(({ code, name }) => {
          const on = chosen.includes(code);
          return (
            <Checkbox
              key={code}
              checked={on}
              disabled={on ? chosen.length === 1 : chosen.length >= MOST}
              onChange={(event) => tick(code, event.target.checked)}
            >
              {name}
            </Checkbox>
          );
        })}
      </div>
    </Drawer>
  );
}

interface OrderProps {
  chosen: readonly string[];
  names: ReadonlyMap<string, string>;
  onChange: (columns: string[]) => void;
}

function Order({ chosen, names, onChange }: OrderProps) {
  const [from, setFrom] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const move = (at: number, to: number) => {
    if (to < 0 || to >= chosen.length || at === to) return;
    onChange(chosen.toSpliced(at, 1).toSpliced(to, 0, chosen[at]!));
  };
  const drop = (to: number) => {
    if (from !== null) move(from, to);
    setFrom(null);
    setOver(null);
  };
  return (
    <ol className="hy-order" aria-label="已选的列">
      {chosen.map((code, at) => (
        <li
          key={code}
          draggable
          data-over={over === at && from !== at}
          onDragStart={() => setFrom(at)}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(at);
          }}
          onDrop={() => drop(at)}
          onDragEnd={() => drop(from ?? at)}
        >
          <span>{names.get(code) ?? code}</span>
          <Button
            size="small"
            type="text"
            aria-label={`${names.get(code)} 往前`}
            disabled={at === 0}
            onClick={() => move(at, at - 1)}
          >
            ↑
          </Button>
          <Button
            size="small"
            type="text"
            aria-label={`${names.get(code)} 往后`}
            disabled={at === chosen.length - 1}
            onClick={() => move(at, at + 1)}
          >
            ↓
          </Button>
          <Button
            size="small"
            type="text"
            aria-label={`去掉 ${names.get(code)}`}
            disabled={chosen.length === 1}
            onClick={() => onChange(chosen.filter((each) => each !== code))}
          >
            ×
          </Button>
        </li>
      ))}
    </ol>
  );
}
