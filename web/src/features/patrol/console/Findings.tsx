import { useInfiniteQuery } from '@tanstack/react-query';
import { App, Button, Empty } from 'antd';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Page } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Finding, refreshPatrols } from '../patrol.ts';

/** What the campaign found, newest first; what is no matter yet becomes one with one tap. */
export function Findings({ id }: { id: string }) {
  const list = useInfiniteQuery({
    queryKey: ['patrol_visit', 'list', 'findings', id],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<Finding>>(`/api/patrols/${id}/findings`, { cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return (
    <section className="hy-panel" aria-label="发现的问题">
      <h2>发现的问题</h2>
      <Answered query={list}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有发现问题。" />;
          return rows.map((row) => <Row key={row.id} row={row} />);
        }}
      </Answered>
      {list.hasNextPage && (
        <Button type="link" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </section>
  );
}

function Row({ row }: { row: Finding }) {
  const { message } = App.useApp();
  const { data: me } = useMe();
  const raise = () =>
    api
      .post(`/api/patrol-findings/${row.id}/matter`)
      .then(refreshPatrols, (error: unknown) => void message.error(sayError(error)));
  return (
    <article className="hy-patrol-finding">
      <div>
        <strong>{row.said}</strong>
        <p className="hy-muted">
          {row.grid_name} · {row.by} · <TimeAgo at={row.at} />
        </p>
        <PhotoStrip
          photos={row.files.map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }))}
        />
      </div>
      {row.matter ? (
        <Link to={`/matters/${row.matter}`}>已转为事项 ›</Link>
      ) : (
        may(me, 'patrol:manage', 'patrol:walk') && <Button onClick={() => void raise()}>转为事项</Button>
      )}
    </article>
  );
}
