import { Button, Skeleton, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '../../../api/id.ts';
import { sendOrKeep } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import type { Values } from '../../../ui/form/fields.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { SchemaForm } from '../../../ui/portal/SchemaForm.tsx';
import { whereAmI } from '../../../ui/portal/whereAmI.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type MyPiece, refreshDuties } from '../duty.ts';
import { Objecting } from './Objecting.tsx';
import { formOf, requestOf, useMyPieces } from './pieces.ts';
import './duty.css';

/** A piece filled in one grid: sent, or kept on the phone until there is signal. */
export default function DutyPiecePage() {
  const { id = '' } = useParams();
  const { data: me } = useMe();
  const owner = me?.account?.id;
  const list = useMyPieces(owner);
  const piece = list.data?.pages.flatMap((page) => page.items).find((each) => each.id === id);
  return (
    <PortalPage title="网格任务" back>
      {piece && owner && <Filling key={`${id} ${piece.version}`} piece={piece} owner={owner} />}
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault whole error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && !piece && (
        <div className="hy-empty">
          {list.data.pages[0]?.unkept
            ? '没有网络，这份任务没有存在本机，请有网后再打开。'
            : '这份任务已经提交，或已经收回。'}
        </div>
      )}
    </PortalPage>
  );
}

function Filling({ piece, owner }: { piece: MyPiece; owner: string }) {
  const go = useNavigate();
  const [client_id] = useState(newId);
  const [objecting, object] = useState(false);
  const send = async (said: Values, unsent: File[]) => {
    const point = piece.position ? await whereAmI() : undefined;
    const { kept } = await sendOrKeep({
      owner,
      label: `网格任务：${piece.title} ${piece.grid_name}`,
      url: `/api/duty-pieces/${piece.id}/answer`,
      body: { client_id, ...requestOf(piece, said, unsent.length, point) },
      files: unsent,
    });
    Toast.show({ content: kept ? '没有网络：已存在本机，有网时自动发送' : '已提交' });
    if (!kept) await refreshDuties();
    void go('/duties', { replace: true });
  };
  return (
    <>
      <section className="hy-card">
        <h2>{piece.title}</h2>
        <p className="hy-muted">
          {piece.line_name} · {piece.unit_name}
          <br />
          {[piece.target_label, piece.grid_name].filter(Boolean).join(' · ')} · 期限{' '}
          <TimeAgo at={piece.due_at} />
        </p>
        <p className="hy-duty-said">{piece.instructions}</p>
        {piece.position && <p className="hy-muted">须在现场填报，提交时会取一次定位。</p>}
        <Button size="small" fill="none" color="primary" onClick={() => object(true)}>
          不在清单？提出异议
        </Button>
      </section>
      {piece.rework_reason && (
        <div className="hy-alert" role="note">
          退回重做：{piece.rework_reason}
        </div>
      )}
      <section className="hy-card hy-duty-form">
        <SchemaForm
          fields={formOf(piece)}
          submit="提交"
          draftKey={`duty-piece:${piece.id}:${piece.version}`}
          onSubmit={send}
        />
      </section>
      {objecting && (
        <Objecting duty={piece.duty} grid={piece.grid} title={piece.title} onClose={() => object(false)} />
      )}
    </>
  );
}
