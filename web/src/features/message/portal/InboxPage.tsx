import { Button, InfiniteScroll, Skeleton } from 'antd-mobile';
import { useNavigate } from 'react-router';
import { useMe } from '../../../api/session.ts';
import type { InboxRow } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { pathOf, useInbox, useMarkRead } from '../inbox.ts';
import './inbox.css';

/** What the platform told this account, newest first. */
export default function InboxPage() {
  const { data: me } = useMe();
  const signedIn = Boolean(me?.account);
  const inbox = useInbox(signedIn);
  const read = useMarkRead();
  const go = useNavigate();
  const rows = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const follow = (row: InboxRow) => {
    if (!row.read_at) read.mutate(row.id);
    const path = pathOf(row, { matter: '/matters', duty_piece: '/duties' });
    if (path) void go(path);
  };
  const right = signedIn && rows.length > 0 && (
    <Button size="mini" fill="none" onClick={() => read.mutate(undefined)}>
      全部已读
    </Button>
  );
  return (
    <PortalPage title="消息" right={right}>
      {!signedIn && (
        <div className="hy-empty">
          登录后，办理进度会在这里提醒您。
          <p>
            <Button color="primary" onClick={() => void go('/login?next=/inbox')}>
              登录
            </Button>
          </p>
        </div>
      )}
      {signedIn && inbox.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {inbox.isError && <Fault error={inbox.error} onRetry={() => void inbox.refetch()} />}
      {inbox.isSuccess && rows.length === 0 && (
        <div className="hy-empty">还没有消息。您报的事有了进展，会在这里提醒您。</div>
      )}
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className="hy-card hy-note"
          data-unread={!row.read_at}
          onClick={() => follow(row)}
        >
          <strong>{row.title}</strong>
          <span>{row.body}</span>
          <span className="hy-muted">
            <TimeAgo at={row.created_at} />
          </span>
        </button>
      ))}
      {rows.length > 0 && (
        <InfiniteScroll
          hasMore={Boolean(inbox.hasNextPage)}
          loadMore={async () => void (await inbox.fetchNextPage())}
        />
      )}
    </PortalPage>
  );
}
