import { Alert, Button, Drawer, Empty, Skeleton } from 'antd';
import { Link } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { type FactPage, type Opened, useFacts } from '../data.ts';

type Item = FactPage['items'][number];

const times = ({ due_at, done_at }: Item): string =>
  [due_at && `时限 ${untilMinute(due_at)}`, done_at && `完成 ${untilMinute(done_at)}`]
    .filter(Boolean)
    .join('，');

function Fact({ item }: { item: Item }) {
  if (!item.matter) return <div className="hy-fact hy-muted">您无权查看的事项（计入总数）</div>;
  const { matter, unit, person, outcome } = item;
  return (
    <Link className="hy-fact" to={`/matters/${matter.id}`}>
      <strong>{matter.title}</strong> <span className="hy-muted">{matter.number}</span>
      <p>
        {outcome} · {[unit, person].filter(Boolean).join(' ') || matter.type_name}
      </p>
      <p className="hy-muted">
        {matter.area}
        {times(item) && ` · ${times(item)}`}
      </p>
    </Link>
  );
}

/** The matters behind a number: exactly as many as it says, those one may not open without anything about them. */
export function FactsDrawer({ opened, onClose }: { opened: Opened | null; onClose: () => void }) {
  const list = useFacts(opened);
  const first = list.data?.pages[0];
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer
      open={opened !== null}
      onClose={onClose}
      size={560}
      title={first ? `${opened?.title}：${first.total.toLocaleString('zh-CN')} 件` : opened?.title}
    >
      {list.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {list.isError && (
        <Alert
          type="error"
          showIcon
          title={sayError(list.error)}
          action={<Button onClick={() => void list.refetch()}>重试</Button>}
        />
      )}
      <div className="hy-facts">
        {first && first.hidden !== null && first.hidden > 0 && (
          <Alert type="info" showIcon title={`其中 ${first.hidden} 件您无权查看`} />
        )}
        {first && items.length === 0 && <Empty description="没有这样的事项" />}
        {items.map((item) => (
          <Fact key={item.id} item={item} />
        ))}
        {list.hasNextPage && (
          <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            再看 50 件（已列出 {items.length} 件）
          </Button>
        )}
      </div>
    </Drawer>
  );
}
