import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Empty, Progress } from 'antd';
import { useEffect, useRef } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Bulk } from './data.table.ts';
import { type Kind, kindOf } from './kinds.ts';

const isGoing = (bulk: Bulk | undefined): boolean => bulk?.state === 'running' || bulk?.state === 'undoing';
/** Also what was written of an edit that ended before its time, and the rest of an undo that did. */
const canUndo = ({ state, done }: Bulk): boolean =>
  state === 'done' || state === 'undo_failed' || (state === 'failed' && done > 0);
const BACK = new Set(['undoing', 'undone', 'undo_failed']);
const STATES: Record<string, string> = {
  running: '正在修改',
  done: '已修改',
  undoing: '正在撤销',
  undone: '已撤销',
  failed: '没有完成，已修改',
  undo_failed: '撤销没有完成，已撤销',
};

const undo = async (id: string): Promise<void> => {
  queryClient.setQueryData(['ledger_bulk', id], await api.post<Bulk>(`/api/ledger/bulk/${id}/undo`));
  await queryClient.invalidateQueries({ queryKey: ['ledger_bulk', 'list'] });
};

/** How far an edit of many is; done, it can be taken back. */
export function BulkProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const bulk = useBulk(id);
  return (
    <Answered query={bulk} rows={3}>
      {(data) => (
        <div className="hy-bulk">
          <Line bulk={data} />
          <div className="hy-row">
            {canUndo(data) && <Undo bulk={data} />}
            <Button type="primary" onClick={onClose}>
              {isGoing(data) ? '在后台继续' : '关闭'}
            </Button>
            <span className="hy-muted">
              {data.state === 'running' || canUndo(data)
                ? '以后可在“修改记录”里查看和撤销。'
                : '可在“修改记录”里查看。'}
            </span>
          </div>
        </div>
      )}
    </Answered>
  );
}

/** An edit, followed while it runs: one that was just started here, or one that a list brought already. */
function useBulk(id: string, listed?: Bulk) {
  const bulk = useQuery({
    queryKey: ['ledger_bulk', id],
    queryFn: () => api.get<Bulk>(`/api/ledger/bulk/${id}`),
    ...(listed && { initialData: listed }),
    refetchInterval: ({ state }) => (isGoing(state.data) ? 700 : false),
  });
  const state = bulk.data?.state;
  // One that ended before it was listed wrote nothing that is not on the screen.
  const wrote = useRef(listed === undefined);
  // What was written is read anew, in the table, in counts and in segments.
  useEffect(() => {
    if (state === 'running' || state === 'undoing') wrote.current = true;
    else if (state !== undefined && wrote.current) readAnew();
  }, [state]);
  return bulk;
}

function readAnew(): void {
  void queryClient.invalidateQueries({ queryKey: ['ledger', 'list'] });
  // The first page, not all that was scrolled through.
  void queryClient.resetQueries({ queryKey: ['ledger', 'rows'] });
  void queryClient.invalidateQueries({ queryKey: ['segment'] });
}

function Line({ bulk }: { bulk: Bulk }) {
  const { state, total, done, undone, refused, columns } = bulk;
  const { unit } = kindOf(bulk.subject);
  const back = BACK.has(state);
  const shown = (back ? undone : done) + refused;
  const of = back ? done : total;
  return (
    <>
      <strong role="status">
        {STATES[state] ?? state} {(back ? undone : done).toLocaleString('zh-CN')} {unit}：{columns.join('、')}
      </strong>
      <Progress
        percent={of === 0 ? 100 : Math.round((100 * shown) / of)}
        status={isGoing(bulk) ? 'active' : state.endsWith('failed') ? 'exception' : 'success'}
      />
      {refused > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`${refused} ${unit}没有${back ? '撤销' : '修改'}：可能已迁走、注销、并入或不再由您管理。`}
        />
      )}
    </>
  );
}

/** What an undo is asked for: all that was written, or what one that ended before its time left of it. */
function undoAsked({ state, subject, done, undone, refused }: Bulk): string {
  const left = BACK.has(state) ? done - undone - refused : done;
  const rows = `${left.toLocaleString('zh-CN')} ${kindOf(subject).unit}的修改？`;
  return left < done ? `接着撤销其余 ${rows}` : `撤销对 ${rows}`;
}

function Undo({ bulk }: { bulk: Bulk }) {
  const { modal, message } = App.useApp();
  const ask = () =>
    modal.confirm({
      title: undoAsked(bulk),
      content: `${bulk.columns.join('、')}恢复为修改前的内容；之后别人另作的修改保留。`,
      okText: '撤销修改',
      onOk: () => undo(bulk.id).catch((error: unknown) => void message.error(sayError(error))),
    });
  return <Button onClick={() => void ask()}>撤销</Button>;
}

/** One's own edits of many, the newest first, each to be taken back. */
export function BulkDrawer({ kind: { subject }, onClose }: { kind: Kind; onClose: () => void }) {
  const list = useQuery({
    queryKey: ['ledger_bulk', 'list', subject],
    queryFn: () => api.get<Answer<'listBulkEdits'>>('/api/ledger/bulk', { subject }),
  });
  return (
    <Drawer open title="修改记录" onClose={onClose} size={480}>
      <Answered query={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有批量修改过。" />
          ) : (
            <ul className="hy-plain">
              {items.map((bulk) => (
                <Entry key={bulk.id} first={bulk} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Drawer>
  );
}

function Entry({ first }: { first: Bulk }) {
  const bulk = useBulk(first.id, first).data ?? first;
  return (
    <li className="hy-card hy-bulk">
      <span className="hy-muted">
        <TimeAgo at={bulk.created_at} />
      </span>
      <Line bulk={bulk} />
      {canUndo(bulk) && (
        <div>
          <Undo bulk={bulk} />
        </div>
      )}
    </li>
  );
}
