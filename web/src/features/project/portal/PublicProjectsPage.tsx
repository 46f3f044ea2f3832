import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Collapse, ProgressBar, Skeleton } from 'antd-mobile';
import { api } from '../../../api/client.ts';
import type { Answer, Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type ProjectList, stands } from '../project.ts';

/** What the city promised and how far it is: for everybody, signed in or not. */
export default function PublicProjectsPage() {
  const list = useInfiniteQuery({
    queryKey: ['project', 'list', 'public'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<ProjectList>>('/api/public-projects', { cursor: pageParam, limit: 20 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PortalPage title="民生实事" back>
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <div className="hy-empty">还没有公开的清单。</div>}
      <Collapse>
        {rows.map((row) => (
          <Collapse.Panel key={row.id} title={`${row.name}（完成 ${row.done} / ${row.items}）`}>
            <Projects id={row.id} />
          </Collapse.Panel>
        ))}
      </Collapse>
      {list.hasNextPage && (
        <Button block fill="none" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </PortalPage>
  );
}

function Projects({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['project', 'list', 'public', id],
    queryFn: () => api.get<Answer<'readPublicProjectList'>>(`/api/public-projects/${id}`),
  });
  if (query.isError) return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton.Paragraph animated lineCount={3} />;
  return query.data.projects.map((project) => (
    <div key={project.id}>
      <p>
        <strong>{project.name}</strong>{' '}
        <StateTag kind={stands[project.stand]?.look ?? ''}>{stands[project.stand]?.word}</StateTag>
        <br />
        <span className="hy-muted">
          {project.unit_name} · {project.deadline} 前完成
        </span>
      </p>
      <ProgressBar percent={project.percent} text />
    </div>
  ));
}
