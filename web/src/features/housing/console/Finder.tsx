import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Page } from '../../../api/types.ts';
import { type Building, type House, inOrder } from '../housing.ts';

interface Found {
  buildings: Building[];
  houses: House[];
}

async function find(q: string, signal: AbortSignal): Promise<Found> {
  const [buildings, houses] = await Promise.all([
    api.get<Page<Building>>('/api/housing/buildings', { q, limit: 8 }, { signal }),
    api.get<Page<House>>('/api/housing/houses', { q, limit: 8 }, { signal }),
  ]);
  return { buildings: inOrder(buildings.items), houses: inOrder(houses.items) };
}

/** Finds a building or a room by a part of its address: a building opens on the map, a room its page. */
export function Finder({ onBuilding }: { onBuilding: (id: string) => void }) {
  const go = useNavigate();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['building', 'list', 'find', q],
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => find(q, signal),
  });
  const { buildings = [], houses = [] } = (q && found.data) || {};
  const groups = [
    {
      label: '建筑',
      options: buildings.map(({ id, name, address }) => ({
        value: `building ${id}`,
        label: address.endsWith(name) || !address ? address || name : `${name}（${address}）`,
      })),
    },
    { label: '房屋', options: houses.map(({ id, address }) => ({ value: `house ${id}`, label: address })) },
  ].filter(({ options }) => options.length > 0);
  const choose = (value: string) => {
    const [kind, id = ''] = value.split(' ');
    setTyped('');
    if (kind === 'building') onBuilding(id);
    else void go(`/housing/houses/${id}`);
  };
  return (
    <Select<string>
      className="hy-housing-find"
      aria-label="查找地址"
      placeholder="查找地址：花园 3栋、花园3-2-501、502室"
      value={null as unknown as string}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      options={groups}
      loading={found.isFetching}
      notFoundContent={
        !q ? '输入小区、楼栋或门牌的一部分' : found.isFetching ? '正在查找…' : '没有找到，换几个字试试'
      }
      onSelect={choose}
    />
  );
}
