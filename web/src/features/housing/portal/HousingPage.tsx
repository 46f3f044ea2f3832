import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, List, SearchBar, Skeleton } from 'antd-mobile';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { type Building, type House, KINDS } from '../housing.ts';

/** The buildings of one's ground, and rooms by a part of their address. */
export default function HousingPage() {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  return (
    <PortalPage title="房屋" back>
      <SearchBar value={typed} onChange={setTyped} placeholder="楼栋或门牌，如 雅苑1-1-502" />
      {q && <Rooms q={q} />}
      <Buildings q={q} />
    </PortalPage>
  );
}

function Rooms({ q }: { q: string }) {
  const go = useNavigate();
  const query = useQuery({
    queryKey: ['house', 'list', 'find', q],
    queryFn: ({ signal }) => api.get<Page<House>>('/api/housing/houses', { q, limit: 20 }, { signal }),
  });
  if (!query.data?.items.length) return null;
  return (
    <List mode="card" header="房屋" style={{ margin: 0 }}>
      {query.data.items.map((house) => (
        <List.Item key={house.id} onClick={() => void go(`/housing/houses/${house.id}`)}>
          {house.address}
        </List.Item>
      ))}
    </List>
  );
}

function Buildings({ q }: { q: string }) {
  const go = useNavigate();
  const query = useInfiniteQuery({
    queryKey: ['building', 'list', 'portal', q],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Building>>('/api/housing/buildings', { q, cursor: pageParam, limit: 30 }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {query.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && (
        <div className="hy-empty">{q ? '没有找到这样的楼栋。' : '您负责的网格里还没有登记建筑。'}</div>
      )}
      {rows.length > 0 && (
        <List mode="card" header="楼栋" style={{ margin: 0 }}>
          {rows.map((building) => (
            <List.Item
              key={building.id}
              description={[KINDS[building.kind], building.area?.name, `${building.houses} 套`].join(' · ')}
              onClick={() => void go(`/housing/buildings/${building.id}`)}
            >
              {building.name}
            </List.Item>
          ))}
        </List>
      )}
      {query.hasNextPage && (
        <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </>
  );
}
