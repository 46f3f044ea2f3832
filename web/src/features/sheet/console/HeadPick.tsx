import { useQueryClient } from '@tanstack/react-query';
import { App, Button, InputNumber, Segmented } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Sheet } from './data.ts';

/** Which lines are the headings: found by the server, to be put right where it was wrong. */
export function HeadPick({ sheet }: { sheet: Sheet }) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [head, setHead] = useState(sheet.head);
  const [sending, setSending] = useState(false);
  const { row, lines } = sheet.head;
  const save = async () => {
    setSending(true);
    try {
      await api.put(`/api/sheets/${sheet.id}/head`, { head });
      await client.invalidateQueries({ queryKey: ['sheet'] });
    } catch (error) {
      void message.error(sayError(error));
    }
    setSending(false);
  };
  return (
    <div className="hy-stack hy-sheet-head">
      <div className="hy-row">
        <h2 className="hy-head hy-sheet-title">表头</h2>
        <span>{lines === 2 ? `第 ${row}、${row + 1} 行` : `第 ${row} 行`}</span>
        <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? '收起' : '不对，改选'}
        </Button>
      </div>
      {open && (
        <>
          <div className="hy-scroll">
            <table className="hy-sheet-top" aria-label="文件最前面的行">
              <tbody>
                {sheet.top.map((line) => (
                  <tr
                    key={line.row}
                    data-head={line.row >= head.row && line.row < head.row + head.lines}
                    onClick={() => setHead({ ...head, row: line.row })}
                  >
                    <th scope="row">{line.row}</th>
                    {line.cells.map((cell, i) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other name than their place
                      <td key={i}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className="hy-row">
            <span>表头从第</span>
            <InputNumber
              aria-label="表头所在行"
              min={1}
              max={1000}
              value={head.row}
              onChange={(value) => setHead({ ...head, row: value ?? 1 })}
            />
            <span>行开始，共</span>
            <Segmented
              aria-label="表头行数"
              value={head.lines}
              onChange={(value) => setHead({ ...head, lines: value })}
              options={[
                { value: 1 as const, label: '一行' },
                { value: 2 as const, label: '两行' },
              ]}
            />
            <Button
              loading={sending}
              disabled={head.row === row && head.lines === lines}
              onClick={() => void save()}
            >
              按此重读
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
