import BellOutlined from '@ant-design/icons/BellOutlined';
import { Alert, Badge, Button, Drawer, Empty, Skeleton } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import type { InboxRow } from '../../../api/types.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { pathOf, useInbox, useMarkRead, useUnread } from '../inbox.ts';
import './inbox.css';

const PAGES = { matter: '/matters', import: '/imports', finding: '/findings' };

/** The bell with the unread count; it opens the inbox at the side. */
export function InboxBell() {
  const unread = useUnread();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Badge count={unread} size="small" offset={[-4, 4]}>
        <Button
          type="text"
          icon={<BellOutlined />}
          onClick={() => setOpen(true)}
          aria-label={`消息，${unread} 条未读`}
        />
      </Badge>
      <InboxDrawer open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function InboxDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const inbox = useInbox(open);
  const read = useMarkRead();
  const go = useNavigate();
  const rows = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const follow = (row: InboxRow) => {
    if (!row.read_at) read.mutate(row.id);
    const path = pathOf(row, PAGES);
    if (path) {
      onClose();
      void go(path);
    }
  };
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title="消息"
      size={420}
      extra={
        <Button type="link" onClick={() => read.mutate(undefined)}>
          全部已读
        </Button>
      }
    >
      {inbox.isError && (
        <Alert
          type="error"
          showIcon
          title={sayError(inbox.error)}
          action={
            <Button size="small" onClick={() => void inbox.refetch()}>
              重试
            </Button>
          }
        />
      )}
      {inbox.isPending && <Skeleton active />}
      {inbox.isSuccess && rows.length === 0 && (
        <Empty description="还没有消息。有新事项和催办时，这里会提醒您。" />
      )}
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className="hy-inbox-row"
          data-unread={!row.read_at}
          onClick={() => follow(row)}
        >
          <span className="hy-inbox-head">
            <strong>{row.title}</strong>
            <span className="hy-muted">
              <TimeAgo at={row.created_at} />
            </span>
          </span>
          <span>{row.body}</span>
        </button>
      ))}
      {inbox.hasNextPage && (
        <Button
          block
          type="text"
          loading={inbox.isFetchingNextPage}
          onClick={() => void inbox.fetchNextPage()}
        >
          加载更多
        </Button>
      )}
    </Drawer>
  );
}
