import { Button, Dialog, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { discard, retry, useOutbox, type Waiting } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { useMatter } from '../matter.ts';
import './home.css';
import './matter.css';

/** What this device has not sent yet. It goes by itself; one that was refused waits for its writer. */
export default function WaitingPage() {
  const { data: me } = useMe();
  const { data: items = [] } = useOutbox(me?.account?.id);
  return (
    <PortalPage title="等待发送" back>
      {items.length === 0 && (
        <div className="hy-empty">没有等待发送的内容。没有网络时写的内容会存在这里，有网时自动发送。</div>
      )}
      {items.map((item) => (
        <WaitingCard key={item.client_id} item={item} />
      ))}
    </PortalPage>
  );
}

function WaitingCard({ item }: { item: Waiting }) {
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    await retry(item)
      .catch((error: unknown) => Toast.show({ content: sayError(error), duration: 3000 }))
      .finally(() => setBusy(false));
  };
  const drop = async () => {
    if (await Dialog.confirm({ content: '删除后无法找回，确定删除这一条？', confirmText: '删除' }))
      await discard(item.client_id);
  };
  return (
    <section className="hy-card hy-wait">
      <span>{item.label}</span>
      <span>
        <StateTag kind={item.refused ? 'failed' : 'waiting'}>
          {item.refused ? '没有发出' : '等待发送'}
        </StateTag>{' '}
        <span className="hy-muted">
          <TimeAgo at={item.at} />
          {item.files.length > 0 && ` · ${item.files.length} 张照片`}
        </span>
      </span>
      {item.lines?.map((line) => (
        <span key={line.label} className="hy-said">
          <span className="hy-muted">{line.label}：</span>
          {line.text}
        </span>
      ))}
      {item.refused && <div className="hy-alert">{item.refused}</div>}
      {item.refused && item.matter && <NowOf matter={item.matter} />}
      <div className="hy-wait-foot">
        <Button size="small" color="primary" fill="outline" loading={busy} onClick={() => void again()}>
          {item.refused && item.matter ? '按最新情况再发' : '现在发送'}
        </Button>
        <Button size="small" fill="none" onClick={() => void drop()}>
          删除
        </Button>
      </div>
    </section>
  );
}

/** How the matter stands now, for who must decide whether what was written still holds. */
function NowOf({ matter }: { matter: string }) {
  const go = useNavigate();
  const { data } = useMatter(matter);
  if (!data) return null;
  return (
    <button type="button" className="hy-matter" onClick={() => void go(`/matters/${matter}`)}>
      <span>
        现在：{data.state_name} · <TimeAgo at={data.updated_at} />
        更新
      </span>
      <span className="hy-link">看最新情况</span>
    </button>
  );
}
