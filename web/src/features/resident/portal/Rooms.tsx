import { useQuery } from '@tanstack/react-query';
import { List, Skeleton } from 'antd-mobile';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import type { House } from '../../housing/housing.ts';

/** Rooms by a part of their address; a tap says which. */
export function Rooms({ q, onOpen }: { q: string; onOpen: (house: House) => void }) {
  const query = useQuery({
    queryKey: ['house', 'list', 'find', q],
    queryFn: ({ signal }) => api.get<Page<House>>('/api/housing/houses', { q, limit: 20 }, { signal }),
  });
  if (query.isPending) return <Skeleton.Paragraph animated lineCount={4} />;
  if (query.isError) return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0) return <div className="hy-empty">没有找到，换几个字试试。</div>;
  return (
    <List mode="card" style={{ margin: 0 }}>
      {query.data.items.map((house) => (
        <List.Item key={house.id} onClick={() => onOpen(house)}>
          {house.address}
        </List.Item>
      ))}
    </List>
  );
}
