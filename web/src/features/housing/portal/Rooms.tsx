import { useQuery } from '@tanstack/react-query';
import { List, Skeleton } from 'antd-mobile';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { type House, inOrder } from '../housing.ts';

interface Props {
  q: string;
  header?: string;
  /** Null says nothing. */
  empty?: string | null;
  onOpen: (house: House) => void;
}

/** Rooms by a part of their address; none while nothing is typed. */
export const useRooms = (q: string) =>
  useQuery({
    queryKey: ['house', 'list', 'find', q],
    enabled: q !== '',
    queryFn: ({ signal }) => api.get<Page<House>>('/api/housing/houses', { q, limit: 20 }, { signal }),
  });

/** Rooms by a part of their address; a tap says which. */
export function Rooms({ q, header, empty = '没有找到这样的房屋，换几个字试试。', onOpen }: Props) {
  const query = useRooms(q);
  if (query.isPending) return <Skeleton.Paragraph animated lineCount={4} />;
  if (query.isError) return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0) return empty && <div className="hy-empty">{empty}</div>;
  return (
    <List mode="card" header={header} style={{ margin: 0 }}>
      {inOrder(query.data.items).map((house) => (
        <List.Item key={house.id} onClick={() => onOpen(house)}>
          {house.address}
        </List.Item>
      ))}
    </List>
  );
}
