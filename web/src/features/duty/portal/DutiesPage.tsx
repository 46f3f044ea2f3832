import { Button, Skeleton } from 'antd-mobile';
import { Navigate, useNavigate } from 'react-router';
import { useOutbox } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { MyPiece } from '../duty.ts';
import { useMyPieces } from './pieces.ts';
import './duty.css';

/** What the seven lines ask of one's grids. */
export default function DutiesPage() {
  const go = useNavigate();
  const { data: me } = useMe();
  const owner = me?.account?.id;
  const list = useMyPieces(owner);
  const waiting = new Set((useOutbox(owner).data ?? []).map((item) => item.url));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const unkept = list.data?.pages[0]?.unkept ?? 0;
  if (me && !owner) return <Navigate to="/login?next=/duties" replace />;
  return (
    <PortalPage
      title="网格任务"
      back
      right={
        <Button size="mini" fill="none" onClick={() => void go('/admissions')}>
          准入清单
        </Button>
      }
    >
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <div className="hy-empty">没有要做的。新任务到了会出现在这里。</div>
      )}
      {rows.map((piece) => (
        <Row
          key={piece.id}
          piece={piece}
          sent={waiting.has(`/api/duty-pieces/${piece.id}/answer`)}
          onOpen={() => void go(`/duties/${piece.id}`)}
        />
      ))}
      {unkept > 0 && (
        <p className="hy-muted">没有网络：另有 {unkept} 项涉及具体的人，没有存在本机，有网后显示。</p>
      )}
      {list.hasNextPage && (
        <Button block fill="none" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </PortalPage>
  );
}

function Row({ piece, sent, onOpen }: { piece: MyPiece; sent: boolean; onOpen: () => void }) {
  return (
    <button type="button" className="hy-card hy-duty-row" disabled={sent} onClick={onOpen}>
      <span>
        {sent ? (
          <StateTag kind="waiting">等待发送</StateTag>
        ) : piece.rework_reason ? (
          <StateTag kind="returned">退回重做</StateTag>
        ) : (
          <StateTag kind={piece.overdue ? 'overdue' : 'open'}>{piece.overdue ? '已逾期' : '待完成'}</StateTag>
        )}
      </span>
      <strong>{piece.title}</strong>
      <span className="hy-muted">
        {piece.line_name} · {piece.unit_name}
      </span>
      <span className="hy-muted">
        {[piece.target_label, piece.grid_name].filter(Boolean).join(' · ')} · 期限{' '}
        <TimeAgo at={piece.due_at} />
      </span>
    </button>
  );
}
