import { Button, Dialog } from 'antd-mobile';
import { useState } from 'react';
import { discard, retry, useOutbox, type Waiting } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import './home.css';

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
    await retry(item).finally(() => setBusy(false));
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
      {item.refused && <div className="hy-alert">{item.refused}</div>}
      <div className="hy-wait-foot">
        <Button size="small" color="primary" fill="outline" loading={busy} onClick={() => void again()}>
          现在发送
        </Button>
        <Button size="small" fill="none" onClick={() => void drop()}>
          删除
        </Button>
      </div>
    </section>
  );
}
