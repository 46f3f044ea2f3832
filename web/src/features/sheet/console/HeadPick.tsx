import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, InputNumber, Segmented } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { between } from '../../../ui/form/between.ts';
import type { Sheet } from './data.ts';

type Head = Sheet['head'];
/** The heading as it is being chosen: the box of its line may stand empty. */
type Chosen = Omit<Head, 'row'> & { row: number | null };

/** Which lines are the headings: found by the server, to be put right where it was wrong. */
export function HeadPick({ sheet }: { sheet: Sheet }) {
  const [open, setOpen] = useState(false);
  const { row, lines } = sheet.head;
  return (
    <div className="hy-stack hy-sheet-head">
      <div className="hy-row">
        <h2 className="hy-head hy-sheet-title">表头</h2>
        <span>{lines === 2 ? `第 ${row}、${row + 1} 行` : `第 ${row} 行`}</span>
        <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? '收起' : '不对，改选'}
        </Button>
      </div>
      {open && <Pick sheet={sheet} />}
    </div>
  );
}

/** The line is pressed, or said by its number, which need not be among the first ones shown. */
function Pick({ sheet }: { sheet: Sheet }) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Chosen>();
  const head: Chosen = Form.useWatch([], form) ?? sheet.head;
  const [sending, setSending] = useState(false);
  const same = head.row === sheet.head.row && head.lines === sheet.head.lines;
  const save = async (chosen: Chosen) => {
    setSending(true);
    try {
      await api.put(`/api/sheets/${sheet.id}/head`, { head: chosen });
      await client.invalidateQueries({ queryKey: ['sheet'] });
    } catch (error) {
      void message.error(sayError(error));
    }
    setSending(false);
  };
  return (
    <Form<Chosen> form={form} initialValues={sheet.head} onFinish={save} className="hy-stack">
      <Top lines={sheet.top} head={head} onPick={(row) => form.setFieldsValue({ row })} />
      <div className="hy-row">
        <span>表头从第</span>
        <Form.Item
          name="row"
          rules={[{ required: true, message: '请填写行号' }, between(1, 1000)]}
          className="hy-sheet-row"
        >
          <InputNumber aria-label="表头所在行" />
        </Form.Item>
        <span>行开始，共</span>
        <Form.Item name="lines" noStyle>
          <Segmented
            aria-label="表头行数"
            options={[
              { value: 1, label: '一行' },
              { value: 2, label: '两行' },
            ]}
          />
        </Form.Item>
        <Button htmlType="submit" loading={sending} disabled={same}>
          按此重读
        </Button>
      </div>
    </Form>
  );
}

interface TopProps {
  lines: Sheet['top'];
  head: Chosen;
  onPick: (row: number) => void;
}

function Top({ lines, head, onPick }: TopProps) {
  const { row: from } = head;
  return (
    <div className="hy-scroll">
      <table className="hy-sheet-top" aria-label="文件最前面的行">
        <tbody>
          {lines.map((line) => (
            <tr
              key={line.row}
              data-head={from !== null && line.row >= from && line.row < from + head.lines}
              onClick={() => onPick(line.row)}
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
  );
}
