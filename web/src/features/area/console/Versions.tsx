import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Coverage } from './data.ts';
import { Findings } from './Findings.tsx';

type Version = Answer<'listAreaVersions'>['items'][number];
type Detail = Answer<'getAreaVersion'>;

const columns: TableColumnsType<Version> = [
  { title: '版本', dataIndex: 'version', width: 90, render: (n: number) => `第 ${n} 版` },
  { title: '说明', dataIndex: 'note', ellipsis: true },
  { title: '改动', dataIndex: 'areas', width: 100, render: (n: number) => `${n} 个区域` },
  {
    title: '检查',
    dataIndex: 'counts',
    width: 220,
    render: (counts?: Coverage['counts']) =>
      counts && `空隙 ${counts.gaps}，重叠 ${counts.overlaps}，超出 ${counts.outside}`,
  },
  { title: '生效', dataIndex: 'at', width: 130, render: (at: string) => <TimeAgo at={at} /> },
];

/** Each state the boundaries were in, the newest first, with the report it was published with. */
export function Versions() {
  const [open, setOpen] = useState<number>();
  const list = useInfiniteQuery({
    queryKey: ['area', 'list', 'versions'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Answer<'listAreaVersions'>>('/api/areas/versions', { cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return (
    <Answered query={list}>
      {({ pages }) => (
        <div className="hy-stack">
          <Table<Version>
            size="small"
            rowKey="version"
            pagination={false}
            scroll={{ x: 760 }}
            dataSource={pages.flatMap((page) => page.items)}
            columns={columns}
            onRow={(row) => ({
              tabIndex: 0,
              className: 'hy-row-open',
              onClick: () => setOpen(row.version),
              onKeyDown: (event) => event.key === 'Enter' && setOpen(row.version),
            })}
            locale={{ emptyText: '还没有边界。请在“导入”中上传边界文件。' }}
          />
          {list.hasNextPage && (
            <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              加载更多
            </Button>
          )}
          <VersionDrawer version={open} onClose={() => setOpen(undefined)} />
        </div>
      )}
    </Answered>
  );
}

function VersionDrawer({ version, onClose }: { version: number | undefined; onClose: () => void }) {
  const detail = useQuery({
    queryKey: ['area', 'version', version],
    enabled: version !== undefined,
    queryFn: () => api.get<Detail>(`/api/areas/versions/${version}`),
  });
  return (
    <Drawer open={version !== undefined} onClose={onClose} title={`边界第 ${version ?? ''} 版`} size={860}>
      <Answered query={detail}>{(data) => <Page detail={data} />}</Answered>
    </Drawer>
  );
}

function Page({ detail }: { detail: Detail }) {
  return (
    <div className="hy-stack">
      <dl className="hy-facts">
        <dt>说明</dt>
        <dd>{detail.note}</dd>
        <dt>改动</dt>
        <dd>{detail.areas} 个区域</dd>
        <dt>生效</dt>
        <dd>
          <TimeAgo at={detail.at} />
        </dd>
      </dl>
      <Findings coverage={detail.report} />
      <section aria-label="改动的区域">
        <h2 className="hy-head">改动的区域</h2>
        <p>
          {detail.changed.slice(0, 60).map((area) => (
            <span key={area.id}>
              <Link to={`/areas?area=${area.id}`}>{area.name}</Link>　
            </span>
          ))}
          {detail.areas > 60 && <span className="hy-muted">等 {detail.areas} 个</span>}
        </p>
      </section>
    </div>
  );
}
