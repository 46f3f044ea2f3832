import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Empty, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer, Page } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo, untilMinute } from '../../../ui/TimeAgo.tsx';
import { type Duty, type PieceRow, refreshDuties, saidOf } from '../duty.ts';

const states = [
  { value: '', label: '全部' },
  { value: 'late', label: '逾期未完成' },
  { value: 'open', label: '未完成' },
  { value: 'done', label: '已完成' },
];

/** What each grid has done of a task; one is opened to read its answers and may be sent back. */
export function Pieces({ duty }: { duty: Duty }) {
  const [state, setState] = useState('');
  const [opened, open] = useState<string>();
  const list = useInfiniteQuery({
    queryKey: ['duty_piece', 'list', 'pieces', duty.id, state],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<PieceRow>>(`/api/duties/${duty.id}/pieces`, { state, cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return (
    <section className="hy-panel" aria-label="各网格填报">
      <h2>各网格填报</h2>
      <div className="hy-duty-filter">
        <Segmented options={states} value={state} onChange={setState} />
      </div>
      <Answered query={list}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有这样的网格。" />;
          return <Table rows={rows} onOpen={open} />;
        }}
      </Answered>
      {list.hasNextPage && (
        <Button type="link" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
      {opened && <PieceDrawer id={opened} onClose={() => open(undefined)} />}
    </section>
  );
}

function Standing({ row }: { row: Pick<PieceRow, 'state' | 'late'> }) {
  if (row.state === 'done') return <StateTag kind="done">{row.late ? '逾期完成' : '已完成'}</StateTag>;
  return <StateTag kind={row.late ? 'overdue' : 'open'}>{row.late ? '逾期未完成' : '未完成'}</StateTag>;
}

function Table({ rows, onOpen }: { rows: PieceRow[]; onOpen: (id: string) => void }) {
  return (
    <table className="hy-tasks">
      <thead>
        <tr>
          <th>网格</th>
          <th>网格员</th>
          <th>状态</th>
          <th>完成时间</th>
          <th>退回</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              {row.target_label ? `${row.target_label} · ${row.grid_name}` : row.grid_name}
              <div className="hy-muted">{row.community}</div>
            </td>
            <td>{row.holder}</td>
            <td>
              <Standing row={row} />
            </td>
            <td>{row.done_at ? <TimeAgo at={row.done_at} /> : '—'}</td>
            <td>{row.reworks > 0 ? `${row.reworks} 次` : '—'}</td>
            <td>
              {(row.state === 'done' || row.reworks > 0) && (
                <Button size="small" type="link" onClick={() => onOpen(row.id)}>
                  看填报
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Piece = Answer<'readDutyPiece'>;

function PieceDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const [returning, setReturning] = useState(false);
  const query = useQuery({
    queryKey: ['duty_piece', id],
    queryFn: () => api.get<Piece>(`/api/duty-pieces/${id}`),
  });
  const piece = query.data;
  return (
    <Drawer
      open
      onClose={onClose}
      size={560}
      title={piece ? [piece.target_label, piece.grid_name].filter(Boolean).join(' · ') : '填报'}
      extra={
        piece?.manages &&
        piece.state === 'done' && (
          <Button danger size="small" onClick={() => setReturning(true)}>
            退回重做
          </Button>
        )
      }
    >
      <Answered query={query}>{(found) => <Rounds piece={found} />}</Answered>
      {returning && piece && <ReturnForm piece={piece} onClose={() => setReturning(false)} />}
    </Drawer>
  );
}

function Rounds({ piece }: { piece: Piece }) {
  return (
    <>
      <p>
        <Standing row={piece} />
        {piece.state === 'open' && piece.rework_reason && ` 已退回：${piece.rework_reason}`}
      </p>
      <ol className="hy-duty-rounds">
        {piece.rounds.map((round) => (
          <li key={round.at}>
            <span className="hy-muted">
              {round.by} · {untilMinute(round.at)}
              {round.point && ` · 现场定位 ${round.point.lng.toFixed(5)}, ${round.point.lat.toFixed(5)}`}
            </span>
            <dl>
              {piece.fields.map((field) => (
                <Field key={field.name} label={field.label} said={saidOf(field, round.answers[field.name])} />
              ))}
              {round.note && <Field label="备注" said={round.note} />}
            </dl>
          </li>
        ))}
      </ol>
      <PhotoStrip
        photos={piece.files.map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }))}
      />
    </>
  );
}

const Field = ({ label, said }: { label: string; said: string }) => (
  <>
    <dt>{label}</dt>
    <dd>{said}</dd>
  </>
);

function ReturnForm({ piece, onClose }: { piece: Piece; onClose: () => void }) {
  const send = async ({ reason }: { reason: string }) => {
    await api.post(`/api/duty-pieces/${piece.id}/return`, { version: piece.version, reason });
    await refreshDuties();
    onClose();
  };
  return (
    <FormModal<{ reason: string }>
      title="退回重做"
      submit="退回"
      draftKey={`duty-return:${piece.id}`}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item
        name="reason"
        label="退回原因"
        extra="网格员会收到消息，至少有一个工作日重新填报。"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明要改什么' }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
    </FormModal>
  );
}
